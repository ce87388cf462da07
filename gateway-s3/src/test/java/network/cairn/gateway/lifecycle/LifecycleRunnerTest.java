package network.cairn.gateway.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.client.manifest.StoredStream;
import network.cairn.gateway.configuration.LifecycleCalendar;
import network.cairn.gateway.configuration.NotificationTarget;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.Expiry;
import network.cairn.gateway.metadata.GracePeriods;
import network.cairn.gateway.metadata.Jobs;
import network.cairn.gateway.metadata.ListQuery;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectLock;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.OutboxEntry;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.RowMetadataStore;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.TestMetadata;
import network.cairn.gateway.metadata.VersionName;
import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.notification.BucketEvents;
import network.cairn.gateway.notification.EventCause;
import org.junit.jupiter.api.Test;

final class LifecycleRunnerTest {
    private static final String RULES = "<LifecycleConfiguration><Rule><ID>a</ID><Status>Enabled</Status><Filter>"
            + "<Prefix></Prefix></Filter><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>";
    private static final String VERSIONS_RULES = RULES.replace(
            "</Expiration>",
            "</Expiration><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays>"
                    + "</NoncurrentVersionExpiration>");
    private static final NotificationTarget TARGET = new NotificationTarget("hook", NotificationTarget.Type.WEBHOOK);
    private static final String TELL_EXPIRY = "<NotificationConfiguration><QueueConfiguration><Id>rule</Id>"
            + "<Queue>arn:cairn:sqs:region:hook:webhook</Queue><Event>s3:LifecycleExpiration:*</Event>"
            + "</QueueConfiguration></NotificationConfiguration>";
    private static final LifecycleSettings SETTINGS =
            new LifecycleSettings(LifecycleCalendar.REAL, Duration.ofHours(1), 10, 2);

    private final SettableClock clock = new SettableClock();
    private final RowMetadataStore metadata =
            TestMetadata.open(new GracePeriods(Duration.ZERO, Duration.ZERO), clock, new SecureRandom());
    private final List<Duration> pauses = new ArrayList<>();
    private long streams;

    private Bucket bucket(String name) throws Exception {
        var bucket = new Bucket(
                name, "alice", new BucketId(name.hashCode(), 2), "region", Instant.EPOCH, BucketSettings.NONE);
        metadata.createBucket(bucket);
        return metadata.updateSettings(bucket, now -> now.settings().with(BucketSetting.LIFECYCLE, RULES));
    }

