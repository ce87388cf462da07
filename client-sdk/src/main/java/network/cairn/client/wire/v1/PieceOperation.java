package network.cairn.client.wire.v1;

/// What an order allows. The code is what the wire carries.
public enum PieceOperation {
    PUT(1),
    GET(2),
    DELETE(3),
    STAT(4),
    PROVE(5);

    private final int code;

    PieceOperation(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
