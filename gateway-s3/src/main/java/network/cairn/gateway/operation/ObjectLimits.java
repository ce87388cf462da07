package network.cairn.gateway.operation;

/// S3's limits on sizes.
final class ObjectLimits {
    /// Bytes of an object put or copied at once, and of a part.
    static final long PUT_BYTES_MAX = 5L << 30;

    /// Bytes of a part that is not the last.
    static final long PART_BYTES_MIN = 5L << 20;

    /// Bytes of an object made of parts.
    static final long OBJECT_BYTES_MAX = 5L << 40;

    /// Bytes of an XML document a client sends.
    static final int DOCUMENT_BYTES_MAX = 4 << 20;

    /// Bytes of a document that says what is set of a bucket or an object.
    static final int SETTING_BYTES_MAX = 1 << 20;

    private ObjectLimits() {}
}
