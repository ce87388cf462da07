package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// DeleteObject. Deleting what is not there succeeds, unless `If-Match` asks for it.
public final class DeleteObject implements Operation {
    private final Backend backend;

    public DeleteObject(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        Versions.requireNone(request);
        try {
            backend.metadata().deleteObject(bucket, request.requiredKey(), WriteConditions.of(request.headers()));
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
        return S3Response.empty(204);
    }
}
