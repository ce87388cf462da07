package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.deploy.network.NetworkProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Events of a gateway that is killed, as `kill -9` does, between a change and what tells of it.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NotificationCrashIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BUCKET = "told";
    private static final int PATIENCE_SECONDS = 60;
    private static final int OBJECTS = 12;
    private static final int ROUNDS = 3;
    private static final int BEFORE_A_KILL = 8;
    private static final int WRITERS = 3;

    @Test
    void events_ofAGatewayThatIsKilled_arriveOnceItIsBack(@TempDir Path folder) throws Exception {
        try (Webhook webhook = Webhook.start();
                NetworkProcess network = NetworkProcess.in(folder).start()) {
            network.killGateway();
            Files.writeString(
                    network.data().resolve("gateway/gateway.yaml"),
                    "notificationTargets:\n  - {id: events, type: webhook, url: \"" + webhook.url() + "\"}\n",
                    StandardOpenOption.APPEND);
            network.startGateway();
            notifyOfAll(network);
            killedBeforeDelivery(network, webhook);
            killedBeforeTheAnswer(network, webhook);
            for (int round = 0; round < ROUNDS; round++) {
                killedWhileWriting(network, webhook, "round-" + round + "/");
            }
        }
    }

    private static void notifyOfAll(NetworkProcess network) {
        try (S3Client s3 = client(network)) {
            s3.createBucket(request -> request.bucket(BUCKET));
            s3.putBucketNotificationConfiguration(request -> request.bucket(BUCKET)
                    .notificationConfiguration(all -> all.queueConfigurations(QueueConfiguration.builder()
                            .queueArn("arn:cairn:sqs:" + network.region() + ":events:webhook")
                            .events(Event.S3_OBJECT_CREATED, Event.S3_OBJECT_REMOVED)
                            .build())));
        }
    }

    /// What was acknowledged while the target took nothing is told after the kill.
    private static void killedBeforeDelivery(NetworkProcess network, Webhook webhook) throws Exception {
        webhook.refuse(true);
        Set<String> expected = new TreeSet<>();
        try (S3Client s3 = client(network)) {
            for (int i = 0; i < OBJECTS; i++) {
                put(s3, "before/" + i);
                expected.add("ObjectCreated:Put before/" + i);
            }
            s3.deleteObject(request -> request.bucket(BUCKET).key("before/0"));
            expected.add("ObjectRemoved:Delete before/0");
        }
        network.killGateway();
        webhook.refuse(false);
        webhook.messages().clear();
        network.startGateway();
        awaitEvents(webhook, expected);
    }

    /// What the target has, without the gateway knowing, is told once more.
    private static void killedBeforeTheAnswer(NetworkProcess network, Webhook webhook) throws Exception {
        var killed = new CompletableFuture<Void>();
        webhook.beforeAnswer(message -> {
            if (message.contains("unanswered") && !killed.isDone()) {
                network.killGateway();
                killed.complete(null);
            }
        });
        try (S3Client s3 = client(network)) {
            put(s3, "unanswered");
        } catch (SdkException _) {
            // Killed before the client, too, was answered.
        }
        killed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        webhook.beforeAnswer(_ -> {});
        Set<String> once = Set.of("ObjectCreated:Put unanswered");
        awaitEvents(webhook, once);
        network.startGateway();
        awaitEvents(webhook, once);
    }

    /// Whatever is there after a kill in the midst of writing is told, whether its writer was told or not.
    private static void killedWhileWriting(NetworkProcess network, Webhook webhook, String prefix) throws Exception {
        var acknowledged = new ConcurrentSkipListSet<String>();
        var stop = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            String own = prefix + writer + "-";
            writers.add(Thread.ofPlatform().start(() -> write(network, own, stop, acknowledged)));
        }
        Set<String> told = new TreeSet<>();
        try {
            while (told.size() < BEFORE_A_KILL) {
                String event = nextEvent(webhook);
                if (event.contains(prefix)) {
                    told.add(event);
                }
            }
            network.killGateway();
        } finally {
            stop.set(true);
        }
        for (Thread writer : writers) {
            writer.join();
        }
        network.startGateway();
        List<String> there;
        try (S3Client s3 = client(network)) {
            there = s3.listObjectsV2Paginator(request -> request.bucket(BUCKET).prefix(prefix)).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
        assertThat(there).containsAll(acknowledged);
        Set<String> expected = new TreeSet<>();
        there.forEach(key -> expected.add("ObjectCreated:Put " + key));
        expected.removeAll(told);
        awaitEvents(webhook, expected);
    }

    /// Puts one object after the other until the gateway is gone.
    private static void write(NetworkProcess network, String prefix, AtomicBoolean stop, Set<String> acknowledged) {
        try (S3Client s3 = client(network)) {
            for (int i = 0; !stop.get(); i++) {
                put(s3, prefix + i);
                acknowledged.add(prefix + i);
            }
        } catch (SdkException _) {
            // The gateway was killed; what it had not acknowledged may be there or not.
        }
    }

    private static void put(S3Client s3, String key) {
        s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString("text of " + key));
    }

    private static void awaitEvents(Webhook webhook, Set<String> expected) throws Exception {
        Set<String> missing = new TreeSet<>(expected);
        while (!missing.isEmpty()) {
            missing.remove(nextEvent(webhook));
        }
    }

    private static String nextEvent(Webhook webhook) throws Exception {
        while (true) {
            String message = webhook.messages().poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(message).as("an event within %d s", PATIENCE_SECONDS).isNotNull();
            JsonNode record = JSON.readTree(message).path("Records").path(0);
            if (!record.isMissingNode()) {
                return record.path("eventName").asText() + " "
                        + record.at("/s3/object/key").asText();
            }
        }
    }

    private static S3Client client(NetworkProcess network) {
        var access = new Access(network.endpoint(), network.accessKeyId(), network.secretAccessKey(), network.region());
        return S3Client.builder()
                .endpointOverride(access.endpoint())
                .credentialsProvider(access.provider())
                .region(Region.of(access.region()))
                .forcePathStyle(true)
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }
}
