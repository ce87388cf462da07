package network.cairn.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import network.cairn.client.manifest.StoredStream;
import network.cairn.client.upload.UploadException;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.ObjectVersion;
import network.cairn.gateway.metadata.PackSlot;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.metadata.VersionName;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.pack.PackWorld.Fresh;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random lives of packed objects, one that keeps versions and one that does not, through failures and deaths of
/// the gateway: what was acknowledged can be read, what was deleted is gone, counts are exact after every step, and
/// in the end nothing is left over.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PackLifeTest {
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    private static final byte[] APPENDED = "appended".getBytes(StandardCharsets.US_ASCII);

    private static final int READERS_MAX = 10;

    private final PackWorld world = new PackWorld(PackSettings.DEFAULT);
    private final Bucket plain = PackWorld.bucket("plain", 1);
    private Bucket versioned = PackWorld.bucket("versioned", 2);

    /// What was put, by the stream it was put as.
    private final Map<StreamId, byte[]> oracle = new HashMap<>();

    /// What must be there: of the bucket without versions by key, of the other by version.
    private final Map<String, StreamId> current = new TreeMap<>();

    private final Map<Version, StreamId> kept = new HashMap<>();
    private final List<Reader> readers = new ArrayList<>();
    private @Nullable ObjectRecord seenBefore;
    private long streams;
    private int moved;

    private record Version(String key, ObjectVersion version) {}

    /// Somebody who looked an object up and may still read what it was then.
    private record Reader(Bucket bucket, StoredData data, Instant until) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void life_withFailuresButNoDeaths_isAsTheModel(long seed) throws Exception {
        live(new SplittableRandom(seed), 250, false);
        assertThat(moved).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116})
    void life_withDeaths_losesNothingAndLeavesNothing(long seed) throws Exception {
        live(new SplittableRandom(seed), 250, true);
    }

    private List<Bucket> buckets() {
        return List.of(plain, versioned);
    }

    private void live(SplittableRandom random, int steps, boolean mortal) throws Exception {
        world.metadata.createBucket(plain);
        world.metadata.createBucket(versioned);
        versioned = world.metadata.updateSettings(
                versioned, now -> now.settings().with(BucketSetting.VERSIONING, "Enabled"));
        for (int i = 0; i < steps; i++) {
            if (mortal && random.nextInt(3) == 0) {
                world.store.dieAfter(random.nextInt(random.nextInt(4) == 0 ? 60 : 12), random.nextBoolean());
            }
            try {
                step(random);
            } catch (RuntimeException e) {
                // What it was doing when it died may or may not have come to be; adopt() looks.
                if (!world.store.isDead()) {
                    throw e;
                }
            }
            if (world.store.isDead()) {
                world.restart();
                adopt();
            }
            world.store.live();
            verify();
            world.check(buckets());
        }
        world.checkNothingElse(buckets());
        verify();
        deleteAll();
        world.checkNothingElse(buckets());
        assertThat(world.network.pieces()).isZero();
        for (char table : "okevcsp".toCharArray()) {
            assertThat(world.keys(table)).as("table %s", table).isEmpty();
        }
    }

    private void step(SplittableRandom random) throws Exception {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        switch (random.nextInt(17)) {
            case 0, 1, 2, 3 -> put(random, random.nextInt(3) == 0 ? versioned : plain);
            case 4, 5 -> delete(key);
            case 6 -> deleteVersion(random);
            case 7 -> mark(key);
            case 8 -> rename(key, KEYS.get(random.nextInt(KEYS.size())));
            case 9 -> append(key);
            case 10, 11 -> moved += world.compactor.compact();
            case 13 -> touch();
            case 14 -> {
                String versioning = random.nextInt(3) == 0 ? "Suspended" : "Enabled";
                versioned = world.metadata.updateSettings(
                        versioned, now -> now.settings().with(BucketSetting.VERSIONING, versioning));
            }
            case 15 -> seenBefore = world.metadata.object(plain.id(), key);
            case 12 -> {
                world.clock.advance(Duration.ofMinutes(random.nextInt(30)));
                world.reclaim();
            }
            default -> failingPut(random);
        }
    }

    /// A pack of some objects, of which the put of some fails after it is stored.
    private void put(SplittableRandom random, Bucket bucket) throws Exception {
        List<Fresh> objects = fresh(random, bucket);
        List<PackSlot> slots = world.write(bucket, objects);
        for (int i = 0; i < objects.size(); i++) {
            Fresh object = objects.get(i);
            StoredData data = object.in(slots.get(i));
            var condition = random.nextInt(6) == 0 ? new WriteCondition("*", null) : WriteCondition.NONE;
            try {
                ObjectRecord put = world.metadata.putObject(bucket, PackWorld.record(object.key(), data), condition);
                if (bucket.equals(plain)) {
                    current.put(object.key(), object.stream());
                } else {
                    replaceNull(object.key(), put.version());
                    kept.put(new Version(object.key(), put.version()), object.stream());
                }
            } catch (MetadataException e) {
                world.packs.abandon(slots.get(i), object.item());
            }
        }
    }

    private List<Fresh> fresh(SplittableRandom random, Bucket bucket) throws Exception {
        var keys = new LinkedHashSet<String>();
        int count = 1 + random.nextInt(random.nextBoolean() ? 2 : 8);
        while (keys.size() < count) {
            keys.add(KEYS.get(random.nextInt(KEYS.size())));
        }
        var objects = new ArrayList<Fresh>();
        for (String key : keys) {
            byte[] plaintext = new byte[4097 + random.nextInt(random.nextInt(5) == 0 ? 80_000 : 9_000)];
            random.nextBytes(plaintext);
            Fresh object = world.seal(bucket, key, plaintext);
            oracle.put(object.stream(), plaintext);
            objects.add(object);
        }
        return objects;
    }

    private void failingPut(SplittableRandom random) throws Exception {
        world.uploadsFailLate = true;
        try {
            world.write(plain, fresh(random, plain));
        } catch (UploadException e) {
            assertThat(e).hasMessageContaining("failed after all was stored");
        } finally {
            world.uploadsFailLate = false;
        }
    }

    private void delete(String key) throws Exception {
        StreamId before = current.remove(key);
        try {
            world.metadata.deleteObject(plain, key, "tenant", WriteCondition.NONE);
        } catch (MortalStore.Died e) {
            putBack(key, before);
            throw e;
        }
    }

    private void putBack(String key, @Nullable StreamId stream) {
        if (stream != null) {
            current.put(key, stream);
        }
    }

    private void replaceNull(String key, ObjectVersion by) {
        if (by.isNull()) {
            kept.keySet()
                    .removeIf(each -> each.key().equals(key) && each.version().isNull());
        }
    }

    /// Deletes the current object of a bucket that keeps versions.
    private void mark(String key) throws Exception {
        var deletion = world.metadata.deleteObject(versioned, key, "tenant", WriteCondition.NONE);
        replaceNull(key, Objects.requireNonNull(deletion.version()));
    }

    /// Says something else of an object as it was seen some steps ago: its bytes may have been moved since.
    private void touch() {
        ObjectRecord seen = seenBefore;
        if (seen == null) {
            return;
        }
        try {
            world.metadata.replaceAttributes(plain, seen, seen.withLastModified(world.clock.instant()));
        } catch (MetadataException e) {
            assertThat(e.reason()).isEqualTo(MetadataException.Reason.PRECONDITION_FAILED);
        }
    }

    private static VersionName name(ObjectRecord version) {
        return version.version().isNull()
                ? new VersionName.OfNull()
                : new VersionName.OfId(version.version().id());
    }

    private void deleteVersion(SplittableRandom random) throws Exception {
        List<ObjectRecord> all = world.versions(versioned);
        if (all.isEmpty()) {
            return;
        }
        ObjectRecord gone = all.get(random.nextInt(all.size()));
        world.metadata.deleteVersion(versioned, gone.key(), name(gone), WriteCondition.NONE, false);
        kept.remove(new Version(gone.key(), gone.version()));
    }

    private void rename(String from, String to) throws Exception {
        if (!current.containsKey(from)) {
            return;
        }
        world.metadata.renameObject(plain, from, to, WriteCondition.NONE, WriteCondition.NONE);
        StreamId moved = Objects.requireNonNull(current.remove(from));
        current.put(to, moved);
    }

    private void append(String key) throws Exception {
        ObjectRecord object = world.metadata.object(plain.id(), key);
        if (object == null) {
            return;
        }
        var data = new StoredData(
                new StreamId(9, ++streams), new byte[3], new StoredStream(APPENDED.length, 65536, 65536), APPENDED);
        var part = new PartRecord(1, "00", Instant.EPOCH, new TreeMap<>(), data);
        world.metadata.append(plain, object, part, object, new UploadId(++streams, 7));
    }

    /// After a death: what was under way has come to be, or it has not.
    private void adopt() {
        var there = new TreeMap<String, StreamId>();
        for (ObjectRecord object : world.versions(plain)) {
            there.put(object.key(), stream(object));
        }
        Map<String, StreamId> lost = new TreeMap<>(current);
        lost.entrySet().removeAll(there.entrySet());
        Map<String, StreamId> come = new TreeMap<>(there);
        come.entrySet().removeAll(current.entrySet());
        assertThat(lost.size())
                .as("one step changes one key, or two: %s, %s", lost, come)
                .isLessThanOrEqualTo(2);
        assertThat(come.size()).isLessThanOrEqualTo(1);
        current.clear();
        current.putAll(there);
        var versions = new HashMap<Version, StreamId>();
        for (ObjectRecord version : world.versions(versioned)) {
            if (!version.isDeleteMarker()) {
                versions.put(new Version(version.key(), version.version()), stream(version));
            }
        }
        var gone = new HashSet<>(kept.keySet());
        gone.removeAll(versions.keySet());
        var fresh = new HashSet<>(versions.keySet());
        fresh.removeAll(kept.keySet());
        assertThat(gone.size()).as("one step takes one version: %s", gone).isLessThanOrEqualTo(1);
        assertThat(fresh.size()).as("one step makes one version: %s", fresh).isLessThanOrEqualTo(1);
        kept.clear();
        kept.putAll(versions);
    }

    private StreamId stream(ObjectRecord object) {
        return world.packed(object).getFirst().stream();
    }

    private void verify() throws Exception {
        List<ObjectRecord> objects = world.versions(plain);
        assertThat(objects.stream().map(ObjectRecord::key)).containsExactlyElementsOf(current.keySet());
        for (ObjectRecord object : objects) {
            assertThat(stream(object)).isEqualTo(current.get(object.key()));
            read(plain, object);
        }
        int count = 0;
        for (ObjectRecord version : world.versions(versioned)) {
            if (!version.isDeleteMarker()) {
                count++;
                assertThat(stream(version)).isEqualTo(kept.get(new Version(version.key(), version.version())));
                read(versioned, version);
            }
        }
        assertThat(count).isEqualTo(kept.size());
        readers.removeIf(reader -> !reader.until().isAfter(world.clock.instant()));
        for (Reader reader : readers) {
            assertThat(world.read(reader.bucket(), reader.data())).isEqualTo(oracle.get(reader.data().stream()));
        }
    }

    private void read(Bucket bucket, ObjectRecord object) throws Exception {
        StoredData data = world.packed(object).getFirst();
        byte[] expected = Objects.requireNonNull(oracle.get(data.stream()));
        assertThat(Arrays.equals(world.read(bucket, data), expected)).isTrue();
        if (readers.size() < READERS_MAX) {
            readers.add(new Reader(bucket, data, world.clock.instant().plus(PackWorld.GRACE.reader())));
        }
        if (object.content() instanceof ObjectContent.Parts(UploadId _, int count)) {
            assertThat(object.sizeBytes()).isEqualTo(expected.length + (count - 1L) * APPENDED.length);
        }
    }

    private void deleteAll() throws Exception {
        for (String key : List.copyOf(current.keySet())) {
            delete(key);
        }
        for (ObjectRecord version : world.versions(versioned)) {
            world.metadata.deleteVersion(versioned, version.key(), name(version), WriteCondition.NONE, false);
        }
        kept.clear();
    }
}
