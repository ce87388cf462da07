package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.StoredStream;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.SegmentId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RowMetadataStoreTest {
    private static final ActorId WRITER = ActorId.of(new byte[20]);
    private static final GracePeriods GRACE = new GracePeriods(Duration.ofHours(1), Duration.ofMinutes(1));
    private static final Bucket BUCKET = PrefixListingTest.bucket("bucket", 7);
    private static final SegmentId SEGMENT = SegmentId.of(new byte[32]);

    private static final SegmentId OTHER_SEGMENT = SegmentId.fromHex("ff".repeat(32));

    private final SettableClock clock = new SettableClock();

    @TempDir
    Path folder;

    private RowMetadataStore open(TestMetadata.Kept kept) {
        return kept.open(GRACE, clock, new SecureRandom());
    }

    private static ObjectRecord object(String key, StreamId stream) {
        var data = StoredData.onNetwork(stream, new byte[3], new StoredStream(10, 65536, 65536));
        return new ObjectRecord(
                key, 10, "etag", Instant.EPOCH, ObjectAttributes.NONE, new TreeMap<>(), new ObjectContent.Whole(data));
    }

    private static SegmentManifest manifest() {
        return new SegmentManifest(
                SEGMENT,
                new Scheme(1, 1, 1, 2),
                64,
                10,
                List.of(new SegmentManifest.StoredPiece(0, WRITER, PieceRoot.of(new byte[32]))));
    }

    @Test
    void reopen_committedStaysUnfinishedIsGarbage() throws Exception {
        TestMetadata.Kept kept = TestMetadata.kept(folder);
        var committed = new StreamId(1, 1);
        var unfinished = new StreamId(2, 2);
        try (var metadata = open(kept)) {
            metadata.createBucket(BUCKET);
            var journal = metadata.begin(committed, new Place.InObject(BUCKET.id(), "a"));
            journal.sending(SEGMENT, 0, WRITER);
            journal.sending(SEGMENT, 1, WRITER);
            journal.stored(0, manifest());
            metadata.putObject(BUCKET, object("a", committed), WriteCondition.NONE);
            var lost = metadata.begin(unfinished, new Place.InObject(BUCKET.id(), "b"));
            lost.sending(OTHER_SEGMENT, 1, WRITER);
        }
        try (var metadata = open(kept)) {
            assertThat(metadata.bucket("bucket")).isEqualTo(BUCKET);
            assertThat(metadata.object(BUCKET.id(), "a")).isNotNull();
            assertThat(metadata.object(BUCKET.id(), "b")).isNull();
            assertThat(metadata.segment(committed, 0)).isEqualTo(manifest());
            assertThat(metadata.garbageDue(clock.instant(), 10)).isEmpty();
            clock.advance(GRACE.stray());
            List<Garbage> due = metadata.garbageDue(clock.instant(), 10);
            assertThat(due).hasSize(2);
            assertThat(due).anyMatch(entry -> entry instanceof Garbage.OfPiece piece && piece.index() == 1);
            Garbage.OfStream stream = due.stream()
                    .filter(Garbage.OfStream.class::isInstance)
                    .map(Garbage.OfStream.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertThat(stream.stream()).isEqualTo(unfinished);
            assertThat(metadata.isNamed(stream)).isFalse();
            metadata.streamReleased(stream);
            assertThat(metadata.garbageDue(clock.instant(), 10))
                    .as("the piece that was being sent is released on its own")
                    .allMatch(Garbage.OfPiece.class::isInstance)
                    .hasSize(2);
        }
    }

    @Test
    void sending_piecesToldOfAtOnce_areEachRemembered() throws Exception {
        try (var metadata = open(TestMetadata.kept(folder))) {
            metadata.createBucket(BUCKET);
            var stream = new StreamId(1, 1);
            var journal = metadata.begin(stream, new Place.InObject(BUCKET.id(), "a"));
            journal.sending(SEGMENT, List.of(WRITER, WRITER, WRITER));
            journal.stored(0, manifest());
            metadata.putObject(BUCKET, object("a", stream), WriteCondition.NONE);
            clock.advance(GRACE.stray());
            assertThat(metadata.garbageDue(clock.instant(), 10))
                    .as("all but piece 0, which is stored")
                    .extracting(entry -> ((Garbage.OfPiece) entry).index())
                    .containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    void putObject_streamGivenUp_refusedAndNothingChanged() throws Exception {
        try (var metadata = open(TestMetadata.kept(folder))) {
            metadata.createBucket(BUCKET);
            var stream = new StreamId(1, 1);
            var place = new Place.InObject(BUCKET.id(), "a");
            metadata.begin(stream, place).stored(0, manifest());
            metadata.abandon(stream, place);
            assertThatThrownBy(() -> metadata.putObject(BUCKET, object("a", stream), WriteCondition.NONE))
                    .isInstanceOfSatisfying(
                            MetadataException.class,
                            refused ->
                                    assertThat(refused.reason()).isEqualTo(MetadataException.Reason.UPLOAD_GIVEN_UP));
            assertThat(metadata.object(BUCKET.id(), "a")).isNull();
            assertThat(metadata.usage(BUCKET.id())).isEqualTo(Usage.NONE);
        }
    }

    /// As by a caller who was told of a failure although its transaction had been committed.
    @Test
    void abandon_streamThatAnObjectNames_isNoGarbage() throws Exception {
        try (var metadata = open(TestMetadata.kept(folder))) {
            metadata.createBucket(BUCKET);
            var stream = new StreamId(1, 1);
            var place = new Place.InObject(BUCKET.id(), "a");
            metadata.begin(stream, place).stored(0, manifest());
            metadata.putObject(BUCKET, object("a", stream), WriteCondition.NONE);
            metadata.abandon(stream, place);
            clock.advance(GRACE.stray());
            assertThat(metadata.garbageDue(clock.instant(), 10)).isEmpty();
            assertThat(metadata.isNamed(new Garbage.OfStream(clock.instant(), stream, place)))
                    .isTrue();
        }
    }

    @Test
    void open_otherFormat_refused() {
        var store = new InMemoryKeyValueStore();
        store.write(new WriteBatch().put(Rows.FORMAT, new byte[] {9}), KeyValueStore.Durability.FSYNCED);
        assertThatThrownBy(() -> RowMetadataStore.open(store, WRITER, GRACE, clock, new SecureRandom()))
                .hasMessageContaining("format 9");
    }

    @Test
    void complete_manyParts_oneTransaction() throws Exception {
        // A few pages of them where each takes a round trip.
        int count = TestMetadata.isPostgres() ? 1_200 : PartRecord.NUMBER_MAX;
        try (var metadata = open(TestMetadata.kept(folder))) {
            metadata.createBucket(BUCKET);
            var upload = new UploadRecord(new UploadId(1, 1), "k", Instant.EPOCH, ObjectAttributes.NONE, "", "");
            metadata.createUpload(BUCKET, upload);
            var chosen = new ArrayList<MetadataStore.ChosenPart>();
            for (int number = 1; number <= count; number++) {
                var stream = new StreamId(3, number);
                var shape = new StoredStream(10, 65536, 65536);
                var data = new StoredData(stream, new byte[3], shape, new byte[26]);
                metadata.putPart(BUCKET, upload, new PartRecord(number, "00", Instant.EPOCH, new TreeMap<>(), data));
                chosen.add(new MetadataStore.ChosenPart(number, stream));
            }
            var object = new ObjectRecord(
                    "k",
                    100_000,
                    "e",
                    Instant.EPOCH,
                    ObjectAttributes.NONE,
                    new TreeMap<>(),
                    new ObjectContent.Parts(upload.id(), count));
            ObjectRecord made = metadata.completeUpload(BUCKET, upload, object, chosen, WriteCondition.NONE);
            assertThat(made).isEqualTo(object.withVersion(made.version()));
            assertThat(metadata.object(BUCKET.id(), "k")).isEqualTo(made);
            assertThat(metadata.parts(upload.id(), count - 10, 100)).hasSize(10);
            assertThat(metadata.upload(BUCKET.id(), "k", upload.id())).isNull();
            assertThat(metadata.nextGarbageDue()).isNull();
        }
    }
}
