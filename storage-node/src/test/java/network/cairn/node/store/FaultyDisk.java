package network.cairn.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk in memory that fails as a seed says, and loses what was not synced when the power goes.
///
/// Each write, read and fsync fails with the given probability: a write stops in its middle, for want of
/// room or else; a failed fsync loses what it should have kept, as Linux does.
final class FaultyDisk implements Disk {
    private static final int SECTOR_BYTES = 512;

    private final Random random;
    private final TreeMap<String, MemoryFile> files = new TreeMap<>();
    private final TreeSet<String> durableNames = new TreeSet<>();
    private final TreeMap<String, MemoryFile> deleted = new TreeMap<>();
    private double faultProbability;
    private boolean dead;
    private boolean full;
    private boolean tellingRoomWrongly;
    private boolean keepingFailedWrites;
    private final AtomicInteger forcing = new AtomicInteger();
    private CountDownLatch forces = new CountDownLatch(0);
    private boolean failingForce;

    FaultyDisk(Random random) {
        this.random = random;
    }

    void failWith(double probability) {
        faultProbability = probability;
    }

    /// Leaves no room from now on, or gives it back.
    synchronized void fill(boolean isFull) {
        full = isFull;
    }

    /// Has the disk claim room also where it has none, as under a quota: writes find out.
    synchronized void tellRoomWrongly() {
        tellingRoomWrongly = true;
    }

    /// Has writes that find no room leave all their bytes nevertheless, the worst they can do.
    synchronized void keepFailedWrites() {
        keepingFailedWrites = true;
    }

    /// Has every fsync wait for the latch.
    synchronized void holdForces(CountDownLatch latch) {
        forces = latch;
    }

    boolean isForcing() {
        return forcing.get() > 0;
    }

    private synchronized CountDownLatch forces() {
        return forces;
    }

    synchronized void failForce(boolean isFailing) {
        failingForce = isFailing;
    }

    /// The disk as it is after a crash; this one works no more.
    ///
    /// @param powerLost whether what was not synced is lost, each part or not as it falls, or only the
    ///     process died
    synchronized FaultyDisk crash(boolean powerLost) {
        dead = true;
        var after = new FaultyDisk(random);
        files.forEach((name, file) -> {
            if (!powerLost || durableNames.contains(name) || random.nextBoolean()) {
                after.files.put(name, after.new MemoryFile(powerLost ? file.tornBytes() : file.currentBytes()));
            }
        });
        if (powerLost) {
            deleted.forEach((name, file) -> {
                if (random.nextBoolean()) {
                    after.files.put(name, after.new MemoryFile(file.tornBytes()));
                }
            });
        }
        after.durableNames.addAll(after.files.keySet());
        return after;
    }

    @Override
    public synchronized List<String> list() throws IOException {
        requireAlive();
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized LogFile open(String name) throws IOException {
        requireAlive();
        return files.computeIfAbsent(name, created -> new MemoryFile(new byte[0]));
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        requireAlive();
        MemoryFile file = files.remove(name);
        if (file == null) {
            throw new IOException(name + " is not there");
        }
        if (durableNames.remove(name)) {
            deleted.put(name, file);
        }
    }

    @Override
    public synchronized void forceFolder() throws IOException {
        requireAlive();
        failSometimes("fsync of the folder failed");
        durableNames.clear();
        durableNames.addAll(files.keySet());
        deleted.clear();
    }

    @Override
    public synchronized long usableBytes() {
        return full && !tellingRoomWrongly ? 0 : 1L << 40;
    }

    @Override
    public void close() {}

    private void requireAlive() throws IOException {
        if (dead) {
            throw new IOException("the machine has crashed");
        }
    }

    private void failForWantOfRoom() throws DiskFullException {
        if (full || (faultProbability > 0 && random.nextDouble() < faultProbability)) {
            throw new DiskFullException("No space left on device");
        }
    }

    private void failSometimes(String message) throws IOException {
        if (faultProbability > 0 && random.nextDouble() < faultProbability) {
            throw new IOException(message);
        }
    }

    /// A write that was not synced yet; no bytes for a truncation.
    private record Unsynced(long position, byte[] bytes, boolean truncation) {}

    private final class MemoryFile implements LogFile {
        private byte[] durable;
        private byte[] current;
        private int size;
        private final List<Unsynced> unsynced = new ArrayList<>();

        MemoryFile(byte[] bytes) {
            durable = bytes;
            current = bytes.clone();
            size = bytes.length;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            synchronized (FaultyDisk.this) {
                requireAlive();
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                try {
                    failForWantOfRoom();
                    failSometimes("Input/output error");
                } catch (IOException e) {
                    int kept = keepingFailedWrites ? copy.length : random.nextInt(copy.length + 1);
                    put(position, Arrays.copyOf(copy, kept));
                    throw e;
                }
                put(position, copy);
            }
        }

        private void put(long position, byte[] bytes) {
            unsynced.add(new Unsynced(position, bytes, false));
            int end = (int) position + bytes.length;
            if (end > current.length) {
                current = Arrays.copyOf(current, Math.max(end, current.length * 2));
            }
            size = Math.max(size, end);
            System.arraycopy(bytes, 0, current, (int) position, bytes.length);
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            synchronized (FaultyDisk.this) {
                requireAlive();
                failSometimes("Input/output error");
                int count = (int) Math.max(0, Math.min(bytes.remaining(), size - position));
                bytes.put(current, (int) Math.min(position, size), count);
                return count;
            }
        }

        @Override
        public void force() throws IOException {
            try {
                forcing.incrementAndGet();
                forces().await();
                forcing.decrementAndGet();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            synchronized (FaultyDisk.this) {
                requireAlive();
                try {
                    if (failingForce) {
                        throw new IOException("fsync failed");
                    }
                    failSometimes("fsync failed");
                } catch (IOException e) {
                    durable = tornBytes();
                    unsynced.clear();
                    throw e;
                }
                durable = currentBytes();
                unsynced.clear();
            }
        }

        @Override
        public long sizeBytes() throws IOException {
            synchronized (FaultyDisk.this) {
                requireAlive();
                return size;
            }
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            synchronized (FaultyDisk.this) {
                requireAlive();
                if (sizeBytes >= size) {
                    return;
                }
                unsynced.add(new Unsynced(sizeBytes, new byte[0], true));
                Arrays.fill(current, (int) sizeBytes, size, (byte) 0);
                size = (int) sizeBytes;
            }
        }

        @Override
        public void close() {}

        byte[] currentBytes() {
            return Arrays.copyOf(current, size);
        }

        /// What is synced, and of the rest some sectors.
        byte[] tornBytes() {
            var torn = new MemoryFile(durable.clone());
            for (Unsynced change : unsynced) {
                if (change.truncation()) {
                    if (random.nextBoolean()) {
                        torn.size = (int) Math.min(torn.size, change.position());
                        Arrays.fill(torn.current, torn.size, torn.current.length, (byte) 0);
                    }
                    continue;
                }
                for (int from = 0; from < change.bytes().length; from += SECTOR_BYTES) {
                    if (random.nextInt(4) > 0) {
                        int to = Math.min(change.bytes().length, from + SECTOR_BYTES);
                        torn.put(change.position() + from, Arrays.copyOfRange(change.bytes(), from, to));
                    }
                }
            }
            return torn.currentBytes();
        }
    }
}
