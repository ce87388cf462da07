package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.manifest.StoredStream;
import network.cairn.gateway.metadata.MetadataException.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Gateways that share metadata: each store here is one.
final class WriterLeasesTest {
    private static final GracePeriods GRACE = new GracePeriods(Duration.ofHours(1), Duration.ofMinutes(1));
    private static final Duration TIMEOUT = TestMetadata.WRITER_TIMEOUT;
    private static final Bucket BUCKET = PrefixListingTest.bucket("bucket", 7);
    private static final StreamId STREAM = new StreamId(1, 1);
    private static final Place PLACE = new Place.InObject(BUCKET.id(), "a");

    private final SettableClock clock = new SettableClock();
    private final SecureRandom random = new SecureRandom();
    private final RowDatabase rows = TestMetadata.shared();
    private final RowMetadataStore first = open();

    private RowMetadataStore open() {
        return RowMetadataStore.openShared(rows, TIMEOUT, GRACE, clock, random);
    }

    @BeforeEach
    void createBucket() throws Exception {
        first.createBucket(BUCKET);
    }

    private static WriterLeases leases(RowMetadataStore metadata) {
        return metadata.leases().orElseThrow();
    }

    private static ObjectRecord object(StreamId stream) {
        var data = StoredData.onNetwork(stream, new byte[3], new StoredStream(10, 65536, 65536));
        return new ObjectRecord(
                "a", 10, "etag", Instant.EPOCH, ObjectAttributes.NONE, new TreeMap<>(), new ObjectContent.Whole(data));
    }

