package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.configuration.VersioningConfiguration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutBucketVersioning. Where versions can be locked it cannot be suspended.
public final class PutBucketVersioning implements Operation {
    private final Backend backend;

    public PutBucketVersioning(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        Versioning wanted = VersioningConfiguration.read(BucketDocuments.body(request));
        if (wanted != Versioning.ENABLED
                && bucket.settings().get(BucketSetting.OBJECT_LOCK).isPresent()) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_BUCKET_STATE,
                    "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.");
        }
        BucketDocuments.set(backend, bucket, BucketSetting.VERSIONING, wanted.text());
        return S3Response.empty(200);
    }
}
