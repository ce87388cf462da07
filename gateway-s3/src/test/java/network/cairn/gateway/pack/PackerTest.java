package network.cairn.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.upload.StreamUploader;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.PackRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.RowMetadataStore;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.operation.MemoryNetwork;
import network.cairn.gateway.reclaim.Reclaimer;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Objects that are put at the same time, for real threads.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class PackerTest {
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final PackSettings PATIENT = PackSettings.DEFAULT.withOpenTime(LONG, LONG);

    private final SettableClock clock = new SettableClock();
    private final SecureRandom random = new SecureRandom();
    private final MemoryNetwork network = new MemoryNetwork();
    private final MasterKey masterKey = MasterKey.generate(random);
    private final Bucket bucket = PackWorld.bucket("bucket", 1);
    private final Bucket other = PackWorld.bucket("other", 2);
    private final RowMetadataStore metadata =
            RowMetadataStore.open(new DawdlingStore(), ActorId.of(new byte[20]), PackWorld.GRACE, clock, random);
    private final AtomicInteger uploads = new AtomicInteger();
    private final List<SmallObjects> opened = new ArrayList<>();

    /// While it is closed, uploads wait.
    private final CountDownLatch gate = new CountDownLatch(1);

    private SmallObjects open(PackSettings settings, boolean gated) {
        StreamUploader uploader = (plaintext, bytes, keys, journal) -> {
            uploads.incrementAndGet();
            if (gated) {
                gate.await();
            }
            return network.upload(plaintext, bytes, keys, journal);
        };
        var small =
                new SmallObjects(new PackStore(metadata, uploader, network, _ -> masterKey, settings, random, clock));
        opened.add(small);
        return small;
    }

    /// Lets other threads run at every look-up and write, so that what is not isolated shows.
    private static final class DawdlingStore implements KeyValueStore {
        private final InMemoryKeyValueStore rows = new InMemoryKeyValueStore();
        private final AtomicInteger turns = new AtomicInteger();

        private void dawdle() {
            if (turns.getAndIncrement() % 5 == 0) {
                LockSupport.parkNanos(100_000);
            }
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            byte[] value = rows.get(key);
            dawdle();
            return value;
        }

        @Override
        public void write(WriteBatch batch, Durability durability) {
            dawdle();
            rows.write(batch, durability);
        }

        @Override
        public Scan scan(byte[] from, byte @Nullable [] to) {
            return rows.scan(from, to);
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    @AfterEach
    void close() {
        gate.countDown();
        opened.forEach(SmallObjects::close);
    }

    private record Put(StoredData data, DataKey key, byte[] plaintext) {}

    private Put put(SmallObjects small, Bucket target, byte[] plaintext) throws Exception {
        return Objects.requireNonNull(offer(small, target, plaintext, new ByteArrayInputStream(plaintext)));
    }

    /// @return null if it was not taken
    private @Nullable Put offer(SmallObjects small, Bucket target, byte[] plaintext, InputStream body)
            throws Exception {
        var key = DataKey.generate(random);
        StoredData data = small.store(
                target,
                new Place.InObject(target.id(), "k"),
                StreamId.generate(random),
                key,
                new byte[] {1},
                body,
                plaintext.length);
        return data == null ? null : new Put(data, key, plaintext);
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static <T> List<Future<T>> start(ExecutorService executor, int count, Callable<T> call) {
        var started = new ArrayList<Future<T>>();
        for (int i = 0; i < count; i++) {
            started.add(executor.submit(call));
        }
        return started;
    }

    private PackRecord pack(Put put) {
        StreamId id = Objects.requireNonNull(put.data().slot()).pack();
        return Objects.requireNonNull(metadata.packs().pack(id));
    }

    @Test
    void put_whileAPackIsBeingStored_shareTheNext() throws Exception {
        SmallObjects small = open(PackSettings.DEFAULT.withOpenTime(Duration.ZERO, LONG), true);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Put> first = executor.submit(() -> put(small, bucket, bytes(9_000, 1)));
            while (uploads.get() == 0) {
                Thread.onSpinWait();
            }
            List<Future<Put>> others = start(executor, 30, () -> put(small, bucket, bytes(9_000, 2)));
            Future<Put> elsewhere = executor.submit(() -> put(small, other, bytes(9_000, 3)));
            while (uploads.get() < 2) {
                Thread.onSpinWait();
            }
            assertThat(uploads).as("another bucket's pack does not wait").hasValue(2);
            gate.countDown();
            assertThat(pack(first.get()).objects()).isOne();
            assertThat(pack(elsewhere.get()).bucket()).isEqualTo(other.id());
            for (Future<Put> one : others) {
                assertThat(pack(one.get()).bucket()).isEqualTo(bucket.id());
            }
            assertThat(uploads.get()).isBetween(3, 20);
        }
    }

    @Test
    void put_packFull_isStoredAtOnce() throws Exception {
        SmallObjects small = open(PATIENT.withPackBytesMax(2 << 20), false);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Put>> puts = start(executor, 9, () -> put(small, bucket, bytes(900_000, 1)));
            int done = 0;
            while (done < 8) {
                done = (int) puts.stream().filter(Future::isDone).count();
                Thread.onSpinWait();
            }
            for (Future<Put> one : puts) {
                if (one.isDone()) {
                    Put put = one.get();
                    assertThat(pack(put).objects()).isEqualTo(2);
                    var out = new ByteArrayOutputStream();
                    small.read(
                            put.data().shape(),
                            put.key(),
                            Objects.requireNonNull(put.data().slot()),
                            0,
                            900_000,
                            out);
                    assertThat(out.toByteArray()).isEqualTo(put.plaintext());
                }
            }
            puts.forEach(one -> one.cancel(true));
        }
    }

    @Test
    void put_noMemoryLeft_isNotTakenAndNothingIsRead() throws Exception {
        SmallObjects small = open(PATIENT.withPackBytesMax(2 << 20).withBufferBytesMax(2 << 20), true);
        var slow = new StuckBody();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<@Nullable Put> waiting = executor.submit(() -> offer(small, bucket, new byte[1_000_000], slow));
            slow.begun.await();
            var untouched = new StuckBody();
            assertThat(offer(small, bucket, new byte[1_050_000], untouched)).isNull();
            assertThat(untouched.begun.getCount()).as("bytes of it were read").isOne();
            slow.end.countDown();
            assertThatThrownBy(waiting::get).hasMessageContaining("0 bytes long, and 1000000 were declared");
        }
        assertThat(uploads).as("a put whose body ended early").hasValue(0);
        assertThat(offer(small, bucket, new byte[0], InputStream.nullInputStream()))
                .isNull();
    }

    /// A body of a client that sends nothing, and then goes away.
    private static final class StuckBody extends InputStream {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }
    }

    @Test
    void put_tooLargeOrOfAPartOrOff_isNotTaken() throws Exception {
        SmallObjects small = open(PackSettings.DEFAULT, false);
        SmallObjects off = open(PackSettings.DEFAULT.withObjectBytesMax(0), false);
        assertThat(offer(small, bucket, new byte[(1 << 20) + 1], InputStream.nullInputStream()))
                .isNull();
        assertThat(offer(off, bucket, new byte[5000], InputStream.nullInputStream()))
                .isNull();
        var part = new Place.InUpload(new UploadId(1, 1), 1);
        assertThat(small.store(
                        bucket,
                        part,
                        StreamId.generate(random),
                        DataKey.generate(random),
                        new byte[1],
                        InputStream.nullInputStream(),
                        5000))
                .isNull();
    }

    @Test
    void put_interrupted_leavesTheOthersAndIsGivenUp() throws Exception {
        SmallObjects small = open(PackSettings.DEFAULT.withOpenTime(Duration.ofMillis(300), LONG), true);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var interrupted = new CountDownLatch(2);
            List<Future<Put>> puts = start(executor, 6, () -> {
                try {
                    return put(small, bucket, bytes(9_000, 1));
                } catch (InterruptedException e) {
                    interrupted.countDown();
                    throw e;
                }
            });
            while (uploads.get() == 0) {
                Thread.onSpinWait();
            }
            puts.get(0).cancel(true);
            puts.get(1).cancel(true);
            interrupted.await();
            gate.countDown();
            PackRecord pack = pack(puts.get(5).get());
            for (Future<Put> one : puts.subList(2, 6)) {
                assertThat(pack(one.get()).id()).isEqualTo(pack.id());
            }
            assertThat(pack.objects()).isEqualTo(6);
        }
        small.close();
        var reclaimer = new Reclaimer(metadata, network, 4, clock);
        while (reclaimer.releaseDue() > 0) {
            // what one round expands into is due for the next
        }
        assertThat(onlyPack().objects())
                .as("those who went away are counted off")
                .isEqualTo(4);
    }

    private PackRecord onlyPack() {
        List<PackRecord> packs = metadata.packs().sparse(null, 10);
        assertThat(packs).hasSize(1);
        return packs.getFirst();
    }

    @Test
    void putsDeletesAndReads_besideCompaction_allRight() throws Exception {
        SmallObjects small = open(PackSettings.DEFAULT.withOpenTime(Duration.ofMillis(1), Duration.ofMillis(5)), false);
        var packs = new PackStore(metadata, network, network, _ -> masterKey, PackSettings.DEFAULT, random, clock);
        var compactor = new PackCompactor(metadata, packs, Duration.ZERO, clock);
        metadata.createBucket(bucket);
        var ended = new AtomicBoolean();
        var moved = new AtomicInteger();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> compacting = executor.submit(() -> {
                while (!ended.get()) {
                    moved.addAndGet(compactor.compact());
                    new Reclaimer(metadata, network, 4, clock).releaseDue();
                }
                return moved;
            });
            var lives = new ArrayList<Future<?>>();
            for (int i = 0; i < 12; i++) {
                String key = "key-" + i;
                long seed = i;
                lives.add(executor.submit(() -> {
                    live(small, key, seed);
                    return key;
                }));
            }
            for (Future<?> life : lives) {
                life.get();
            }
            // What was written over while it was being merged is not moved: now there is quiet, and what a merge that
            // failed had taken is free again.
            while (moved.get() == 0 && !compacting.isDone()) {
                clock.advance(Duration.ofMinutes(1));
                LockSupport.parkNanos(1_000_000);
            }
            ended.set(true);
            compacting.get();
        }
        assertThat(moved.get()).isPositive();
        for (int i = 0; i < 12; i++) {
            metadata.deleteObject(bucket, "key-" + i, "tenant", WriteCondition.NONE);
        }
        var reclaimer = new Reclaimer(metadata, network, 4, clock);
        for (int i = 0; i < 3; i++) {
            clock.advance(PackWorld.GRACE.reader());
            while (reclaimer.releaseDue() > 0) {
                // what one round expands into is due for the next
            }
        }
        assertThat(network.pieces()).isZero();
        assertThat(metadata.nextGarbageDue()).isNull();
    }

    private void live(SmallObjects small, String key, long seed) throws Exception {
        var choices = new Random(seed);
        Put last = null;
        for (int step = 0; step < 150; step++) {
            if (last == null || choices.nextInt(3) > 0) {
                last = Objects.requireNonNull(put(small, bucket, bytes(4097 + choices.nextInt(9_000), step)));
                metadata.putObject(bucket, PackWorld.record(key, last.data()), WriteCondition.NONE);
            } else if (choices.nextInt(4) == 0) {
                metadata.deleteObject(bucket, key, "tenant", WriteCondition.NONE);
                last = null;
            }
            if (last != null) {
                var object = Objects.requireNonNull(metadata.object(bucket.id(), key));
                var data = ((ObjectContent.Whole) object.content()).data();
                assertThat(data.stream()).isEqualTo(last.data().stream());
                var out = new ByteArrayOutputStream();
                small.read(
                        data.shape(), last.key(), Objects.requireNonNull(data.slot()), 0, last.plaintext().length, out);
                assertThat(out.toByteArray()).isEqualTo(last.plaintext());
            }
        }
        if (last == null) {
            last = Objects.requireNonNull(put(small, bucket, bytes(5_000, 1)));
            metadata.putObject(bucket, PackWorld.record(key, last.data()), WriteCondition.NONE);
        }
    }
}
