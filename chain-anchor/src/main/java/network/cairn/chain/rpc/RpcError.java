package network.cairn.chain.rpc;

/// Why a request is not answered with what it asked for, beside the ledger's own rejections.
enum RpcError {
    /// The path, the query or the body is not of the right form.
    BAD_REQUEST(400),
    /// There is no such thing here.
    NOT_FOUND(404),
    /// The path takes other methods.
    METHOD_NOT_ALLOWED(405),
    /// There is no answer in the media type asked for.
    NOT_ACCEPTABLE(406),
    /// The block was pruned; another node may have it.
    PRUNED(410),
    /// The body is longer than is taken.
    BODY_TOO_LONG(413),
    /// The body is of no media type that is taken.
    UNSUPPORTED_MEDIA_TYPE(415),
    /// The body did not come in time.
    REQUEST_TIMEOUT(408),
    /// The node failed; its log says why.
    INTERNAL(500),
    /// As much as this node does at once is under way; try again in a moment.
    BUSY(503),
    /// The node has stopped.
    STOPPED(503);

    private final int status;

    RpcError(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }
}
