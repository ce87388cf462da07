package network.cairn.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.client.encryption.BucketKeys;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.upload.StreamUploader;
import network.cairn.client.upload.UploadException;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.Garbage;
import network.cairn.gateway.metadata.GracePeriods;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PackEntry;
import network.cairn.gateway.metadata.PackRecord;
import network.cairn.gateway.metadata.PackSlot;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.RowMetadataStore;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.VersionQuery;
import network.cairn.gateway.operation.MemoryNetwork;
import network.cairn.gateway.reclaim.Reclaimer;
import network.cairn.proofs.id.ActorId;

/// Metadata and a network in memory, a gateway that packs small objects over them, and what must hold of packs at
/// any time. The gateway may die and come up again.
final class PackWorld {
    static final GracePeriods GRACE = new GracePeriods(Duration.ofMinutes(10), Duration.ofMinutes(1));
    static final int PIECES_A_SEGMENT = 2;
    private static final byte[] CONTEXT = {1};
    private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

    final InMemoryKeyValueStore disk = new InMemoryKeyValueStore();
    final MemoryNetwork network = new MemoryNetwork();
    final SettableClock clock = new SettableClock();
    final PackSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final MasterKey masterKey = MasterKey.generate(random);

    MortalStore store;
    RowMetadataStore metadata;
    PackStore packs;
    PackCompactor compactor;
    volatile boolean uploadsFailLate;

    PackWorld(PackSettings settings) {
        this.settings = settings;
        this.store = new MortalStore(disk);
        this.metadata = openMetadata(store);
        this.packs = openPacks(metadata);
        this.compactor = openCompactor(metadata, packs);
    }

    static Bucket bucket(String name, int id) {
        return new Bucket(name, "tenant", new BucketId(id, id), "region", Instant.EPOCH, BucketSettings.NONE);
    }

    /// What a gateway is after its process has died and another was started.
    void restart() {
        store = new MortalStore(disk);
        metadata = openMetadata(store);
        packs = openPacks(metadata);
        compactor = openCompactor(metadata, packs);
    }

    private RowMetadataStore openMetadata(KeyValueStore rows) {
        return RowMetadataStore.open(rows, ActorId.of(new byte[20]), GRACE, clock, random);
    }

    private PackStore openPacks(RowMetadataStore records) {
        StreamUploader uploader = (plaintext, bytes, keys, journal) -> {
            var shape = network.upload(plaintext, bytes, keys, journal);
            if (uploadsFailLate) {
                throw new UploadException("failed after all was stored");
            }
            return shape;
        };
        return new PackStore(records, uploader, network, _ -> masterKey, settings, random, clock);
    }

    private PackCompactor openCompactor(RowMetadataStore records, PackStore store) {
        return new PackCompactor(records, store, Duration.ZERO, clock);
    }

    private BucketKeys bucketKeys(Bucket bucket) {
        return masterKey.bucketKeys(bucket.id().toString());
    }

    /// An object sealed for a pack.
    record Fresh(String key, byte[] plaintext, StreamId stream, byte[] wrappedKey, byte[] sealed, Place place) {
        PackStore.Item item() {
            return new PackStore.Item(stream, place, sealed.length);
        }

        StoredData in(PackSlot slot) {
            return StoredData.inPack(stream, wrappedKey, SealedObject.shape(plaintext.length), slot);
        }
    }

    Fresh seal(Bucket bucket, String key, byte[] plaintext) throws Exception {
        var dataKey = DataKey.generate(random);
        return new Fresh(
                key,
                plaintext,
                StreamId.generate(random),
                bucketKeys(bucket).wrap(dataKey, CONTEXT, random),
                SealedObject.seal(new ByteArrayInputStream(plaintext), SealedObject.shape(plaintext.length), dataKey),
                new Place.InObject(bucket.id(), key));
    }

    List<PackSlot> write(Bucket bucket, List<Fresh> objects) throws Exception {
        var all = new ByteArrayOutputStream();
        objects.forEach(object -> all.writeBytes(object.sealed()));
        return packs.write(
                new PackStore.Owner(bucket.tenant(), bucket.id()),
                objects.stream().map(Fresh::item).toList(),
                new ByteArrayInputStream(all.toByteArray()));
    }

    static ObjectRecord record(String key, StoredData data) {
        return new ObjectRecord(
                key,
                data.sizeBytes(),
                data.stream().toString(),
                Instant.EPOCH,
                ObjectAttributes.NONE,
                new TreeMap<>(),
                new ObjectContent.Whole(data));
    }

    byte[] read(Bucket bucket, StoredData data) throws Exception {
        DataKey key = bucketKeys(bucket).unwrap(data.wrappedDataKey(), CONTEXT);
        var out = new ByteArrayOutputStream();
        var opening = new OpeningOutputStream(data.shape(), key, 0, data.sizeBytes(), out);
        PackSlot slot = Objects.requireNonNull(data.slot());
        packs.read(slot.pack(), slot.offset() + opening.ciphertextFrom(), opening.ciphertextBytes(), opening);
        return out.toByteArray();
    }

