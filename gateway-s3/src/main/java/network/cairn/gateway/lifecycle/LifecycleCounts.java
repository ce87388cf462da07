package network.cairn.gateway.lifecycle;

import network.cairn.gateway.metadata.Expiry;

/// What was done in carrying out lifecycle rules.
///
/// @param expired current objects that were deleted, for good or by a delete marker
/// @param noncurrentDeleted versions that had been replaced
/// @param markersRemoved delete markers that stood alone
/// @param uploadsAborted uploads that nobody had completed
/// @param locked versions that were due, but are locked
/// @param changed versions and uploads that were not any more what they were when they were looked at
public record LifecycleCounts(
        long expired, long noncurrentDeleted, long markersRemoved, long uploadsAborted, long locked, long changed) {
    public static final LifecycleCounts NONE = new LifecycleCounts(0, 0, 0, 0, 0, 0);

    public LifecycleCounts plus(LifecycleCounts other) {
        return new LifecycleCounts(
                expired + other.expired,
                noncurrentDeleted + other.noncurrentDeleted,
                markersRemoved + other.markersRemoved,
                uploadsAborted + other.uploadsAborted,
                locked + other.locked,
                changed + other.changed);
    }

    /// Versions and uploads that are gone, or were tried.
    long actions() {
        return expired + noncurrentDeleted + markersRemoved + uploadsAborted + locked + changed;
    }

    LifecycleCounts with(Expiry expiry) {
        return plus(
                switch (expiry) {
                    case CURRENT -> new LifecycleCounts(1, 0, 0, 0, 0, 0);
                    case NONCURRENT -> new LifecycleCounts(0, 1, 0, 0, 0, 0);
                    case LONE_MARKER -> new LifecycleCounts(0, 0, 1, 0, 0, 0);
                });
    }

    LifecycleCounts withUploadAborted() {
        return plus(new LifecycleCounts(0, 0, 0, 1, 0, 0));
    }

    LifecycleCounts withLocked() {
        return plus(new LifecycleCounts(0, 0, 0, 0, 1, 0));
    }

    LifecycleCounts withChanged() {
        return plus(new LifecycleCounts(0, 0, 0, 0, 0, 1));
    }
}
