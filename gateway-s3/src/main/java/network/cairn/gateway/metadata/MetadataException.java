package network.cairn.gateway.metadata;

/// The metadata do not allow what was asked. Nothing was changed.
public final class MetadataException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Why not.
    public enum Reason {
        BUCKET_EXISTS,
        BUCKET_NOT_EMPTY,
        NO_SUCH_BUCKET,
        NO_SUCH_KEY,
        NO_SUCH_UPLOAD,
        /// A part that was to be made part of an object is not, or no longer, there.
        NO_SUCH_PART,
        PRECONDITION_FAILED,
        TOO_MANY_BUCKETS
    }

    private final Reason reason;

    public MetadataException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
