package network.cairn.gateway.metadata;

/// What a transaction wants to have to itself, or to share with others that only need it to stay as it is.
///
/// @param name what is locked; has a stable `hashCode`
record RowLock(Kind kind, Object name, boolean exclusive) {
    /// Kinds of locks, in the order in which a transaction takes them.
    enum Kind {
        BUCKET_NAMES,
        BUCKET,
        UPLOAD,
        KEY,
        USAGE,
        PACK,
        DOCUMENT,
        JOB
    }

    static RowLock exclusive(Kind kind, Object name) {
        return new RowLock(kind, name, true);
    }

    static RowLock shared(Kind kind, Object name) {
        return new RowLock(kind, name, false);
    }
}
