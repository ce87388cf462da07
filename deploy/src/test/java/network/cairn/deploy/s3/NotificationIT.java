package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;

/// Events in a bucket, sent to a webhook.
@S3Suite
class NotificationIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 30;

    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.create();
    private final String arn = "arn:cairn:sqs:" + SharedNetwork.get().owner().region() + ":events:webhook";

    private void notify(Event event, String prefix) {
        s3.putBucketNotificationConfiguration(request -> request.bucket(bucket.name())
                .notificationConfiguration(all -> all.queueConfigurations(QueueConfiguration.builder()
                        .id("to-the-hook")
                        .queueArn(arn)
                        .events(event)
                        .filter(filter -> filter.key(key -> key.filterRules(FilterRule.builder()
                                .name("prefix")
                                .value(prefix)
                                .build())))
                        .build())));
    }

    /// The next event of this test's bucket.
    private JsonNode nextEvent() throws Exception {
        while (true) {
            String message = SharedNetwork.get().webhook().messages().poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(message).as("an event within %d s", PATIENCE_SECONDS).isNotNull();
            JsonNode records = JSON.readTree(message).path("Records");
            if (records.isArray()
                    && records.get(0).at("/s3/bucket/name").asText().equals(bucket.name())) {
                return records.get(0);
            }
        }
    }

    @Test
    @S3Behaviour(
            operation = "PutBucketNotificationConfiguration",
            parameter = {"", "Filter"},
            difference = "targets are webhooks and Kafka topics that the operator named, as queues of SQS")
    @S3Behaviour(operation = "GetBucketNotificationConfiguration")
    void created_isSent() throws Exception {
        notify(Event.S3_OBJECT_CREATED, "photos/");
        var kept = s3.getBucketNotificationConfiguration(request -> request.bucket(bucket.name()))
                .queueConfigurations()
                .getFirst();
        assertThat(kept.id()).isEqualTo("to-the-hook");
        assertThat(kept.queueArn()).isEqualTo(arn);
        bucket.put("other", "not told");
        bucket.put("photos/a b.jpg", "told");
        JsonNode event = nextEvent();
        assertThat(event.path("eventSource").asText()).isEqualTo("aws:s3");
        assertThat(event.path("eventName").asText()).isEqualTo("ObjectCreated:Put");
        assertThat(event.at("/s3/object/key").asText()).isEqualTo("photos/a+b.jpg");
        assertThat(event.at("/s3/object/size").asLong()).isEqualTo(4);
        assertThat(event.at("/s3/object/eTag").asText()).isEqualTo(Bytes.md5Hex(Bytes.of("told")));
        assertThat(event.at("/s3/configurationId").asText()).isEqualTo("to-the-hook");
        assertThat(event.at("/s3/object/sequencer").asText()).isNotEmpty();
    }

    @Test
    @S3Behaviour(operation = "PutBucketNotificationConfiguration", parameter = "s3:ObjectRemoved:*")
    void removed_isSent() throws Exception {
        notify(Event.S3_OBJECT_REMOVED, "");
        bucket.put("key", "text");
        s3.deleteObject(request -> request.bucket(bucket.name()).key("key"));
        assertThat(nextEvent().path("eventName").asText()).isEqualTo("ObjectRemoved:Delete");
    }

    @Test
    @S3Behaviour(operation = "PutBucketNotificationConfiguration", parameter = "s3:LifecycleExpiration:*")
    void expired_isSentAsTheLifecycles() throws Exception {
        notify(Event.S3_LIFECYCLE_EXPIRATION, "");
        bucket.put("key", "text");
        s3.putBucketLifecycleConfiguration(request -> request.bucket(bucket.name())
                .lifecycleConfiguration(lifecycle -> lifecycle.rules(LifecycleRule.builder()
                        .status(ExpirationStatus.ENABLED)
                        .filter(filter -> filter.prefix(""))
                        .expiration(expiration -> expiration.days(1))
                        .build())));
        JsonNode event = nextEvent();
        assertThat(event.path("eventName").asText()).isEqualTo("LifecycleExpiration:Delete");
        assertThat(event.at("/s3/object/key").asText()).isEqualTo("key");
        assertThat(event.at("/userIdentity/principalId").asText()).isEqualTo("s3.amazonaws.com");
    }

    @Test
    @S3Behaviour(operation = "PutBucketNotificationConfiguration", parameter = "a target that is none")
    void unknownTarget_isRefused() {
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.putBucketNotificationConfiguration(request -> request.bucket(bucket.name())
                        .notificationConfiguration(all -> all.queueConfigurations(QueueConfiguration.builder()
                                .queueArn("arn:aws:sqs:us-east-1:000000000000:absent")
                                .events(Event.S3_OBJECT_CREATED)
                                .build()))));
    }
}
