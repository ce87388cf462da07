package network.cairn.gateway.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.client.manifest.StoredStream;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.ChangeNotes;
import network.cairn.gateway.metadata.GracePeriods;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.MortalMetadata;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.OutboxEntry;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.TestMetadata;
import network.cairn.gateway.metadata.WriteCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetSenderTest {
    private static final String QUEUE = "webhook:hook";
    private static final SenderSettings SETTINGS =
            new SenderSettings(Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofHours(1), 1000, 4);

    private final SettableClock clock = new SettableClock();
    private final MortalMetadata store = TestMetadata.mortal();
    private final Bucket bucket =
            new Bucket("bucket", "alice", new BucketId(1, 2), "region", Instant.EPOCH, BucketSettings.NONE);
    private final FakeTarget target = new FakeTarget();
    private MetadataStore metadata = open();
    private TargetSender sender = sender();
    private long streams;

    private MetadataStore open() {
        ChangeNotes notes = (where, object, change, sequence) -> List.of(
                new ChangeNotes.Note(QUEUE, (object.key() + "=" + object.etag()).getBytes(StandardCharsets.UTF_8)));
        return store.open(new GracePeriods(Duration.ZERO, Duration.ZERO), clock, new SecureRandom())
                .noting(notes);
    }

    private TargetSender sender() {
        return new TargetSender(QUEUE, metadata.outbox(), target, SETTINGS, clock);
    }

    /// Takes messages, but for those about keys that it does not take.
    private static final class FakeTarget implements Delivery {
        final List<String> taken = Collections.synchronizedList(new ArrayList<>());
        final Set<String> refused = ConcurrentHashMap.newKeySet();
        volatile boolean down;
        final AtomicInteger tries = new AtomicInteger();

        @Override
        public synchronized void deliver(OutboxEntry entry) throws IOException {
            tries.incrementAndGet();
            if (down || refused.contains(entry.key())) {
                throw new IOException("refused");
            }
            taken.add(new String(entry.message(), StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private void put(String key) throws Exception {
        String etag = Long.toString(++streams);
        var data = StoredData.onNetwork(new StreamId(1, streams), new byte[3], new StoredStream(streams, 65536, 65536));
        metadata.begin(data.stream(), new Place.InObject(bucket.id(), key));
        metadata.putObject(
                bucket,
                new ObjectRecord(
                        key,
                        streams,
                        etag,
                        Instant.EPOCH,
                        ObjectAttributes.NONE,
                        new TreeMap<>(),
                        new ObjectContent.Whole(data)),
                WriteCondition.NONE);
    }

    @Test
    void sweep_manyMessages_takesAllInTheOrderOfEachKey() throws Exception {
        metadata.createBucket(bucket);
        for (int i = 0; i < 600; i++) {
            put("k" + i % 7);
        }
        assertThat(sender.sweep()).isEqualTo(600);
        for (int key = 0; key < 7; key++) {
            String prefix = "k" + key + "=";
            List<Long> etags = target.taken.stream()
                    .filter(each -> each.startsWith(prefix))
                    .map(each -> Long.valueOf(each.substring(prefix.length())))
                    .toList();
            assertThat(etags).isSorted();
        }
        assertThat(target.taken).hasSize(600);
        assertThat(metadata.outbox().waiting(QUEUE, null, 10)).isEmpty();
    }

    @Test
    void sweep_oneObjectRefused_holdsBackNothingElse() throws Exception {
        metadata.createBucket(bucket);
        target.refused.add("bad");
        put("bad");
        put("bad");
        put("good");
        assertThat(sender.sweep()).isEqualTo(1);
        assertThat(target.tries).hasValue(2);
        assertThat(sender.sweep()).isZero();
        assertThat(target.tries).hasValue(2);
        put("good");
        assertThat(sender.sweep()).isEqualTo(1);
        target.refused.clear();
        clock.advance(Duration.ofSeconds(1));
        assertThat(sender.sweep()).isEqualTo(2);
        assertThat(target.taken).containsExactly("good=3", "good=4", "bad=1", "bad=2");
    }

    @Test
    void sweep_targetDown_asksEverMoreSeldom() throws Exception {
        metadata.createBucket(bucket);
        target.down = true;
        for (int i = 0; i < 20; i++) {
            put("k" + i);
        }
        sender.sweep();
        int first = target.tries.get();
        for (int second = 0; second < 60; second++) {
            clock.advance(Duration.ofSeconds(1));
            sender.sweep();
        }
        // After 1, 2, 4, 8, 8 ... seconds, one message each.
        assertThat(target.tries.get() - first).isBetween(7, 10);
        target.down = false;
        clock.advance(Duration.ofSeconds(8));
        assertThat(sender.sweep()).isEqualTo(20);
    }

    @Test
    void sweep_oldMessagesRefused_areDeadLetters() throws Exception {
        metadata.createBucket(bucket);
        target.down = true;
        put("a");
        put("a");
        clock.advance(Duration.ofHours(2));
        sender.sweep();
        assertThat(sender.deadLetters()).isEqualTo(2);
        assertThat(metadata.outbox().waiting(QUEUE, null, 10)).isEmpty();
    }

    @Test
    void outbox_full_dropsAndCountsAndTakesAgain() throws Exception {
        metadata.createBucket(bucket);
        put("a");
        put("b");
        assertThat(metadata.outbox().measure(2)).isEqualTo(2);
        put("c");
        assertThat(metadata.outbox().dropped()).isEqualTo(1);
        assertThat(metadata.outbox().add(QUEUE, "bucket", new byte[1])).isFalse();
        sender.sweep();
        assertThat(metadata.outbox().measure(2)).isZero();
        put("d");
        sender.sweep();
        assertThat(target.taken).containsExactlyInAnyOrder("a=1", "b=2", "d=4");
    }

    /// Clients put, the sender sends, and the process dies at any write: each object that was put is told, and
    /// nothing is told that was not.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void lives_withDeathsAtAnyWrite_tellEveryChange(int seed) throws Exception {
        var random = new SplittableRandom(seed);
        metadata.createBucket(bucket);
        Set<String> all = new HashSet<>();
        for (int life = 0; life < 20; life++) {
            store.dieAfter(random.nextInt(20), random.nextBoolean());
            try {
                while (true) {
                    put("k" + random.nextInt(3));
                    if (random.nextInt(3) == 0) {
                        sender.sweep();
                    }
                }
            } catch (MortalMetadata.Death e) {
                store.live();
            }
            metadata = open();
            sender = sender();
            for (int key = 0; key < 3; key++) {
                ObjectRecord object = metadata.object(bucket.id(), "k" + key);
                if (object != null) {
                    all.add(object.key() + "=" + object.etag());
                }
            }
        }
        sender.sweep();
        assertThat(target.taken).containsAll(all);
        assertThat(target.taken).allSatisfy(each -> {
            String etag = each.substring(each.indexOf('=') + 1);
            assertThat(Long.parseLong(etag)).isLessThanOrEqualTo(streams);
        });
        assertThat(metadata.outbox().waiting(QUEUE, null, 10)).isEmpty();
    }
}