    /// The packed data that an object is made of, in order.
    List<StoredData> packed(ObjectRecord object) {
        return switch (object.content()) {
            case ObjectContent.Whole(StoredData data) -> data.slot() == null ? List.of() : List.of(data);
            case ObjectContent.Parts parts ->
                metadata.parts(parts.upload(), 0, 10_000).stream()
                        .map(PartRecord::data)
                        .filter(data -> data.slot() != null)
                        .toList();
            case ObjectContent.Deleted _ -> List.of();
        };
    }

    List<ObjectRecord> versions(Bucket bucket) {
        return metadata.versions(bucket.id(), new VersionQuery("", "", "", null, 1000)).entries().stream()
                .map(entry -> entry.version())
                .toList();
    }

    void reclaim() throws InterruptedException {
        var reclaimer = new Reclaimer(metadata, network, 4, clock);
        while (reclaimer.releaseDue() > 0) {
            // what one round expands into is due for the next
        }
    }

    List<PackRecord> allPacks() {
        return keys('k').stream()
                .map(key -> new StreamId(key.getLong(1), key.getLong(9)))
                .map(id -> Objects.requireNonNull(metadata.packs().pack(id)))
                .toList();
    }

    List<ByteBuffer> keys(char table) {
        var found = new ArrayList<ByteBuffer>();
        try (KeyValueStore.Scan scan = disk.scan(new byte[] {(byte) table}, new byte[] {(byte) (table + 1)})) {
            scan.forEachRemaining(entry -> found.add(ByteBuffer.wrap(entry.key())));
        }
        return found;
    }

    private record InPack(StreamId pack, StreamId stream) {}

    /// Checks packs, objects, garbage and pieces against each other. Nothing may be under way.
    void check(List<Bucket> buckets) {
        Map<InPack, StoredData> named = new HashMap<>();
        for (Bucket bucket : buckets) {
            for (ObjectRecord version : versions(bucket)) {
                for (StoredData data : packed(version)) {
                    PackSlot slot = Objects.requireNonNull(data.slot());
                    assertThat(named.put(new InPack(slot.pack(), data.stream()), data))
                            .as("%s is named once", data)
                            .isNull();
                }
            }
        }
        Set<InPack> given = new HashSet<>();
        Set<StreamId> over = new HashSet<>();
        boolean partsAreGarbage = false;
        for (Garbage garbage : metadata.garbageDue(FAR, 1_000_000)) {
            assertThat(metadata.isNamed(garbage)).as("%s", garbage).isFalse();
            switch (garbage) {
                case Garbage.OfPacked packed -> given.add(new InPack(packed.pack(), packed.stream()));
                case Garbage.OfStream stream -> over.add(stream.stream());
                case Garbage.OfParts _ -> partsAreGarbage = true;
                case Garbage.OfBucket _, Garbage.OfPiece _ -> {}
            }
        }
        int segments = 0;
        for (PackRecord pack : allPacks()) {
            List<PackEntry> entries = metadata.packs().entries(pack.id());
            assertThat(entries).as("entries of %s", pack).hasSize(Math.toIntExact(pack.objects()));
            assertThat(entries.stream().mapToLong(PackEntry::lengthBytes).sum()).isEqualTo(pack.bytes());
            assertThat(over.contains(pack.id()))
                    .as("%s is garbage once empty", pack)
                    .isEqualTo(pack.objects() == 0);
            long end = 0;
            for (PackEntry entry : entries) {
                assertThat(entry.offset()).isGreaterThanOrEqualTo(end);
                end = entry.offset() + entry.lengthBytes();
                StoredData data = named.remove(new InPack(pack.id(), entry.stream()));
                if (data == null) {
                    assertThat(given.contains(new InPack(pack.id(), entry.stream())) || partsAreGarbage)
                            .as("%s in %s is garbage, as nothing names it", entry, pack)
                            .isTrue();
                    continue;
                }
                assertThat(entry.named()).isTrue();
                assertThat(entry.lengthBytes()).isEqualTo(data.shape().ciphertextBytes());
                assertThat(entry.offset())
                        .isEqualTo(Objects.requireNonNull(data.slot()).offset());
                assertThat(metadata.isNamed(new Garbage.OfPacked(FAR, pack.id(), entry.stream(), entry.place())))
                        .as("the place of %s", entry)
                        .isTrue();
            }
            assertThat(end).isLessThanOrEqualTo(pack.storedBytes());
            segments += over.contains(pack.id()) ? 0 : pack.shape().segments();
        }
        assertThat(named).as("named, and in no pack").isEmpty();
        assertThat(keys('y')).as("put and not named").isEmpty();
        assertThat(network.pieces()).isGreaterThanOrEqualTo(PIECES_A_SEGMENT * segments);
    }

    /// Checks that there is nothing but what objects name, once all garbage is released.
    void checkNothingElse(List<Bucket> buckets) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            clock.advance(GRACE.reader());
            reclaim();
        }
        check(buckets);
        int segments =
                allPacks().stream().mapToInt(pack -> pack.shape().segments()).sum();
        assertThat(network.pieces()).isEqualTo(PIECES_A_SEGMENT * segments);
        assertThat(allPacks()).allMatch(pack -> pack.objects() > 0);
        for (char table : "griw".toCharArray()) {
            assertThat(keys(table)).as("table %s", table).isEmpty();
        }
        assertThat(keys('s')).hasSize(segments);
    }
}
