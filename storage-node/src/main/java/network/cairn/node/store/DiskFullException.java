package network.cairn.node.store;

import java.io.IOException;

/// A write found no room on the disk. Only writes throw it, never an fsync: what a failed fsync has lost
/// does not come back with the room.
final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskFullException(String message) {
        super(message);
    }

    DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
