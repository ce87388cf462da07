package network.cairn.gateway.operation;

import java.util.Optional;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.MetadataStore.Deletion;
import network.cairn.gateway.metadata.VersionName;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// DeleteObject. Deleting what is not there succeeds, unless `If-Match` asks for it. Where the bucket keeps
/// versions a delete marker is made, and only a version asked for by its id goes for good.
public final class DeleteObject implements Operation {
    private final Backend backend;

    public DeleteObject(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        Optional<VersionName> version = Versions.asked(request);
        WriteCondition condition = WriteConditions.of(request.headers());
        boolean bypass = bypassesGovernance(request);
        Deletion deletion = delete(backend, request, bucket, request.requiredKey(), version, condition, bypass);
        S3Response response = S3Response.empty(204);
        if (deletion.version() != null) {
            response = Versions.addHeader(response, bucket, deletion.version());
        }
        return deletion.isDeleteMarker() ? response.withHeader(Versions.DELETE_MARKER_HEADER, "true") : response;
    }

    /// Deletes a key, or a version of it.
    static Deletion delete(
            Backend backend,
            S3Request request,
            Bucket bucket,
            String key,
            Optional<VersionName> version,
            WriteCondition condition,
            boolean bypassGovernance)
            throws S3Exception {
        MetadataStore changes = backend.changes(request, EventType.OBJECT_CREATED_PUT);
        try {
            return version.isPresent()
                    ? changes.deleteVersion(bucket, key, version.get(), condition, bypassGovernance)
                    : changes.deleteObject(bucket, key, request.caller().tenant(), condition);
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
    }

    static boolean bypassesGovernance(S3Request request) {
        return request.headers()
                .get("x-amz-bypass-governance-retention")
                .orElse("false")
                .strip()
                .equalsIgnoreCase("true");
    }
}
