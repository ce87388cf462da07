package network.cairn.gateway.operation;

import java.util.Optional;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.MetadataStore.AttributesChange;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.VersionName;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import org.jspecify.annotations.Nullable;

/// Changes of what is said of a version, in place.
final class ObjectChanges {
    private ObjectChanges() {}

    /// Changes the version that a request named and that was found.
    ///
    /// @param event what such a change is told as; null for not at all
    /// @return the version as it is then
    /// @throws S3Exception `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` for a delete marker, or what the change
    ///     throws
    static ObjectRecord attributes(
            Backend backend, Backend.Found found, S3Request request, @Nullable EventType event, AttributesChange change)
            throws S3Exception {
        Optional<VersionName> version = Versions.asked(request);
        try {
            return backend.descriptions(request, event)
                    .changeAttributes(found.bucket(), request.requiredKey(), version.orElse(null), change);
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
    }
}
