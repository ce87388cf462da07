package network.cairn.node.store;

import static network.cairn.node.store.StoreFixtures.data;
import static network.cairn.node.store.StoreFixtures.get;
import static network.cairn.node.store.StoreFixtures.id;
import static network.cairn.node.store.StoreFixtures.limits;
import static network.cairn.node.store.StoreFixtures.put;
import static network.cairn.node.store.StoreFixtures.root;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.proofs.id.PieceId;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The store on the real file system.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LogPieceStoreTest {
    private static final int BLOCK = RecordFormat.BLOCK_BYTES;

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private StoreLimits limits = limits(64 << 20, 1 << 20);
    private Random random = new Random(7);
    private LogPieceStore store;

    @BeforeEach
    void openStore() throws StoreException {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private LogPieceStore open() throws StoreException {
        try {
            return LogPieceStore.open(
                    FolderDisk.open(folder), IndexFolder.levelDb(folder), limits, () -> now, random, false);
        } catch (IOException e) {
            throw new StoreException(NodeErrorCode.INTERNAL, String.valueOf(e.getMessage()), e);
        }
    }

    private void reopen() throws StoreException {
        store.close();
        store = open();
    }

    private static void assertRefused(NodeErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void commit_sizesAroundBlocks_areServedAlsoAfterReopening() throws Exception {
        List<Integer> sizes = List.of(0, 1, 63, 64, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 300_001, 2_500_000);
        for (int i = 0; i < sizes.size(); i++) {
            byte[] data = data(id(i), 0, sizes.get(i));
            var stat = put(store, id(i), data);
            assertThat(stat.root()).isEqualTo(root(data));
            assertThat(stat.lengthBytes()).isEqualTo(data.length);
        }
        for (boolean reopened : new boolean[] {false, true}) {
            if (reopened) {
                reopen();
            }
            for (int i = 0; i < sizes.size(); i++) {
                assertThat(get(store, id(i))).isEqualTo(data(id(i), 0, sizes.get(i)));
            }
            assertThat(store.status().pieces()).isEqualTo(sizes.size());
        }
    }

    @Test
    void read_randomRanges_giveTheBytes() throws Exception {
        byte[] data = data(id(1), 0, 5 * BLOCK + 77);
        put(store, id(1), data);
        var random = new Random(3);
        try (var reader = store.open(id(1))) {
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(data.length + 1);
                int count = random.nextInt(data.length - from + 1);
                byte[] bytes = new byte[count + 3];
                reader.read(from, bytes, 2, count);
                assertThat(Arrays.copyOfRange(bytes, 2, 2 + count))
                        .isEqualTo(Arrays.copyOfRange(data, from, from + count));
            }
            assertRefused(NodeErrorCode.RANGE_INVALID, () -> reader.read(data.length, new byte[1], 0, 1));
            assertRefused(NodeErrorCode.RANGE_INVALID, () -> reader.read(-1, new byte[1], 0, 1));
            assertThat(reader.prove(BLOCK, BLOCK)).isNotEmpty();
            assertThat(reader.prove(0, data.length)).isNotEmpty();
            assertRefused(NodeErrorCode.RANGE_INVALID, () -> reader.prove(0, data.length + 1L));
        }
    }

    @Test
    void begin_existingOrUnderWay_isRefused() throws Exception {
        put(store, id(1), data(id(1), 0, 10));
        assertRefused(NodeErrorCode.PIECE_EXISTS, () -> store.begin(id(1), 10));
        try (var writer = store.begin(id(2), 10)) {
            assertRefused(NodeErrorCode.PIECE_EXISTS, () -> store.begin(id(2), 10));
            writer.write(new byte[4], 0, 4);
            assertRefused(NodeErrorCode.BODY_TOO_LARGE, () -> writer.write(new byte[7], 0, 7));
            assertRefused(NodeErrorCode.BODY_INCOMPLETE, writer::commit);
            assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> store.open(id(2)));
        }
        put(store, id(2), data(id(2), 0, 10));
        assertRefused(NodeErrorCode.BODY_TOO_LARGE, () -> store.begin(id(3), limits.pieceBytesMax() + 1));
        assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> store.open(id(3)));
    }

    @Test
    void begin_atTheLimits_isRefusedWithoutHarm() throws Exception {
        var writers = new ArrayList<PieceWriter>();
        for (int i = 0; i < limits.piecesUnderWayMax(); i++) {
            writers.add(store.begin(id(i), 1));
        }
        assertRefused(NodeErrorCode.BUSY, () -> store.begin(id(1000), 1));
        writers.forEach(PieceWriter::close);
        for (int i = 0; i < 7; i++) {
            put(store, id(i), data(id(i), 0, 8 << 20));
        }
        assertRefused(NodeErrorCode.OUT_OF_SPACE, () -> store.begin(id(8), 8 << 20));
        assertThat(store.status().writable()).isTrue();
        put(store, id(9), data(id(9), 0, 1 << 20));
        assertThat(store.status().usedBytes()).isLessThanOrEqualTo(limits.capacityBytes());
    }

    @Test
    void delete_isDurableAndAllowsANewPut() throws Exception {
        put(store, id(1), data(id(1), 0, 1000));
        assertThat(store.delete(id(1))).isTrue();
        assertThat(store.delete(id(1))).isFalse();
        assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> store.open(id(1)));
        reopen();
        assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> store.open(id(1)));
        assertThat(store.status().pieces()).isZero();
        put(store, id(1), data(id(1), 1, 2000));
        assertThat(get(store, id(1))).isEqualTo(data(id(1), 1, 2000));
        loseIndex();
        assertThat(get(store, id(1))).isEqualTo(data(id(1), 1, 2000));
        assertThat(store.status().pieces()).isOne();
    }

    private void loseIndex() throws StoreException {
        store.close();
        IndexFolder.levelDb(folder).discard();
        store = open();
    }

    @Test
    void open_indexLostOrDamaged_isRebuiltFromTheLogs() throws Exception {
        for (int i = 0; i < 40; i++) {
            put(store, id(i), data(id(i), 0, 100_000));
        }
        for (int i = 0; i < 40; i += 3) {
            store.delete(id(i));
        }
        for (int round = 0; round < 3; round++) {
            switch (round) {
                case 0 -> loseIndex();
                case 1 -> {
                    store.close();
                    Files.writeString(folder.resolve("index/CURRENT"), "garbage");
                    store = open();
                }
                default -> {
                    store.close();
                    IndexFolder.levelDb(folder).markDamaged();
                    store = open();
                }
            }
            for (int i = 0; i < 40; i++) {
                int number = i;
                if (i % 3 == 0) {
                    assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> store.open(id(number)));
                } else {
                    assertThat(get(store, id(i))).isEqualTo(data(id(i), 0, 100_000));
                }
            }
            assertThat(store.status().pieces()).isEqualTo(26);
        }
    }

    @Test
    void open_headerDamagedInTheMiddle_keepsTheLaterPieces() throws Exception {
        for (int i = 0; i < 5; i++) {
            put(store, id(i), data(id(i), 0, 70_000));
        }
        store.close();
        long extent = RecordFormat.pieceExtentBytes(70_000);
        flip(RecordFormat.LOG_HEADER_BYTES + extent + 30);
        IndexFolder.levelDb(folder).discard();
        store = open();
        assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> store.open(id(1)));
        for (int i : new int[] {0, 2, 3, 4}) {
            assertThat(get(store, id(i))).isEqualTo(data(id(i), 0, 70_000));
        }
    }

    @Test
    void open_dataThatLooksLikeRecords_isNotTakenForThem() throws Exception {
        put(store, id(1), data(id(1), 0, 1000));
        byte[] lookalike = Files.readAllBytes(onlyLog());
        store.delete(id(1));
        store.close();
        Files.delete(onlyLog());
        random = new Random(8);
        store = open();
        put(store, id(2), Arrays.copyOf(lookalike, lookalike.length / 64 * 64));
        put(store, id(3), data(id(3), 0, 1000));
        flip(RecordFormat.LOG_HEADER_BYTES);
        loseIndex();
        assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> store.open(id(1)));
        assertThat(get(store, id(3))).isEqualTo(data(id(3), 0, 1000));
        assertThat(store.status().pieces()).isOne();
    }

    @Test
    void read_flippedByte_isCorruptAndCounted() throws Exception {
        put(store, id(1), data(id(1), 0, 3 * BLOCK));
        put(store, id(2), data(id(2), 0, 3 * BLOCK));
        flip(RecordFormat.LOG_HEADER_BYTES + RecordFormat.HEADER_BYTES + BLOCK + 5);
        try (var reader = store.open(id(1))) {
            reader.read(0, new byte[BLOCK], 0, BLOCK);
            assertRefused(NodeErrorCode.PIECE_CORRUPT, () -> reader.read(BLOCK, new byte[10], 0, 10));
            assertRefused(NodeErrorCode.PIECE_CORRUPT, () -> reader.prove(BLOCK + 1024, 1024));
        }
        assertThat(store.corruptPieces()).containsExactly(id(1));
        assertThat(store.status().corruptPieces()).isOne();
        assertThat(store.status().writable()).isTrue();
        assertThat(get(store, id(2))).isEqualTo(data(id(2), 0, 3 * BLOCK));
        store.delete(id(1));
        assertThat(store.corruptPieces()).isEmpty();
    }

    @Test
    void scrub_aPeriodLater_findsFlippedBytesAtItsRate() throws Exception {
        for (int i = 0; i < 6; i++) {
            put(store, id(i), data(id(i), 0, 3 * BLOCK));
        }
        flip(RecordFormat.LOG_HEADER_BYTES + RecordFormat.HEADER_BYTES + BLOCK + 5);
        assertThat(store.scrubber().step(1 << 20)).isZero();
        now = now.plus(Duration.ofDays(30));
        long read = store.scrubber().step(BLOCK);
        assertThat(read).isBetween(1L, 2L * BLOCK);
        for (long step = read; step > 0; step = store.scrubber().step(BLOCK)) {
            read += step;
            assertThat(step).isLessThanOrEqualTo(2L * BLOCK);
        }
        assertThat(read).isBetween(15L * BLOCK, 18L * BLOCK);
        assertThat(store.corruptPieces()).containsExactly(id(0));
        assertThat(store.scrubber().step(BLOCK)).isZero();
    }

    @Test
    void compact_afterTheTrashPeriod_givesRoomBackAndKeepsTheRest() throws Exception {
        for (int i = 0; i < 60; i++) {
            put(store, id(i), data(id(i), 0, 100_000));
        }
        for (int i = 0; i < 60; i++) {
            if (i % 10 != 0) {
                store.delete(id(i));
            }
        }
        long before = store.status().usedBytes();
        assertThat(store.compact()).isZero();
        now = now.plus(Duration.ofDays(7)).plusSeconds(1);
        try (var reader = store.open(id(0))) {
            assertThat(store.compact()).isGreaterThan(3);
            byte[] bytes = new byte[100_000];
            reader.read(0, bytes, 0, bytes.length);
            assertThat(bytes).isEqualTo(data(id(0), 0, 100_000));
        }
        assertThat(store.status().usedBytes()).isLessThan(before / 2);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 60; i++) {
                int number = i;
                if (i % 10 == 0) {
                    assertThat(get(store, id(i))).isEqualTo(data(id(i), 0, 100_000));
                } else {
                    assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> store.open(id(number)));
                }
            }
            loseIndex();
        }
    }

    @Test
    void open_twice_namesTheFolder() {
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("in use");
    }

    @Test
    void anyCall_afterClose_isRefused() throws Exception {
        put(store, id(1), data(id(1), 0, 100));
        var reader = store.open(id(1));
        var writer = store.begin(id(2), 100);
        store.close();
        assertRefused(NodeErrorCode.BUSY, () -> store.open(id(1)));
        assertRefused(NodeErrorCode.BUSY, () -> store.begin(id(3), 1));
        assertRefused(NodeErrorCode.BUSY, () -> store.delete(id(1)));
        assertRefused(NodeErrorCode.BUSY, () -> reader.read(0, new byte[10], 0, 10));
        assertRefused(NodeErrorCode.BUSY, () -> writer.write(new byte[10], 0, 10));
        reader.close();
        writer.close();
    }

    @Test
    void interruptStorm_harmsNoOtherCaller() throws Exception {
        limits = StoreLimits.ofCapacity(4L << 30);
        reopen();
        put(store, id(0), data(id(0), 0, 10 * BLOCK));
        var stop = new AtomicBoolean();
        var victims = new ArrayList<Thread>();
        var unexpected = ConcurrentHashMap.<String>newKeySet();
        for (int v = 0; v < 8; v++) {
            int victim = v;
            victims.add(Thread.ofVirtual().start(() -> beInterrupted(victim, stop, unexpected)));
        }
        var calm = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200; i++) {
                try {
                    put(store, id(10_000 + i), data(id(10_000 + i), 0, 2 * BLOCK));
                    assertThat(get(store, id(10_000 + i))).hasSize(2 * BLOCK);
                } catch (StoreException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        while (!calm.isDone()) {
            victims.forEach(Thread::interrupt);
            LockSupport.parkNanos(50_000);
        }
        calm.get();
        stop.set(true);
        for (Thread victim : victims) {
            victim.join();
        }
        assertThat(unexpected).isEmpty();
        assertThat(store.status().writable()).isTrue();
        reopen();
        for (int i = 0; i < 200; i++) {
            assertThat(get(store, id(10_000 + i))).isEqualTo(data(id(10_000 + i), 0, 2 * BLOCK));
        }
    }

    private void beInterrupted(int victim, AtomicBoolean stop, Set<String> unexpected) {
        for (int i = 0; !stop.get(); i++) {
            PieceId piece = id(victim * 1_000_000 + i + 1);
            try {
                put(store, piece, data(piece, 0, BLOCK));
                assertThat(get(store, id(0))).hasSize(10 * BLOCK);
            } catch (InterruptedException | StoreException e) {
                if (e instanceof StoreException refused && refused.code() != NodeErrorCode.BUSY) {
                    unexpected.add(String.valueOf(refused));
                }
            }
        }
    }

    private Path onlyLog() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// Flips one bit of the first log.
    private void flip(long position) throws IOException {
        try (var files = Files.list(folder)) {
            Path log = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
            try (var file = new RandomAccessFile(log.toFile(), "rw")) {
                file.seek(position);
                int value = file.read();
                file.seek(position);
                file.write(value ^ 1);
            }
        }
    }
}
