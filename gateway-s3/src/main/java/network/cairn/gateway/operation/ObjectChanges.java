package network.cairn.gateway.operation;

import java.util.Optional;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.MetadataStore.AttributesChange;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.VersionName;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;

/// Changes of what is said of a version, in place.
final class ObjectChanges {
    private ObjectChanges() {}

    /// Changes the version that a request named and that was found.
    ///
    /// @return the version as it is then
    /// @throws S3Exception `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` for a delete marker, or what the change
    ///     throws
    static ObjectRecord attributes(Backend backend, Backend.Found found, S3Request request, AttributesChange change)
            throws S3Exception {
        Optional<VersionName> version = Versions.asked(request);
        try {
            return backend.metadata()
                    .changeAttributes(found.bucket(), request.requiredKey(), version.orElse(null), change);
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
    }
}
