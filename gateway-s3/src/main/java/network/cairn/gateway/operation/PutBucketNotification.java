package network.cairn.gateway.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import network.cairn.gateway.configuration.NotificationConfiguration;
import network.cairn.gateway.configuration.NotificationRule;
import network.cairn.gateway.configuration.NotificationTarget;
import network.cairn.gateway.configuration.ObjectEvent;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.notification.BucketEvents;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutBucketNotificationConfiguration. Each target that it names is sent a test message, as S3 does.
public final class PutBucketNotification implements Operation {
    private static final String SKIP_VALIDATION = "x-amz-skip-destination-validation";

    private final Backend backend;

    public PutBucketNotification(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        NotificationConfiguration configuration = NotificationConfiguration.read(BucketDocuments.body(request));
        boolean skips =
                request.headers().get(SKIP_VALIDATION).orElse("false").strip().equalsIgnoreCase("true");
        if (!skips || configuration.eventBridge()) {
            configuration.checkTargets(backend.events().targets());
        }
        if (configuration.equals(NotificationConfiguration.NONE)) {
            BucketDocuments.remove(backend, bucket, BucketSetting.NOTIFICATION);
            return S3Response.empty(200);
        }
        BucketDocuments.set(
                backend, bucket, BucketSetting.NOTIFICATION, new String(configuration.toXml(), StandardCharsets.UTF_8));
        if (!skips) {
            test(request, bucket, configuration);
        }
        return S3Response.empty(200);
    }

    private void test(S3Request request, Bucket bucket, NotificationConfiguration configuration) {
        byte[] message = ObjectEvent.testMessage(backend.clock().instant(), bucket.name(), request.requestId(), "");
        Set<NotificationTarget> told = new HashSet<>();
        for (NotificationRule rule : configuration.rules()) {
            rule.target()
                    .filter(told::add)
                    .ifPresent(target ->
                            backend.metadata().outbox().add(BucketEvents.queue(target), bucket.name(), message));
        }
    }
}
