package network.cairn.gateway.operation;

import network.cairn.gateway.configuration.NotificationConfiguration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetBucketNotificationConfiguration.
public final class GetBucketNotification implements Operation {
    private final Backend backend;

    public GetBucketNotification(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        return S3Response.xml(
                200, BucketDocuments.get(bucket, BucketSetting.NOTIFICATION, NotificationConfiguration.NONE.toXml()));
    }
}
