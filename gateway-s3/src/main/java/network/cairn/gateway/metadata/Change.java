package network.cairn.gateway.metadata;

/// What happened to a version of an object.
public enum Change {
    /// It became the current object, or its contents changed.
    PUT,
    /// It is gone for good.
    DELETED,
    /// It is a delete marker, and became the current version.
    MARKED,
    /// What is said of it changed.
    DESCRIBED
}
