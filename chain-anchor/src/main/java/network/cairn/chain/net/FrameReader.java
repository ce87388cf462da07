package network.cairn.chain.net;

import java.util.Arrays;
import network.cairn.proofs.codec.CodecException;

/// Cuts a stream of bytes into frames.
///
/// What is kept of a frame that is not whole is at most twice what has come of it, and never more than
/// its announced length, which is checked first: an announcement alone costs nothing.
final class FrameReader {
    private static final int FIRST_BYTES = 1 << 10;

    private final byte[] header = new byte[FrameKind.HEADER_BYTES];
    private int headerBytes;
    private byte[] payload = new byte[0];
    private int payloadBytes;
    private int length;
    private FrameKind kind = FrameKind.HELLO;
    private int lengthMax;

    /// Takes a frame.
    interface Sink {
        /// @return whether to go on reading
        boolean frame(FrameKind kind, byte[] payload) throws CodecException;
    }

    /// @param lengthMax longest payload, see {@link #lengthMax(int)}
    FrameReader(int lengthMax) {
        this.lengthMax = lengthMax;
    }

    /// Allows payloads of this length from the next frame on.
    void lengthMax(int bytes) {
        lengthMax = bytes;
    }

    /// Takes more of the stream.
    ///
    /// @throws CodecException if a frame announces more than is allowed, or is of no known kind
    void read(byte[] bytes, Sink sink) throws CodecException {
        int at = 0;
        while (at < bytes.length) {
            if (headerBytes < header.length) {
                int count = Math.min(header.length - headerBytes, bytes.length - at);
                System.arraycopy(bytes, at, header, headerBytes, count);
                headerBytes += count;
                at += count;
                if (headerBytes < header.length) {
                    return;
                }
                begin();
            }
            int count = Math.min(length - payloadBytes, bytes.length - at);
            reserve(payloadBytes + count);
            System.arraycopy(bytes, at, payload, payloadBytes, count);
            payloadBytes += count;
            at += count;
            if (payloadBytes == length) {
                byte[] whole = payload.length == length ? payload : Arrays.copyOf(payload, length);
                headerBytes = 0;
                payload = new byte[0];
                payloadBytes = 0;
                if (!sink.frame(kind, whole)) {
                    return;
                }
            }
        }
    }

    private void begin() throws CodecException {
        long announced = 0;
        for (int i = 0; i < 4; i++) {
            announced = (announced << 8) | (header[i] & 0xff);
        }
        kind = switch (header[4]) {
            case 1 -> FrameKind.HELLO;
            case 2 -> FrameKind.MESSAGE;
            case 3 -> FrameKind.BEAT;
            default -> throw new CodecException("there is no frame of kind " + header[4]);
        };
        int max = switch (kind) {
            case HELLO -> Math.min(lengthMax, Hello.ENCODED_BYTES_MAX);
            case MESSAGE -> lengthMax;
            case BEAT -> 0;
        };
        if (announced > max) {
            throw new CodecException("a frame of " + announced + " bytes, at most " + max + " are allowed here");
        }
        length = (int) announced;
    }

    private void reserve(int bytes) {
        if (payload.length < bytes) {
            int doubled = Math.max(FIRST_BYTES, Math.max(bytes, 2 * payload.length));
            payload = Arrays.copyOf(payload, Math.min(length, doubled));
        }
    }
}
