package network.cairn.gateway.configuration;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What lifecycle rules look at of a version of an object.
///
/// @param sizeBytes 0 for a delete marker
/// @param lastModified when it was made
/// @param alone whether the object has no other version
/// @param noncurrentSince when the version that replaced it was made; null for the current one
/// @param newerNoncurrentVersions how many versions, delete markers included, lie between it and the
/// current one
public record VersionFacts(
        String key,
        long sizeBytes,
        List<Tag> tags,
        Instant lastModified,
        boolean deleteMarker,
        boolean alone,
        @Nullable Instant noncurrentSince,
        int newerNoncurrentVersions) {
    public VersionFacts {
        tags = List.copyOf(tags);
        if (noncurrentSince != null && alone) {
            throw new IllegalArgumentException("a version that was replaced is not alone: " + key);
        }
    }

    /// The current version of an object.
    public static VersionFacts current(String key, long sizeBytes, List<Tag> tags, Instant lastModified) {
        return new VersionFacts(key, sizeBytes, tags, lastModified, false, false, null, 0);
    }

    boolean latest() {
        return noncurrentSince == null;
    }
}