    private ObjectRecord put(Bucket bucket, String key) throws Exception {
        var data =
                StoredData.onNetwork(new StreamId(1, ++streams), new byte[3], new StoredStream(streams, 65536, 65536));
        metadata.begin(data.stream(), new Place.InObject(bucket.id(), key));
        return metadata.putObject(
                bucket,
                new ObjectRecord(
                        key,
                        streams,
                        "etag",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS),
                        ObjectAttributes.NONE,
                        new TreeMap<>(),
                        new ObjectContent.Whole(data)),
                WriteCondition.NONE);
    }

    private int objects(Bucket bucket) {
        return metadata.objects(bucket.id(), new ListQuery("", "", "", 1000))
                .entries()
                .size();
    }

    private LifecycleRunner runner(int number) {
        return new LifecycleRunner(metadata, SETTINGS, clock, "gateway-" + number, pauses::add);
    }

    @Test
    void runDue_goesThroughAllBuckets_andThenTheyRest() throws Exception {
        Bucket one = bucket("one");
        Bucket two = bucket("two");
        for (int i = 0; i < 7; i++) {
            put(one, "k" + i);
            put(two, "k" + i);
        }
        LifecycleRunner runner = runner(1);
        assertThat(runner.runDue()).isEqualTo(LifecycleCounts.NONE);
        clock.advance(Duration.ofDays(2));
        assertThat(runner.runDue().expired()).isEqualTo(14);
        assertThat(objects(one) + objects(two)).isZero();
        assertThat(runner.total().expired()).isEqualTo(14);
        put(one, "late");
        clock.advance(Duration.ofMinutes(59));
        assertThat(runner.runDue()).isEqualTo(LifecycleCounts.NONE);
    }

    @Test
    void runDue_actions_keepToTheRate() throws Exception {
        Bucket one = bucket("one");
        for (int i = 0; i < 6; i++) {
            put(one, "k" + i);
        }
        clock.advance(Duration.ofDays(2));
        runner(1).runDue();
        // Ten a second, two in a step.
        assertThat(pauses).containsExactly(Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofMillis(200));
    }

    @Test
    void runDue_whileAnotherWorksOnTheBucket_leavesItAlone() throws Exception {
        Bucket one = bucket("one");
        put(one, "k");
        clock.advance(Duration.ofDays(2));
        String job = Jobs.onBucket("lifecycle", one.id());
        assertThat(metadata.jobs().claim(job, "other", clock.instant().plusSeconds(60)))
                .isPresent();
        assertThat(runner(1).runDue()).isEqualTo(LifecycleCounts.NONE);
        clock.advance(Duration.ofSeconds(61));
        assertThat(runner(2).runDue().expired()).isEqualTo(1);
        assertThat(metadata.jobs().keep(job, "other", clock.instant(), new byte[0]))
                .isFalse();
    }

    @Test
    void expire_whatIsNotAsItWas_isRefused() throws Exception {
        Bucket one = bucket("one");
        ObjectRecord seen = put(one, "k");
        ObjectRecord replaced = put(one, "k");
        assertThatThrownBy(() -> metadata.expire(one, seen, Expiry.CURRENT, "alice"))
                .isInstanceOf(MetadataException.class);
        assertThatThrownBy(() -> metadata.expire(one, replaced, Expiry.NONCURRENT, "alice"))
                .isInstanceOf(MetadataException.class);
        assertThatThrownBy(() -> metadata.expire(one, replaced, Expiry.LONE_MARKER, "alice"))
                .isInstanceOf(MetadataException.class);
        metadata.changeAttributes(
                one, "k", null, now -> now.attributes().withTags(new TreeMap<>(Map.of("keep", "yes"))));
        assertThatThrownBy(() -> metadata.expire(one, replaced, Expiry.CURRENT, "alice"))
                .isInstanceOf(MetadataException.class);
        ObjectRecord now = Objects.requireNonNull(metadata.object(one.id(), "k"));
        metadata.updateSettings(one, each -> each.settings().without(BucketSetting.LIFECYCLE));
        assertThatThrownBy(() -> metadata.expire(one, now, Expiry.CURRENT, "alice"))
                .isInstanceOf(MetadataException.class);
        assertThat(objects(one)).isEqualTo(1);
    }

    /// What the outbox has for the target, as event names and keys, oldest first.
    private List<String> told(MetadataStore store) throws Exception {
        var told = new ArrayList<String>();
        for (OutboxEntry entry : store.outbox().waiting(BucketEvents.queue(TARGET), null, 100)) {
            JsonNode event = new JsonMapper().readTree(entry.message()).at("/Records/0");
            told.add(event.at("/eventName").asText() + " " + entry.key());
            assertThat(event.at("/userIdentity/principalId").asText()).isEqualTo("s3.amazonaws.com");
        }
        return told;
    }

    @Test
    void runDue_ofABucketThatNotifies_tellsOfEachRemovalAsTheLifecycles() throws Exception {
        var events = new BucketEvents(Set.of(TARGET), clock);
        MetadataStore telling = metadata.noting(events.causedBy(EventCause.lifecycle()));
        Bucket bucket = bucket("one");
        bucket = metadata.updateSettings(bucket, now -> now.settings().with(BucketSetting.NOTIFICATION, TELL_EXPIRY));
        put(bucket, "plain");
        clock.advance(Duration.ofDays(2));
        var plain = new LifecycleRunner(telling, SETTINGS, clock, "gateway", pauses::add);
        assertThat(plain.runDue().expired()).isEqualTo(1);
        assertThat(told(telling)).containsExactly("LifecycleExpiration:Delete plain");

        bucket = metadata.updateSettings(
                bucket,
                now -> now.settings()
                        .with(BucketSetting.LIFECYCLE, VERSIONS_RULES)
                        .with(BucketSetting.VERSIONING, Versioning.ENABLED.text()));
        put(bucket, "kept");
        ObjectRecord held = put(bucket, "locked");
        metadata.changeAttributes(
                bucket,
                "locked",
                new VersionName.OfId(held.version().id()),
                now -> now.attributes().withLock(ObjectLock.NONE.withLegalHold(true)));
        long locked = 0;
        // Each step makes the next one due: deleted, then replaced for long enough, then a marker alone.
        for (int day = 0; day < 12; day++) {
            clock.advance(Duration.ofDays(1));
            locked += new LifecycleRunner(telling, SETTINGS, clock, "gateway", pauses::add)
                    .runDue()
                    .locked();
        }
        assertThat(told(telling))
                .containsExactlyInAnyOrder(
                        "LifecycleExpiration:Delete plain",
                        "LifecycleExpiration:DeleteMarkerCreated kept",
                        "LifecycleExpiration:DeleteMarkerCreated locked",
                        "LifecycleExpiration:Delete kept",
                        "LifecycleExpiration:Delete kept");
        assertThat(metadata.version(
                        bucket.id(),
                        "locked",
                        new VersionName.OfId(held.version().id())))
                .isNotNull();
        assertThat(locked).isPositive();
    }

    @Test
    void jobs_onABucket_areForgottenWithIt() throws Exception {
        Bucket one = bucket("one");
        String job = Jobs.onBucket("lifecycle", one.id());
        runner(1).runDue();
        assertThat(metadata.jobs().claim(job, "other", clock.instant())).isEmpty();
        metadata.deleteBucket(one);
        assertThat(metadata.jobs().claim(job, "other", clock.instant())).isPresent();
    }

    @Test
    void position_codec_roundTrips() {
        assertThat(Position.decode(Position.start().encode())).isEqualTo(Position.start());
        assertThat(Position.decode(new byte[0])).isEqualTo(Position.start());
        assertThat(Position.decode(new byte[] {9, 9, 9})).isEqualTo(Position.start());
        var uploads = new Position.InUploads("key", null);
        assertThat(Position.decode(uploads.encode())).isEqualTo(uploads);
    }

    @Test
    void allBuckets_pages_goThroughAllByName() throws Exception {
        for (String name : List.of("b", "a", "c")) {
            bucket(name);
        }
        assertThat(metadata.allBuckets("", 2)).extracting(Bucket::name).containsExactly("a", "b");
        assertThat(metadata.allBuckets("b", 2)).extracting(Bucket::name).containsExactly("c");
    }
}
