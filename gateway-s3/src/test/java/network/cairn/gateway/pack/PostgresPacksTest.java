package network.cairn.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.release.PieceLocation;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.Garbage;
import network.cairn.gateway.metadata.GracePeriods;
import network.cairn.gateway.metadata.ListQuery;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PackRecord;
import network.cairn.gateway.metadata.PackSlot;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.PostgresCluster;
import network.cairn.gateway.metadata.PostgresSettings;
import network.cairn.gateway.metadata.RowMetadataStore;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.operation.MemoryNetwork;
import network.cairn.gateway.reclaim.PieceReleaser;
import network.cairn.gateway.reclaim.Reclaimer;
import network.cairn.proofs.id.SegmentId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Packs of gateways that share a database: each has a compactor and a reclaimer, all at work at once.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PostgresPacksTest {
    private static final GracePeriods GRACE = new GracePeriods(Duration.ofMinutes(10), Duration.ofMinutes(1));
    private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");
    private static final byte[] CONTEXT = {1};
    private static final Bucket BUCKET = PackWorld.bucket("bucket", 1);
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final int PACKS = 12;
    private static final int OBJECTS_IN_PACK = 12;
    private static final int PIECES_A_SEGMENT = 2;

    private final MemoryNetwork network = new MemoryNetwork();
    private final SettableClock clock = new SettableClock();
    private final SecureRandom random = new SecureRandom();
    private final MasterKey masterKey = MasterKey.generate(random);
    private final PostgresSettings settings = PostgresCluster.require().emptySchema();
    private final List<Gateway> gateways = List.of(new Gateway(), new Gateway(), new Gateway());
    private final RowMetadataStore metadata = gateways.getFirst().metadata;

    /// The plaintext of each object that was put and not deleted.
    private final Map<String, byte[]> live = new ConcurrentHashMap<>();

    /// How often each piece was released.
    private final Map<Piece, AtomicInteger> releases = new ConcurrentHashMap<>();

    private record Piece(SegmentId segment, PieceLocation location) {}

    private final class Gateway {
        final RowMetadataStore metadata = RowMetadataStore.openShared(settings, GRACE, clock, random);
        final PackStore packs =
                new PackStore(metadata, network, network, _ -> masterKey, PackSettings.DEFAULT, random, clock);
        final PackCompactor compactor = new PackCompactor(metadata, packs, Duration.ZERO, clock);
        final Reclaimer reclaimer = new Reclaimer(metadata, releaser(), 4, clock);
    }

    private PieceReleaser releaser() {
        return (segment, pieces) -> {
            for (PieceLocation piece : pieces) {
                releases.computeIfAbsent(new Piece(segment, piece), _ -> new AtomicInteger())
                        .incrementAndGet();
            }
            return network.release(segment, pieces);
        };
    }

    @AfterEach
    void close() {
        gateways.forEach(gateway -> gateway.metadata.close());
    }

    private void putPack(Gateway gateway, int number) throws Exception {
        var items = new ArrayList<PackStore.Item>();
        var keys = new ArrayList<byte[]>();
        var all = new ByteArrayOutputStream();
        for (int i = 0; i < OBJECTS_IN_PACK; i++) {
            byte[] plaintext = plaintext(number, i);
            var dataKey = DataKey.generate(random);
            keys.add(masterKey.bucketKeys(BUCKET.id().toString()).wrap(dataKey, CONTEXT, random));
            byte[] sealed = SealedObject.seal(
                    new ByteArrayInputStream(plaintext), SealedObject.shape(plaintext.length), dataKey);
            all.writeBytes(sealed);
            items.add(new PackStore.Item(
                    StreamId.generate(random), new Place.InObject(BUCKET.id(), key(number, i)), sealed.length));
        }
        List<PackSlot> slots = gateway.packs.write(
                new PackStore.Owner(BUCKET.tenant(), BUCKET.id()), items, new ByteArrayInputStream(all.toByteArray()));
        for (int i = 0; i < OBJECTS_IN_PACK; i++) {
            byte[] plaintext = plaintext(number, i);
            var data = StoredData.inPack(
                    items.get(i).stream(), keys.get(i), SealedObject.shape(plaintext.length), slots.get(i));
            gateway.metadata.putObject(BUCKET, PackWorld.record(key(number, i), data), WriteCondition.NONE);
            live.put(key(number, i), plaintext);
        }
    }

    private static String key(int pack, int number) {
        return "pack %02d object %02d".formatted(pack, number);
    }

    private static byte[] plaintext(int pack, int number) {
        var dice = new SplittableRandom(pack * 1000L + number);
        byte[] bytes = new byte[5_000 + dice.nextInt(3_000)];
        dice.nextBytes(bytes);
        return bytes;
    }

    private void delete(Gateway gateway, String key) throws Exception {
        gateway.metadata.deleteObject(BUCKET, key, BUCKET.tenant(), WriteCondition.NONE);
        live.remove(key);
    }

    private byte[] read(Gateway gateway, String key) throws Exception {
        ObjectRecord object = Objects.requireNonNull(gateway.metadata.object(BUCKET.id(), key));
        StoredData data = ((ObjectContent.Whole) object.content()).data();
        DataKey dataKey = masterKey.bucketKeys(BUCKET.id().toString()).unwrap(data.wrappedDataKey(), CONTEXT);
        var out = new ByteArrayOutputStream();
        var opening = new OpeningOutputStream(data.shape(), dataKey, 0, data.sizeBytes(), out);
        PackSlot slot = Objects.requireNonNull(data.slot());
        gateway.packs.read(slot.pack(), slot.offset() + opening.ciphertextFrom(), opening.ciphertextBytes(), opening);
        return out.toByteArray();
    }

    private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        var results = new ArrayList<T>();
        var ready = new CountDownLatch(tasks.size());
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(executor.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return task.call();
                }));
            }
            for (Future<T> future : futures) {
                results.add(future.get());
            }
        }
        return results;
    }

    @Test
    void compact_byAllGateways_eachObjectIsMovedOnce() throws Exception {
        metadata.createBucket(BUCKET);
        for (int number = 0; number < PACKS; number++) {
            putPack(gateways.get(number % gateways.size()), number);
        }
        List<Callable<Integer>> rounds = new ArrayList<>();
        for (Gateway gateway : gateways) {
            rounds.add(gateway.compactor::compact);
        }
        int moved = atOnce(rounds).stream().mapToInt(Integer::intValue).sum();
        assertThat(moved).isEqualTo(PACKS * OBJECTS_IN_PACK);
        assertAllReadable();
        releaseAll();
        assertNothingElse();
        assertThat(releases.values()).as("no piece is released by two").allMatch(times -> times.get() == 1);
    }

    @Test
    void deletesPutsAndReads_besideCompactionAndReleaseByAll_allRight() throws Exception {
        metadata.createBucket(BUCKET);
        for (int number = 0; number < PACKS; number++) {
            putPack(gateways.get(number % gateways.size()), number);
        }
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < gateways.size(); i++) {
            Gateway gateway = gateways.get(i);
            int own = i;
            tasks.add(() -> {
                int moved = 0;
                for (int round = 0; round < 4; round++) {
                    moved += gateway.compactor.compact();
                }
                return moved;
            });
            tasks.add(() -> {
                for (int pack = own; pack < PACKS; pack += gateways.size()) {
                    for (int number = 0; number < OBJECTS_IN_PACK; number++) {
                        String key = key(pack, number);
                        assertThat(read(gateway, key)).isEqualTo(live.get(key));
                        if (number % 3 != 0) {
                            delete(gateway, key);
                        }
                    }
                    putPack(gateway, PACKS + pack);
                }
                return 0;
            });
            tasks.add(() -> {
                for (int round = 0; round < 10; round++) {
                    gateway.reclaimer.releaseDue();
                }
                return 0;
            });
        }
        assertThat(atOnce(tasks).stream().mapToInt(Integer::intValue).sum()).isPositive();
        assertAllReadable();
        for (Garbage garbage : metadata.garbageDue(FAR, 1_000_000)) {
            assertThat(metadata.isNamed(garbage)).as("%s", garbage).isFalse();
        }
        for (int round = 0; round < 2; round++) {
            // Whoever took a pack and moved nothing lets others have it after a while.
            advance(Duration.ofMinutes(20));
            gateways.get(round).compactor.compact();
            releaseAll();
        }
        assertAllReadable();
        assertNothingElse();
    }

    /// Lets time pass in steps in which all gateways say that they live.
    private void advance(Duration time) {
        for (Duration left = time; left.isPositive(); left = left.minus(STEP)) {
            clock.advance(STEP);
            gateways.forEach(gateway -> gateway.metadata.leases().orElseThrow().round());
        }
    }

    private void assertAllReadable() throws Exception {
        List<ObjectRecord> objects =
                metadata.objects(BUCKET.id(), new ListQuery("", "", "", 1000)).entries();
        assertThat(objects).extracting(ObjectRecord::key).containsExactlyInAnyOrderElementsOf(live.keySet());
        for (int i = 0; i < objects.size(); i++) {
            String key = objects.get(i).key();
            assertThat(read(gateways.get(i % gateways.size()), key)).as(key).isEqualTo(live.get(key));
        }
    }

    private void releaseAll() throws Exception {
        for (int i = 0; i < 3; i++) {
            advance(GRACE.reader());
            List<Callable<Boolean>> reclaimers = new ArrayList<>();
            for (Gateway gateway : gateways) {
                reclaimers.add(() -> {
                    while (gateway.reclaimer.releaseDue() > 0) {
                        // what one round expands into is due for the next
                    }
                    return true;
                });
            }
            atOnce(reclaimers);
        }
    }

    /// The packs of the objects that are there are all that is on the network.
    private void assertNothingElse() {
        assertThat(metadata.garbageDue(FAR, 1_000_000)).isEmpty();
        Set<StreamId> packs = new HashSet<>();
        var counted = new TreeMap<String, Long>();
        for (ObjectRecord object :
                metadata.objects(BUCKET.id(), new ListQuery("", "", "", 1000)).entries()) {
            StoredData data = ((ObjectContent.Whole) object.content()).data();
            StreamId pack = Objects.requireNonNull(data.slot()).pack();
            packs.add(pack);
            counted.merge(pack.toString(), 1L, Long::sum);
        }
        int segments = 0;
        for (StreamId id : packs) {
            PackRecord pack = Objects.requireNonNull(metadata.packs().pack(id));
            assertThat(pack.objects()).as("objects of %s", pack).isEqualTo(counted.get(id.toString()));
            segments += pack.shape().segments();
        }
        assertThat(network.pieces()).isEqualTo(PIECES_A_SEGMENT * segments);
    }
}
