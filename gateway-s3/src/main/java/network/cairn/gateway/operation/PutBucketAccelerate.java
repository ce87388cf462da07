package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.configuration.Acceleration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutBucketAccelerateConfiguration: there is nothing to accelerate, so it can only be suspended.
public final class PutBucketAccelerate implements Operation {
    private final Backend backend;

    public PutBucketAccelerate(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        byte[] document = BucketDocuments.body(request);
        Acceleration acceleration = Acceleration.read(document);
        if (bucket.name().contains(".")) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
        }
        BucketDocuments.set(backend, bucket, BucketSetting.ACCELERATE, acceleration.toXml());
        return S3Response.empty(200);
    }
}
