package network.cairn.gateway.operation;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import network.cairn.gateway.s3.S3BodyException;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// An input that computes the MD5 of what is read from it, and refuses to go on past a limit.
final class MeasuredInput extends FilterInputStream {
    private final MessageDigest md5;
    private final long bytesMax;
    private long bytes;

    MeasuredInput(InputStream input, long bytesMax) {
        super(input);
        this.md5 = newMd5();
        this.bytesMax = bytesMax;
    }

    static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /// The MD5 of all that was read, in hexadecimal. Ends the measuring.
    String md5() {
        return HexFormat.of().formatHex(md5.digest());
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
            bytes += count;
            if (bytes > bytesMax) {
                throw new S3BodyException(tooLarge(bytesMax));
            }
            md5.update(buffer, offset, count);
        }
        return count;
    }

    @Override
    public long skip(long count) {
        throw new UnsupportedOperationException("what is measured is read");
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    static S3Exception tooLarge(long bytesMax) {
        return new S3Exception(S3ErrorCode.ENTITY_TOO_LARGE).with("MaxSizeAllowed", Long.toString(bytesMax));
    }
}
