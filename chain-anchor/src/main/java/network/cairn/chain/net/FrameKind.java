package network.cairn.chain.net;

/// What a frame is: the byte between its length and its payload.
enum FrameKind {
    /// A {@link Hello}; the first frame in each direction, and only that.
    HELLO(1),
    /// A {@link network.cairn.chain.message.PeerMessage}.
    MESSAGE(2),
    /// Shows that the sender is there. Empty.
    BEAT(3);

    /// Bytes before a payload: its length in 32 bits, and the kind.
    static final int HEADER_BYTES = 5;

    private final int code;

    FrameKind(int code) {
        this.code = code;
    }

    /// A whole frame.
    byte[] frame(byte[] payload) {
        return frame(code, payload);
    }

    private static byte[] frame(int code, byte[] payload) {
        byte[] frame = new byte[HEADER_BYTES + payload.length];
        for (int i = 0; i < 4; i++) {
            frame[i] = (byte) (payload.length >>> (24 - 8 * i));
        }
        frame[4] = (byte) code;
        System.arraycopy(payload, 0, frame, HEADER_BYTES, payload.length);
        return frame;
    }
}
