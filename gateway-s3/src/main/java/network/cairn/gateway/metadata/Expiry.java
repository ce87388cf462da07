package network.cairn.gateway.metadata;

/// Why a version goes without a client asking, and what must hold of it for that in the transaction that takes it
/// away. A locked version never goes.
public enum Expiry {
    /// It is the current object: it goes as by a deletion that names no version.
    CURRENT,
    /// Another version has replaced it: it goes for good.
    NONCURRENT,
    /// It is a delete marker, and no other version of its key is left: it goes for good.
    LONE_MARKER
}