    private static void assertGivenUp(RowMetadataStore metadata, StreamId stream) {
        assertThatThrownBy(() -> metadata.putObject(BUCKET, object(stream), WriteCondition.NONE))
                .isInstanceOfSatisfying(
                        MetadataException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.UPLOAD_GIVEN_UP));
    }

    /// What is garbage, whichever gateway is the one to release it.
    private List<Garbage> garbage() {
        return new GarbageTable(rows).due(clock.instant().plus(Duration.ofDays(1)), 100);
    }

    @Test
    void open_whileAnotherUploads_uploadGoesOn() throws Exception {
        first.begin(STREAM, PLACE);
        try (var second = open()) {
            clock.advance(TIMEOUT.minusSeconds(1));
            assertThat(leases(second).giveUpGone()).isZero();
            first.putObject(BUCKET, object(STREAM), WriteCondition.NONE);
            assertThat(second.object(BUCKET.id(), "a")).isNotNull();
            assertThat(garbage()).isEmpty();
        }
    }

    @Test
    void giveUpGone_silentForTheTimeout_uploadsAreGarbage() {
        first.begin(STREAM, PLACE);
        try (var second = open()) {
            clock.advance(TIMEOUT);
            assertThat(leases(second).giveUpGone()).isEqualTo(1);
            assertThat(garbage())
                    .containsExactly(new Garbage.OfStream(
                            clock.instant().truncatedTo(ChronoUnit.MILLIS).plus(GRACE.stray()), STREAM, PLACE));
            assertThat(leases(second).isFirst()).isTrue();
            assertThat(leases(second).giveUpGone()).isZero();
            assertGivenUp(first, STREAM);
        }
    }

    @Test
    void giveUpGone_beatsInBetween_waitsForTheTimeoutAgain() throws Exception {
        first.begin(STREAM, PLACE);
        try (var second = open()) {
            for (int i = 0; i < 3; i++) {
                clock.advance(TIMEOUT.minusSeconds(1));
                leases(first).beat();
                assertThat(leases(second).giveUpGone()).isZero();
            }
            first.putObject(BUCKET, object(STREAM), WriteCondition.NONE);
        }
    }

    @Test
    void putObject_afterBeingTakenForGone_onlyWhatWasUnderWayIsLost() throws Exception {
        first.begin(STREAM, PLACE);
        try (var second = open()) {
            clock.advance(TIMEOUT);
            leases(second).giveUpGone();
            leases(first).beat();
            assertGivenUp(first, STREAM);
            first.abandon(STREAM, PLACE);
            var again = new StreamId(2, 2);
            first.begin(again, PLACE);
            assertThat(leases(second).giveUpGone()).isZero();
            first.putObject(BUCKET, object(again), WriteCondition.NONE);
            assertThat(garbage()).isNotEmpty().noneMatch(second::isNamed);
        }
    }

    /// A writer that began something between being taken for gone and its next beat has no row of its own.
    @Test
    void giveUpGone_uploadsOfAWriterWithoutRow_givenUpAfterTheTimeout() {
        var lost = new WriterId(new byte[WriterId.LENGTH_BYTES]);
        rows.write(new WriteBatch().put(Rows.writing(lost, STREAM), StreamTable.encode(PLACE)));
        leases(first).giveUpGone();
        clock.advance(TIMEOUT.minusSeconds(1));
        assertThat(leases(first).giveUpGone()).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(leases(first).giveUpGone()).isEqualTo(1);
        assertThat(garbage()).hasSize(1);
    }

    @Test
    void giveUpGone_bytesInAPackNotNamedYet_areGarbageAndNotNamedAfter() throws Exception {
        var pack = new StreamId(5, 5);
        first.begin(pack, new Place.OfPack());
        var shape = new StoredStream(200, 65536, 65536);
        first.packs()
                .put(
                        PackRecord.of(pack, BUCKET.id(), "tenant", new byte[3], shape, Instant.EPOCH, 0, 2),
                        List.of(
                                new PackEntry(STREAM, 0, 100, PLACE, false),
                                new PackEntry(new StreamId(2, 2), 100, 100, PLACE, false)));
        first.putObject(BUCKET, packed(pack, new StreamId(2, 2), 100), WriteCondition.NONE);
        try (var second = open()) {
            clock.advance(TIMEOUT);
            assertThat(leases(second).giveUpGone()).isEqualTo(1);
            assertThat(garbage())
                    .hasSize(1)
                    .allMatch(entry -> entry instanceof Garbage.OfPacked gone
                            && gone.stream().equals(STREAM));
            assertThatThrownBy(() -> first.putObject(BUCKET, packed(pack, STREAM, 0), WriteCondition.NONE))
                    .isInstanceOfSatisfying(
                            MetadataException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.UPLOAD_GIVEN_UP));
            second.packs().release((Garbage.OfPacked) garbage().getFirst());
            assertThat(second.packs().entries(pack))
                    .hasSize(1)
                    .allMatch(entry -> entry.named() && entry.offset() == 100);
            first.renameObject(BUCKET, "a", "b", WriteCondition.NONE, WriteCondition.NONE);
        }
    }

    private static ObjectRecord packed(StreamId pack, StreamId stream, long offset) {
        var data =
                StoredData.inPack(stream, new byte[3], new StoredStream(84, 65536, 65536), new PackSlot(pack, offset));
        return new ObjectRecord(
                "a", 84, "etag", Instant.EPOCH, ObjectAttributes.NONE, new TreeMap<>(), new ObjectContent.Whole(data));
    }

    @Test
    void giveUpGone_moreUploadsThanABatch_all() {
        for (int i = 0; i < 1_100; i++) {
            first.begin(new StreamId(3, i), PLACE);
        }
        try (var second = open()) {
            clock.advance(TIMEOUT);
            assertThat(leases(second).giveUpGone()).isEqualTo(1_100);
            assertThat(leases(second).giveUpGone()).isZero();
        }
    }

    @Test
    void close_unfinishedUploads_garbageAtOnceAndTheOthersStay() throws Exception {
        var other = new StreamId(2, 2);
        first.begin(other, PLACE);
        try (var second = open()) {
            second.begin(STREAM, PLACE);
        }
        assertThat(garbage())
                .hasSize(1)
                .allMatch(entry -> entry instanceof Garbage.OfStream stream
                        && stream.stream().equals(STREAM));
        first.putObject(BUCKET, object(other), WriteCondition.NONE);
    }

    @Test
    void garbageDue_severalGateways_oneIsTold() throws Exception {
        first.begin(STREAM, PLACE);
        first.abandon(STREAM, PLACE);
        clock.advance(GRACE.stray());
        try (var second = open();
                var third = open()) {
            var all = List.of(first, second, third);
            all.forEach(each -> leases(each).giveUpGone());
            assertThat(all.stream()
                            .filter(each ->
                                    !each.garbageDue(clock.instant(), 10).isEmpty()))
                    .hasSize(1);
        }
    }

    @Test
    void start_runsUntilClosed() throws Exception {
        try (var impatient =
                RowMetadataStore.openShared(rows, Duration.ofMillis(80), GRACE, () -> Instant.EPOCH, random)) {
            byte[] before = beats();
            leases(impatient).start();
            while (Arrays.equals(before, beats())) {
                Thread.onSpinWait();
            }
        }
    }

    /// The rows of all writers, joined.
    private byte[] beats() {
        return new RowTables(rows)
                .scan(Rows.WRITERS, Rows.after(Rows.WRITERS), 10, row -> row.value()).stream()
                        .reduce(new byte[0], Rows::join);
    }
}
