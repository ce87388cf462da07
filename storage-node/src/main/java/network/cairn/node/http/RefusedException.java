package network.cairn.node.http;

import network.cairn.client.wire.v1.NodeErrorCode;

/// A request the node does not fill; the client is told the code and the message.
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final NodeErrorCode code;

    RefusedException(NodeErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    NodeErrorCode code() {
        return code;
    }
}
