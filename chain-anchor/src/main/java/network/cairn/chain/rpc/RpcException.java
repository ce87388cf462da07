package network.cairn.chain.rpc;

/// A request that is answered with an error.
final class RpcException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RpcError error;

    RpcException(RpcError error, String detail) {
        super(detail);
        this.error = error;
    }

    RpcError error() {
        return error;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
