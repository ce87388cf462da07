package network.cairn.node.store;

import network.cairn.client.wire.v1.NodeErrorCode;

/// The piece store refused or failed. The code is what a client is told.
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    private final NodeErrorCode code;

    public StoreException(NodeErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    public StoreException(NodeErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public NodeErrorCode code() {
        return code;
    }
}
