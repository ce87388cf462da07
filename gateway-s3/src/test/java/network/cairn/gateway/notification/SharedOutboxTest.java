package network.cairn.gateway.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.client.manifest.StoredStream;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.ChangeNotes;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.Outbox;
import network.cairn.gateway.metadata.OutboxEntry;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.RowMetadataStore;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.TestMetadata;
import network.cairn.gateway.metadata.WriteCondition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Messages about changes that two gateways on one database make.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class SharedOutboxTest {
    private static final String QUEUE = "webhook:hook";
    private static final int WRITERS = 6;
    private static final int PUTS = 20;
    private static final SenderSettings SETTINGS =
            new SenderSettings(Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofHours(1), 10_000, 4);

    private final SettableClock clock = new SettableClock();
    private final TestMetadata.Gateways gateways = TestMetadata.gateways(clock, new SecureRandom());
    private final RowMetadataStore one = gateways.open();
    private final RowMetadataStore two = gateways.open();
    private final Bucket bucket =
            new Bucket("bucket", "alice", new BucketId(1, 2), "region", Instant.EPOCH, BucketSettings.NONE);
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong streams = new AtomicLong();

    /// The end of a gateway.
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// An outbox whose gateway dies when the target has taken messages, before it forgets them.
    private record Dying(Outbox outbox) implements Outbox {
        @Override
        public List<OutboxEntry> waiting(String target, OutboxEntry.@Nullable Id after, int max) {
            return outbox.waiting(target, after, max);
        }

        @Override
        public void remove(List<OutboxEntry> entries) {
            throw new Death();
        }

        @Override
        public boolean add(String target, String bucket, byte[] message) {
            return outbox.add(target, bucket, message);
        }

        @Override
        public int measure(int max) {
            return outbox.measure(max);
        }

        @Override
        public long dropped() {
            return outbox.dropped();
        }
    }

    private final class Target implements Delivery {
        @Override
        public void deliver(OutboxEntry entry) {
            taken.add(new String(entry.message(), StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @BeforeEach
    void createBucket() throws Exception {
        one.createBucket(bucket);
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private static MetadataStore telling(RowMetadataStore metadata) {
        ChangeNotes notes = (where, object, change, sequence) ->
                List.of(new ChangeNotes.Note(QUEUE, object.key().getBytes(StandardCharsets.UTF_8)));
        return metadata.noting(notes);
    }

    private TargetSender sender(Outbox outbox) {
        return new TargetSender(QUEUE, outbox, new Target(), SETTINGS, clock);
    }

    private void put(MetadataStore metadata, String key) throws Exception {
        long number = streams.incrementAndGet();
        var data = StoredData.onNetwork(new StreamId(1, number), new byte[3], new StoredStream(number, 65536, 65536));
        metadata.begin(data.stream(), new Place.InObject(bucket.id(), key));
        metadata.putObject(
                bucket,
                new ObjectRecord(
                        key,
                        number,
                        "etag",
                        Instant.EPOCH,
                        ObjectAttributes.NONE,
                        new TreeMap<>(),
                        new ObjectContent.Whole(data)),
                WriteCondition.NONE);
    }

    /// Transactions commit in another order than their messages' ids: a sender that went on from the last one it
    /// saw would pass some over.
    @Test
    void sweeps_whileBothGatewaysWrite_deliverEachMessageOnce() throws Exception {
        var writing = new AtomicInteger(WRITERS);
        var tasks = new ArrayList<Callable<Integer>>();
        var expected = new TreeSet<String>();
        for (int writer = 0; writer < WRITERS; writer++) {
            MetadataStore metadata = telling(writer % 2 == 0 ? one : two);
            String prefix = writer + "/";
            for (int i = 0; i < PUTS; i++) {
                expected.add(prefix + i);
            }
            tasks.add(() -> {
                try {
                    for (int i = 0; i < PUTS; i++) {
                        put(metadata, prefix + i);
                    }
                } finally {
                    writing.decrementAndGet();
                }
                return PUTS;
            });
        }
        tasks.add(() -> {
            TargetSender sender = sender(two.outbox());
            int delivered = 0;
            while (writing.get() > 0) {
                delivered += sender.sweep();
            }
            return delivered + sender.sweep();
        });
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> task : executor.invokeAll(tasks)) {
                assertThat(task.get()).isPositive();
            }
        }
        assertThat(taken).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(one.outbox().waiting(QUEUE, null, 10)).isEmpty();
    }

    @Test
    void sweep_afterAGatewayDiedBetweenDeliveryAndForgetting_deliversAgain() throws Exception {
        for (int i = 0; i < PUTS; i++) {
            put(telling(i % 2 == 0 ? one : two), "k" + i);
        }
        assertThatThrownBy(sender(new Dying(one.outbox()))::sweep).isInstanceOf(Death.class);
        assertThat(taken).hasSize(PUTS);
        List<String> before = List.copyOf(taken);
        taken.clear();

        assertThat(sender(two.outbox()).sweep()).isEqualTo(PUTS);
        assertThat(taken).containsExactlyInAnyOrderElementsOf(before);
        assertThat(sender(one.outbox()).sweep()).isZero();
    }
}
