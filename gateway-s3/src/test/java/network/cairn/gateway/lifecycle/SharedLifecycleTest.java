package network.cairn.gateway.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import network.cairn.client.manifest.StoredStream;
import network.cairn.gateway.configuration.LifecycleCalendar;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.ListQuery;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.RowMetadataStore;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.TestMetadata;
import network.cairn.gateway.metadata.WriteCondition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Lifecycle rules of buckets that two gateways on one database serve.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class SharedLifecycleTest {
    private static final String RULES = "<LifecycleConfiguration><Rule><ID>a</ID><Status>Enabled</Status><Filter>"
            + "<Prefix></Prefix></Filter><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>";
    private static final int BUCKETS = 3;
    private static final int OBJECTS = 12;
    private static final LifecycleSettings SETTINGS =
            new LifecycleSettings(LifecycleCalendar.REAL, Duration.ofHours(1), 1000, 2);

    private final SettableClock clock = new SettableClock();
    private final TestMetadata.Gateways gateways = TestMetadata.gateways(clock, new SecureRandom());
    private final RowMetadataStore one = gateways.open();
    private final RowMetadataStore two = gateways.open();

    /// The end of a gateway.
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void fill() throws Exception {
        long streams = 0;
        for (int number = 0; number < BUCKETS; number++) {
            var bucket = new Bucket(
                    "bucket-" + number, "alice", new BucketId(1, number), "region", Instant.EPOCH, BucketSettings.NONE);
            one.createBucket(bucket);
            bucket = one.updateSettings(bucket, now -> now.settings().with(BucketSetting.LIFECYCLE, RULES));
            for (int i = 0; i < OBJECTS; i++) {
                var data = StoredData.onNetwork(
                        new StreamId(1, ++streams), new byte[3], new StoredStream(streams, 65536, 65536));
                one.begin(data.stream(), new Place.InObject(bucket.id(), "k" + i));
                one.putObject(
                        bucket,
                        new ObjectRecord(
                                "k" + i,
                                streams,
                                "etag",
                                clock.instant(),
                                ObjectAttributes.NONE,
                                new TreeMap<>(),
                                new ObjectContent.Whole(data)),
                        WriteCondition.NONE);
            }
        }
        clock.advance(Duration.ofDays(2));
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private int left() {
        return two.allBuckets("", 10).stream()
                .mapToInt(bucket -> two.objects(bucket.id(), new ListQuery("", "", "", 1000))
                        .entries()
                        .size())
                .sum();
    }

    private LifecycleRunner runner(RowMetadataStore metadata, String holder) {
        return new LifecycleRunner(metadata, SETTINGS, clock, holder, _ -> {});
    }

    @Test
    void runDue_ofBothAtOnce_takesEachObjectOnce() throws Exception {
        long expired = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<LifecycleCounts>> both = List.of(
                    () -> runner(one, "one").runDue(), () -> runner(two, "two").runDue());
            for (Future<LifecycleCounts> done : executor.invokeAll(both)) {
                expired += done.get().expired();
            }
        }
        assertThat(expired).isEqualTo(BUCKETS * OBJECTS);
        assertThat(left()).isZero();
    }

    @Test
    void runDue_afterAGatewayDied_goesOnOnceItsLeaseIsOver() throws Exception {
        var dying = new LifecycleRunner(one, SETTINGS, clock, "one", _ -> {
            throw new Death();
        });
        assertThatThrownBy(dying::runDue).isInstanceOf(Death.class);
        int afterDeath = left();
        assertThat(afterDeath).isEqualTo(BUCKETS * OBJECTS - 2);

        LifecycleRunner other = runner(two, "two");
        assertThat(other.runDue().expired()).as("what nobody works on").isEqualTo((BUCKETS - 1) * OBJECTS);
        assertThat(left()).as("the dead one's bucket").isEqualTo(OBJECTS - 2);
        clock.advance(Duration.ofMinutes(2).plusMillis(1));
        assertThat(other.runDue().expired()).isEqualTo(OBJECTS - 2);
        assertThat(left()).isZero();
    }
}
