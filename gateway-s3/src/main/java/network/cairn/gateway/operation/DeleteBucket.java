package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// DeleteBucket. Multipart uploads in progress do not keep a bucket.
public final class DeleteBucket implements Operation {
    private final Backend backend;

    public DeleteBucket(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        try {
            backend.metadata().deleteBucket(backend.bucket(request));
        } catch (MetadataException e) {
            throw Failures.of(e).with("BucketName", request.requiredBucket());
        }
        return S3Response.empty(204);
    }
}
