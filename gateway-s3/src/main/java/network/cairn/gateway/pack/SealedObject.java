package network.cairn.gateway.pack;

import java.io.IOException;
import java.io.InputStream;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.FrameCipher;
import network.cairn.client.manifest.StoredStream;

/// A small object's frames, as they lie in a pack.
final class SealedObject {
    private SealedObject() {}

    /// The shape of an object that is sealed here.
    static StoredStream shape(long plaintextBytes) {
        return new StoredStream(
                plaintextBytes, StoredStream.FRAME_BYTES_DEFAULT, StoredStream.SEGMENT_BYTES_MAX_DEFAULT);
    }

    /// Memory that {@link #seal} takes.
    static long memoryBytes(StoredStream shape) {
        return shape.ciphertextBytes() + Math.min(shape.plaintextBytes(), shape.framePlaintextBytes());
    }

    /// Reads plaintext to its end and seals it.
    ///
    /// @param plaintext must be as long as the shape says
    /// @throws IOException if it is not, or what reading it throws
    static byte[] seal(InputStream plaintext, StoredStream shape, DataKey key) throws IOException {
        FrameCipher cipher = FrameCipher.of(key);
        int framePlaintextBytes = shape.framePlaintextBytes();
        byte[] frame = new byte[(int) Math.min(shape.plaintextBytes(), framePlaintextBytes)];
        byte[] sealed = new byte[Math.toIntExact(shape.ciphertextBytes())];
        int written = 0;
        for (long number = 0; number < shape.frames(); number++) {
            long before = number * framePlaintextBytes;
            int length = (int) Math.min(framePlaintextBytes, shape.plaintextBytes() - before);
            int got = plaintext.readNBytes(frame, 0, length);
            if (got < length) {
                throw new IOException("the plaintext is " + (before + got) + " bytes long, and "
                        + shape.plaintextBytes() + " were declared");
            }
            written += cipher.seal(number, number == shape.frames() - 1, frame, 0, length, sealed, written);
        }
        if (plaintext.read() >= 0) {
            throw new IOException("the plaintext is longer than the " + shape.plaintextBytes() + " bytes declared");
        }
        return sealed;
    }
}
