package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// DeleteBucketPolicy.
public final class DeleteBucketPolicy implements Operation {
    private final Backend backend;

    public DeleteBucketPolicy(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        try {
            backend.metadata()
                    .updateSettings(
                            bucket,
                            now -> now.settings()
                                    .without(BucketSetting.POLICY)
                                    .without(BucketSetting.POLICY_BINDS_OWNER));
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
        return S3Response.empty(204);
    }
}
