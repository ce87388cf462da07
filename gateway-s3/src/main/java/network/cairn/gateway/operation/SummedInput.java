package network.cairn.gateway.operation;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import network.cairn.gateway.auth.RunningChecksum;

/// An input that feeds what is read from it to a checksum.
final class SummedInput extends FilterInputStream {
    private final RunningChecksum checksum;

    SummedInput(InputStream input, RunningChecksum checksum) {
        super(input);
        this.checksum = checksum;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            checksum.update(buffer, offset, count);
        }
        return count;
    }

    @Override
    public long skip(long count) {
        throw new UnsupportedOperationException("what is summed is read");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
