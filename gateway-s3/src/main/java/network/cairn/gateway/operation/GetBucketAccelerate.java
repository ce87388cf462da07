package network.cairn.gateway.operation;

import network.cairn.gateway.configuration.Acceleration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetBucketAccelerateConfiguration.
public final class GetBucketAccelerate implements Operation {
    private final Backend backend;

    public GetBucketAccelerate(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        return S3Response.xml(200, BucketDocuments.get(bucket, BucketSetting.ACCELERATE, Acceleration.NEVER.toXml()));
    }
}
