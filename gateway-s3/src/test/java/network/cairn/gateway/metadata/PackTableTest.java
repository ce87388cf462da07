package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.manifest.StoredStream;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PackTableTest {
    private static final Bucket BUCKET = PrefixListingTest.bucket("bucket", 7);
    private static final StreamId PACK = new StreamId(1, 1);
    private static final StreamId ONE = new StreamId(2, 1);
    private static final StreamId TWO = new StreamId(2, 2);

    private final SettableClock clock = new SettableClock();
    private final RowMetadataStore metadata = RowMetadataStore.open(
            new InMemoryKeyValueStore(), ActorId.of(new byte[20]), GracePeriods.DEFAULT, clock, new SecureRandom());
    private final Packs packs = metadata.packs();

    private static Place.InObject place(String key) {
        return new Place.InObject(BUCKET.id(), key);
    }

    private static PackRecord pack(int objects, long bytes) {
        return PackRecord.of(
                PACK,
                BUCKET.id(),
                "tenant",
                new byte[1],
                new StoredStream(bytes, 4096, 65536),
                Instant.EPOCH,
                1000,
                objects);
    }

    private static PackEntry entry(StreamId stream, long offset, String key) {
        return new PackEntry(stream, offset, 116, place(key), false);
    }

    private static ObjectRecord object(String key, StreamId stream, StreamId pack) {
        var data = StoredData.inPack(stream, new byte[3], new StoredStream(100, 65536, 65536), new PackSlot(pack, 0));
        return new ObjectRecord(
                key, 100, "etag", Instant.EPOCH, ObjectAttributes.NONE, new TreeMap<>(), new ObjectContent.Whole(data));
    }

    private PackRecord now() {
        return Objects.requireNonNull(packs.pack(PACK));
    }

    @BeforeEach
    void putPack() throws Exception {
        metadata.createBucket(BUCKET);
        metadata.begin(PACK, new Place.OfPack());
        packs.put(pack(2, 232), List.of(entry(ONE, 0, "a"), entry(TWO, 116, "b")));
    }

    @Test
    void put_countsThatAreNotItsEntries_refused() {
        assertThatThrownBy(() -> packs.put(pack(3, 232), List.of(entry(ONE, 0, "a"), entry(TWO, 116, "b"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("counts 3 objects");
        assertThatThrownBy(() -> packs.put(pack(2, 300), List.of(entry(ONE, 0, "a"), entry(TWO, 116, "b"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void putObject_namesWhatIsInThePack_andCountsStay() throws Exception {
        metadata.putObject(BUCKET, object("a", ONE, PACK), WriteCondition.NONE);
        assertThat(now().objects()).isEqualTo(2);
        assertThat(packs.entries(PACK)).first().satisfies(entry -> {
            assertThat(entry.named()).isTrue();
            assertThat(entry.place()).isInstanceOf(Place.InVersion.class);
        });
        packs.abandon(PACK, ONE, place("a"));
        assertThat(metadata.garbageDue(clock.instant(), 10))
                .as("of what is named")
                .isEmpty();
    }

    @Test
    void putObject_whatThePackDoesNotHold_refusedAndNothingChanged() {
        assertThatThrownBy(() -> metadata.putObject(BUCKET, object("a", new StreamId(9, 9), PACK), WriteCondition.NONE))
                .isInstanceOf(MetadataException.class)
                .hasMessageContaining("holds no stream");
        assertThat(metadata.object(BUCKET.id(), "a")).isNull();
    }

    @Test
    void release_twice_countsOffOnce() {
        packs.abandon(PACK, ONE, place("a"));
        var garbage =
                (Garbage.OfPacked) metadata.garbageDue(clock.instant(), 10).getFirst();
        packs.release(garbage);
        packs.release(garbage);
        assertThat(now().objects()).isOne();
        assertThat(now().bytes()).isEqualTo(116);
    }

    @Test
    void take_byTwo_oneHasItUntilThen() {
        Instant until = clock.instant().plusSeconds(10);
        assertThat(packs.take(PACK, until)).isTrue();
        assertThat(packs.take(PACK, until)).isFalse();
        clock.advance(Duration.ofSeconds(10));
        assertThat(packs.take(PACK, until)).isTrue();
        assertThat(packs.take(new StreamId(9, 9), until)).isFalse();
    }

    @Test
    void sparse_pagesThroughThem_untilTheyAreEmpty() {
        assertThat(packs.sparse(null, 10)).extracting(PackRecord::id).containsExactly(PACK);
        assertThat(packs.sparse(now(), 10)).isEmpty();
        packs.abandon(PACK, ONE, place("a"));
        packs.abandon(PACK, TWO, place("b"));
        metadata.garbageDue(clock.instant(), 10).forEach(garbage -> packs.release((Garbage.OfPacked) garbage));
        assertThat(packs.sparse(null, 10)).isEmpty();
        assertThat(metadata.garbageDue(clock.instant(), 10))
                .containsExactly(new Garbage.OfStream(clock.instant(), PACK, new Place.OfPack()));
    }
}
