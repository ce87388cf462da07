package network.cairn.client.upload;

import java.io.IOException;
import java.io.InputStream;
import network.cairn.client.encryption.FrameCipher;

/// Plaintext in, sealed frames out, one after the other. It reads one byte ahead, so that it knows the last frame.
final class FrameSource {
    private final InputStream plaintext;
    private final long declaredBytes;
    private final FrameCipher cipher;
    private final byte[] frame;
    private int frameBytes;
    private long readBytes;
    private long number;
    private boolean last;
    private boolean ended;

    /// @param declaredBytes how long the plaintext must be, or {@link StreamUploader#LENGTH_UNKNOWN}
    FrameSource(InputStream plaintext, long declaredBytes, FrameCipher cipher, int framePlaintextBytes)
            throws IOException {
        this.plaintext = plaintext;
        this.declaredBytes = declaredBytes;
        this.cipher = cipher;
        this.frame = new byte[framePlaintextBytes + 1];
        fill();
    }

    /// Whether the last frame has been sealed.
    boolean ended() {
        return ended;
    }

    /// Bytes of plaintext so far; all of them once it has ended.
    long plaintextBytes() {
        return readBytes;
    }

    /// Ciphertext bytes of the next frame.
    int nextBytes() {
        return frameBytes + FrameCipher.TAG_BYTES;
    }

    /// Seals the next frame into `out` and reads the one after it.
    void seal(byte[] out, int outOffset) throws IOException {
        cipher.seal(number, last, frame, 0, frameBytes, out, outOffset);
        number++;
        if (last) {
            ended = true;
        } else {
            frame[0] = frame[frame.length - 1];
            fill(1);
        }
    }

    private void fill() throws IOException {
        fill(0);
    }

    private void fill(int carriedBytes) throws IOException {
        int got = plaintext.readNBytes(frame, carriedBytes, frame.length - carriedBytes);
        readBytes += got;
        int available = carriedBytes + got;
        last = available < frame.length;
        frameBytes = Math.min(available, frame.length - 1);
        if (declaredBytes != StreamUploader.LENGTH_UNKNOWN
                && (readBytes > declaredBytes || (last && readBytes < declaredBytes))) {
            throw new IOException("the plaintext is " + (last ? "" : "more than ") + readBytes + " bytes long, and "
                    + declaredBytes + " were declared");
        }
    }
}
