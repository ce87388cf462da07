package network.cairn.gateway.operation;

import java.util.Optional;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.ObjectVersion;
import network.cairn.gateway.metadata.VersionName;
import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import org.jspecify.annotations.Nullable;

/// How requests name versions, and how answers do.
final class Versions {
    static final String HEADER = "x-amz-version-id";
    static final String DELETE_MARKER_HEADER = "x-amz-delete-marker";

    private Versions() {}

    /// The version that `?versionId` asks for; nothing for the current one.
    ///
    /// @throws S3Exception `InvalidArgument` where it is no version's name
    static Optional<VersionName> asked(S3Request request) throws S3Exception {
        Optional<String> text = request.query().get("versionId");
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text.get()));
    }

    /// @throws S3Exception `InvalidArgument` where it is no version's name
    static VersionName parse(String text) throws S3Exception {
        if (text.isEmpty()) {
            throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Version id cannot be the empty string")
                    .with("ArgumentName", "versionId")
                    .with("ArgumentValue", text);
        }
        return VersionName.parse(text)
                .orElseThrow(() -> new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Invalid version id specified")
                        .with("ArgumentName", "versionId")
                        .with("ArgumentValue", text));
    }

    /// What was found for a request, if it is an object.
    ///
    /// @throws S3Exception `NoSuchKey`, `NoSuchVersion`, or `MethodNotAllowed` for a delete marker asked for by its
    ///     id
    static ObjectRecord required(@Nullable ObjectRecord object, String key, Optional<VersionName> version)
            throws S3Exception {
        ObjectRecord existing = existing(object, key, version);
        if (existing.isDeleteMarker()) {
            throw marked(version.isPresent() ? notForMarkers(existing, "GET") : noSuchKey(key), existing);
        }
        return existing;
    }

    /// What was found for a request that says something of it, or asks what is said of it, if it is an object. Of a
    /// delete marker there is nothing to say, whether it is asked for by its id or is what the key names.
    ///
    /// @throws S3Exception `NoSuchKey`, `NoSuchVersion`, or `MethodNotAllowed` for a delete marker
    static ObjectRecord subject(@Nullable ObjectRecord object, S3Request request, Optional<VersionName> version)
            throws S3Exception {
        ObjectRecord existing = existing(object, request.requiredKey(), version);
        if (existing.isDeleteMarker()) {
            throw marked(notForMarkers(existing, request.method()), existing);
        }
        return existing;
    }

    private static ObjectRecord existing(@Nullable ObjectRecord object, String key, Optional<VersionName> version)
            throws S3Exception {
        if (object == null) {
            throw version.isPresent() ? noSuchVersion(key, version.get()) : noSuchKey(key);
        }
        return object;
    }

    private static S3Exception notForMarkers(ObjectRecord marker, String method) {
        return new S3Exception(S3ErrorCode.METHOD_NOT_ALLOWED)
                .with("Method", method)
                .with("ResourceType", "DeleteMarker")
                .withHeader("Allow", "DELETE")
                .withHeader("Last-Modified", HttpDates.http(marker.lastModified()));
    }

    private static S3Exception marked(S3Exception error, ObjectRecord marker) {
        return error.withHeader(DELETE_MARKER_HEADER, "true")
                .withHeader(HEADER, marker.version().name());
    }

    static S3Exception noSuchKey(String key) {
        return new S3Exception(S3ErrorCode.NO_SUCH_KEY).with("Key", key);
    }

    static S3Exception noSuchVersion(String key, VersionName version) {
        String name = switch (version) {
            case VersionName.OfNull _ -> VersionName.NULL;
            case VersionName.OfId(var id) -> id.toString();
        };
        return new S3Exception(S3ErrorCode.NO_SUCH_VERSION).with("Key", key).with("VersionId", name);
    }

    /// Says which version a request made, where the bucket keeps versions. S3 says nothing of the null version that
    /// takes the place of the one before.
    static S3Response addMadeHeader(S3Response response, Bucket bucket, ObjectVersion version) {
        return version.isNull() ? response : addHeader(response, bucket, version);
    }

    /// Says which version an answer is about, where the bucket has or had versions.
    static S3Response addHeader(S3Response response, Bucket bucket, ObjectVersion version) {
        return addHeader(response, HEADER, bucket, version);
    }

    static S3Response addHeader(S3Response response, String header, Bucket bucket, ObjectVersion version) {
        boolean hasVersions = bucket.settings().versioning() != Versioning.OFF || !version.isNull();
        return hasVersions ? response.withHeader(header, version.name()) : response;
    }
}
