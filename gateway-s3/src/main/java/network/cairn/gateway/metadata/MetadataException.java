package network.cairn.gateway.metadata;

/// The metadata do not allow what was asked. Nothing was changed.
public final class MetadataException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Why not.
    public enum Reason {
        BUCKET_EXISTS,
        BUCKET_NOT_EMPTY,
        /// The bucket's settings do not allow it.
        INVALID_BUCKET_STATE,
        /// The version that was asked for is a delete marker.
        IS_DELETE_MARKER,
        NO_SUCH_BUCKET,
        NO_SUCH_KEY,
        NO_SUCH_UPLOAD,
        /// A part that was to be made part of an object is not, or no longer, there.
        NO_SUCH_PART,
        NO_SUCH_VERSION,
        /// Its retention or legal hold keeps the version from what was asked.
        OBJECT_LOCKED,
        PRECONDITION_FAILED,
        TOO_MANY_BUCKETS,
        /// An object takes no more appends.
        TOO_MANY_PARTS,
        /// This gateway was taken for gone while it stored the bytes; they are released, and must be sent
        /// again.
        UPLOAD_GIVEN_UP,
        /// An append is not at the object's end.
        WRONG_OFFSET
    }

    private final Reason reason;
    private final String condition;

    public MetadataException(Reason reason, String message) {
        this(reason, message, "");
    }

    MetadataException(Reason reason, String message, String condition) {
        super(message);
        this.reason = reason;
        this.condition = condition;
    }

    public Reason reason() {
        return reason;
    }

    /// The name of the condition that failed; empty where it is something else.
    public String condition() {
        return condition;
    }
}
