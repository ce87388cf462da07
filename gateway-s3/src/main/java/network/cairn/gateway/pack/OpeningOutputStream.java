package network.cairn.gateway.pack;

import java.io.IOException;
import java.io.OutputStream;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.FrameCipher;
import network.cairn.client.manifest.StoredStream;

/// Takes an object's sealed frames and writes the plaintext of a range of them on. It holds one frame.
final class OpeningOutputStream extends OutputStream {
    private final StoredStream shape;
    private final FrameCipher cipher;
    private final OutputStream out;
    private final long from;
    private final long to;
    private final byte[] frame;
    private final byte[] plaintext;
    private long number;
    private int filled;

    /// @param offset of the first byte of plaintext that is wanted
    /// @param lengthBytes how many are, at least 1
    OpeningOutputStream(StoredStream shape, DataKey key, long offset, long lengthBytes, OutputStream out) {
        if (offset < 0 || lengthBytes < 1 || offset > shape.plaintextBytes() - lengthBytes) {
            throw new IllegalArgumentException(lengthBytes + " bytes at offset " + offset
                    + " are not inside an object of " + shape.plaintextBytes());
        }
        this.shape = shape;
        this.cipher = FrameCipher.of(key);
        this.out = out;
        this.from = offset;
        this.to = offset + lengthBytes;
        this.number = offset / shape.framePlaintextBytes();
        this.frame = new byte[(int) Math.min(shape.frameBytes(), shape.ciphertextBytes())];
        this.plaintext = new byte[frame.length - StoredStream.TAG_BYTES];
    }

    /// The first byte of ciphertext to be written to this.
    long ciphertextFrom() {
        return from / shape.framePlaintextBytes() * shape.frameBytes();
    }

    /// How many bytes of ciphertext are to be written to this.
    long ciphertextBytes() {
        long end = ((to - 1) / shape.framePlaintextBytes() + 1) * shape.frameBytes();
        return Math.min(end, shape.ciphertextBytes()) - ciphertextFrom();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int position = offset;
        int left = length;
        while (left > 0) {
            int frameBytes = (int) Math.min(shape.frameBytes(), shape.ciphertextBytes() - number * shape.frameBytes());
            int step = Math.min(left, frameBytes - filled);
            System.arraycopy(bytes, position, frame, filled, step);
            filled += step;
            position += step;
            left -= step;
            if (filled == frameBytes) {
                open();
            }
        }
    }

    private void open() throws IOException {
        int length;
        try {
            length = cipher.open(number, number == shape.frames() - 1, frame, 0, filled, plaintext, 0);
        } catch (DecryptionException e) {
            throw new IOException("an object in a pack does not open: " + e.getMessage(), e);
        }
        long start = number * shape.framePlaintextBytes();
        int first = (int) Math.max(0, from - start);
        int end = (int) Math.min(length, to - start);
        if (first < end) {
            out.write(plaintext, first, end - first);
        }
        number++;
        filled = 0;
    }
}
