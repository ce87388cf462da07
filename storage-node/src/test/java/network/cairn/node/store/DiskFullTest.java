package network.cairn.node.store;

import static network.cairn.node.store.StoreFixtures.data;
import static network.cairn.node.store.StoreFixtures.get;
import static network.cairn.node.store.StoreFixtures.id;
import static network.cairn.node.store.StoreFixtures.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.wire.v1.NodeErrorCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What makes the store read-only, and what ends it.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class DiskFullTest {
    private static final int PIECES_PER_CALLER = 20;

    private final Random random = new Random(11);
    private final StoreLimits limits = StoreFixtures.limits(1L << 30, 1 << 20);
    private FaultyDisk disk = new FaultyDisk(random);
    private LogPieceStore store = open(new LaggingIndexFolder());

    private LogPieceStore open(IndexFolder index) {
        try {
            return LogPieceStore.open(disk, index, limits, () -> Instant.EPOCH, random, false);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private static void assertRefused(NodeErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void fullDisk_takesPiecesAgain_onceThereIsRoom() throws Exception {
        put(store, id(1), data(id(1), 0, 100_000));
        try (PieceWriter writer = store.begin(id(2), 200_000)) {
            disk.fill(true);
            assertRefused(NodeErrorCode.OUT_OF_SPACE, () -> writer.write(new byte[200_000], 0, 200_000));
            assertThat(store.status().writable()).isFalse();
            assertThat(store.status().reason()).contains("No space left");
            assertThat(get(store, id(1))).isEqualTo(data(id(1), 0, 100_000));

            store.resumeIfRoom();
            assertThat(store.status().writable()).isFalse();

            disk.fill(false);
            store.resumeIfRoom();
            assertThat(store.status().writable()).isTrue();
            assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
        }
        put(store, id(2), data(id(2), 0, 200_000));
        store.delete(id(1));
        for (int i = 3; i < 30; i++) {
            put(store, id(i), data(id(i), 0, 200_000));
        }

        restartWithoutIndex();
        assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> store.open(id(1)));
        for (int i = 2; i < 30; i++) {
            assertThat(get(store, id(i))).isEqualTo(data(id(i), 0, 200_000));
        }
    }

    private void restartWithoutIndex() {
        FaultyDisk after = disk.crash(true);
        store.close();
        disk = after;
        store = open(new LaggingIndexFolder());
    }

    @Test
    void failedDeletion_onAFullDisk_doesNotHappenLater() throws Exception {
        for (int i = 0; i < 20; i++) {
            put(store, id(i), data(id(i), 0, 1_000));
            disk.fill(true);
            int number = i;
            assertThatThrownBy(() -> store.delete(id(number))).isInstanceOf(StoreException.class);
            disk.fill(false);
            store.resumeIfRoom();
            assertThat(get(store, id(i))).isEqualTo(data(id(i), 0, 1_000));
        }
        restartWithoutIndex();
        for (int i = 0; i < 20; i++) {
            assertThat(get(store, id(i))).isEqualTo(data(id(i), 0, 1_000));
        }
    }

    @Test
    void failedPut_wholeOnTheDisk_doesNotAppearLater() throws Exception {
        put(store, id(1), data(id(1), 0, 1_000));
        try (PieceWriter writer = store.begin(id(2), 1_000)) {
            writer.write(data(id(2), 0, 1_000), 0, 1_000);
            disk.keepFailedWrites();
            disk.fill(true);
            assertRefused(NodeErrorCode.OUT_OF_SPACE, writer::commit);
        }
        disk.fill(false);
        store.resumeIfRoom();
        put(store, id(3), data(id(3), 0, 1_000));
        restartWithoutIndex();
        assertRefused(NodeErrorCode.PIECE_NOT_FOUND, () -> store.open(id(2)));
        assertThat(get(store, id(3))).isEqualTo(data(id(3), 0, 1_000));
    }

    @Test
    void deletion_writtenBeforeTheDiskWasFull_andRefused_doesNotHappenLater() throws Exception {
        put(store, id(1), data(id(1), 0, 1_000));
        var held = new CountDownLatch(1);
        disk.holdForces(held);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            PieceWriter slow = store.begin(id(2), 1_000);
            slow.write(data(id(2), 0, 1_000), 0, 1_000);
            var commit = callers.submit(slow::commit);
            await(disk::isForcing);
            long used = store.status().usedBytes();
            var deletion = callers.submit(() -> store.delete(id(1)));
            await(() -> store.status().usedBytes() > used);
            disk.tellRoomWrongly();
            disk.fill(true);
            try {
                assertRefused(NodeErrorCode.OUT_OF_SPACE, () -> store.begin(id(3), 1_000));
                assertThat(store.status().writable()).isFalse();
            } finally {
                held.countDown();
            }
            disk.fill(false);
            assertThat(commit.get().lengthBytes()).isEqualTo(1_000);
            assertThatThrownBy(deletion::get).hasCauseInstanceOf(StoreException.class);
        }
        store.resumeIfRoom();
        assertThat(store.status().writable()).isTrue();
        assertThat(get(store, id(1))).isEqualTo(data(id(1), 0, 1_000));
        put(store, id(4), data(id(4), 0, 1_000));
        restartWithoutIndex();
        for (int i : new int[] {1, 2, 4}) {
            assertThat(get(store, id(i))).isEqualTo(data(id(i), 0, 1_000));
        }
    }

    @Test
    void storm_onADiskThatFillsAgainAndAgain_keepsWhatItsCallersSaw() throws Exception {
        disk.tellRoomWrongly();
        var stop = new AtomicBoolean();
        var seen = new ConcurrentHashMap<Integer, Integer>();
        var refusals = new AtomicInteger();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var ends = new ArrayList<Future<?>>();
            for (int caller = 0; caller < 8; caller++) {
                int first = caller * PIECES_PER_CALLER;
                ends.add(callers.submit(() -> putAndDelete(first, stop, seen, refusals)));
            }
            for (int round = 0; round < 60; round++) {
                int before = refusals.get();
                disk.fill(true);
                await(() -> refusals.get() > before);
                disk.fill(false);
                await(() -> {
                    store.resumeIfRoom();
                    return store.status().writable();
                });
            }
            stop.set(true);
            for (Future<?> end : ends) {
                end.get();
            }
        }
        restartWithoutIndex();
        for (var piece : seen.entrySet()) {
            assertThat(version(piece.getKey())).as("piece %d", piece.getKey()).isEqualTo(piece.getValue());
        }
    }

    private Void putAndDelete(int first, AtomicBoolean stop, Map<Integer, Integer> seen, AtomicInteger refusals)
            throws Exception {
        var choices = new Random(first);
        for (int i = 1; !stop.get(); i++) {
            int number = first + choices.nextInt(PIECES_PER_CALLER);
            boolean stored = seen.getOrDefault(number, 0) != 0;
            try {
                if (stored) {
                    store.delete(id(number));
                } else {
                    put(store, id(number), data(id(number), i, 100 + i % 3_000));
                }
                seen.put(number, stored ? 0 : i);
            } catch (StoreException e) {
                refusals.incrementAndGet();
                await(() -> store.status().writable());
                seen.put(number, version(number));
            }
        }
        return null;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(50_000);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /// The version that is served, 0 for none.
    private int version(int number) throws StoreException {
        byte[] bytes;
        try {
            bytes = get(store, id(number));
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(NodeErrorCode.PIECE_NOT_FOUND);
            return 0;
        }
        for (int i = bytes.length - 100; i < 1_000_000; i += 3_000) {
            if (i > 0 && Arrays.equals(bytes, data(id(number), i, bytes.length))) {
                return i;
            }
        }
        throw new AssertionError("piece " + number + " is served with bytes nobody stored");
    }

    @Test
    void failedFsync_isNotForgotten_whenThereIsRoom() throws Exception {
        disk.failForce(true);
        assertRefused(NodeErrorCode.READ_ONLY, () -> put(store, id(1), data(id(1), 0, 1_000)));
        disk.failForce(false);
        store.resumeIfRoom();
        assertThat(store.status().writable()).isFalse();
        assertRefused(NodeErrorCode.READ_ONLY, () -> store.begin(id(1), 1));
    }

    @Test
    void failedFsync_onADiskThatWasFull_staysReadOnly() throws Exception {
        PieceWriter writer = store.begin(id(1), 1_000);
        writer.write(new byte[999], 0, 999);
        disk.fill(true);
        assertRefused(NodeErrorCode.OUT_OF_SPACE, () -> writer.write(new byte[1], 0, 1));
        writer.close();
        disk.fill(false);
        disk.failForce(true);
        store.resumeIfRoom();
        disk.failForce(false);
        store.resumeIfRoom();
        assertRefused(NodeErrorCode.READ_ONLY, () -> store.begin(id(1), 1));
    }

    @Test
    void lookUp_indexFails_marksItForRebuilding() throws Exception {
        store.close();
        disk = new FaultyDisk(random);
        var index = new FailingIndex();
        store = open(index);
        put(store, id(1), data(id(1), 0, 1_000));
        index.failing = true;
        assertRefused(NodeErrorCode.READ_ONLY, () -> store.open(id(1)));
        assertThat(index.marks).hasValue(1);
        assertThat(store.status().writable()).isFalse();
        index.failing = false;
    }

    /// An index in memory whose reads can be made to fail.
    private static final class FailingIndex implements IndexFolder {
        private final AtomicInteger marks = new AtomicInteger();
        private volatile boolean failing;

        @Override
        public KeyValueStore open() {
            var store = new InMemoryKeyValueStore();
            return new KeyValueStore() {
                @Override
                public byte @Nullable [] get(byte[] key) {
                    if (failing) {
                        throw new KeyValueException("a read of the index failed", new IllegalStateException());
                    }
                    return store.get(key);
                }

                @Override
                public void write(WriteBatch batch, Durability durability) {
                    store.write(batch, durability);
                }

                @Override
                public Scan scan(byte[] from, byte @Nullable [] to) {
                    return store.scan(from, to);
                }

                @Override
                public void close() {
                    store.close();
                }
            };
        }

        @Override
        public void discard() {
            throw new AssertionError("the index is sound");
        }

        @Override
        public void markDamaged() {
            marks.incrementAndGet();
        }
    }
}
