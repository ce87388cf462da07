package network.cairn.chain.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// A disk in memory that fails as disks do, drawn from a seeded generator: for simulations and tests.
///
/// A process that dies leaves it as it is. {@link #powerLoss()} keeps what was forced, and of what was not
/// a part by chance: nothing, all, a beginning, or single sectors with zeros between them. A file whose
/// folder was not forced after it was made may vanish with all that was forced in it; one that was deleted
/// may come back. A force that failed has lost its bytes for good, though they can be read until the power
/// fails and a later force succeeds.
public final class SimulatedJournalDisk implements JournalDisk {
    private static final int SECTOR_BYTES = 512;

    private final RandomGenerator random;
    private Map<String, SimulatedFile> files = new TreeMap<>();
    private Map<String, SimulatedFile> forcedFiles = new TreeMap<>();
    private long capacityBytes = Long.MAX_VALUE;
    private int forcesUntilFailure = -1;
    private long forces;

    public SimulatedJournalDisk(RandomGenerator random) {
        this.random = random;
    }

    /// From now on the disk holds this many bytes and no more.
    public void limitTo(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /// The force of a file or the folder after this many more fails, once.
    public void failForceAfter(int forces) {
        this.forcesUntilFailure = forces;
    }

    /// How often anything was forced.
    public long forces() {
        return forces;
    }

    /// Bytes in all files.
    public long usedBytes() {
        return files.values().stream().mapToLong(file -> file.size).sum();
    }

    /// The power fails and returns.
    public void powerLoss() {
        var survivors = new TreeMap<String, SimulatedFile>();
        for (Map.Entry<String, SimulatedFile> entry : forcedFiles.entrySet()) {
            boolean deletedSince = files.get(entry.getKey()) != entry.getValue();
            if (!deletedSince || random.nextBoolean()) {
                survivors.put(entry.getKey(), entry.getValue());
            }
        }
        for (Map.Entry<String, SimulatedFile> entry : files.entrySet()) {
            boolean madeSince = forcedFiles.get(entry.getKey()) != entry.getValue();
            if (madeSince && random.nextBoolean()) {
                survivors.put(entry.getKey(), entry.getValue());
            }
        }
        survivors.values().forEach(file -> file.losePower(random));
        files = survivors;
        forcedFiles = new TreeMap<>(survivors);
        forcesUntilFailure = -1;
    }

    /// Turns one bit of a file round, as a disk that decays does.
    public void flipBit(String name, long position) throws IOException {
        SimulatedFile file = file(name);
        file.content[(int) position] ^= (byte) (1 << random.nextInt(8));
    }

    /// Takes a file away without a trace.
    public void lose(String name) {
        files.remove(name);
        forcedFiles.remove(name);
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public byte[] read(String name) throws IOException {
        SimulatedFile file = file(name);
        return Arrays.copyOf(file.content, file.size);
    }

    @Override
    public void append(String name, byte[] bytes) throws IOException {
        long room = Math.max(0, capacityBytes - usedBytes());
        SimulatedFile file = files.computeIfAbsent(name, _ -> new SimulatedFile());
        if (room < bytes.length) {
            file.append(Arrays.copyOf(bytes, (int) room));
            throw new IOException(
                    "no space left on device: " + bytes.length + " bytes to write, room for " + room + " bytes");
        }
        file.append(bytes);
    }

    @Override
    public void force(String name) throws IOException {
        SimulatedFile file = file(name);
        if (failsNow()) {
            file.loseUnforced();
            throw new IOException("the simulated disk did not force " + name);
        }
        file.force();
    }

    @Override
    public void forceFolder() throws IOException {
        if (failsNow()) {
            throw new IOException("the simulated disk did not force the folder");
        }
        forcedFiles = new TreeMap<>(files);
    }

    private boolean failsNow() {
        forces++;
        return forcesUntilFailure >= 0 && forcesUntilFailure-- == 0;
    }

    @Override
    public void delete(String name) throws IOException {
        file(name);
        files.remove(name);
    }

    @Override
    public void truncate(String name, long sizeBytes) throws IOException {
        file(name).truncate((int) sizeBytes);
    }

    @Override
    public void close() {}

    private SimulatedFile file(String name) throws IOException {
        SimulatedFile file = files.get(name);
        if (file == null) {
            throw new IOException("there is no file " + name + " on the simulated disk");
        }
        return file;
    }

    /// A file: what a reader sees, and how much of it is on the platter.
    private static final class SimulatedFile {
        private byte[] content = new byte[256];
        private int size;

        /// The first so many bytes are on the platter.
        private int forcedSize;

        /// What was on the platter after {@link #forcedSize} before the file was cut.
        private byte[] cutTail = new byte[0];

        /// Where readers see bytes that the platter will never have: pairs of first position and end.
        private final List<int[]> lost = new ArrayList<>();

        void append(byte[] bytes) {
            if (content.length - size < bytes.length) {
                content = Arrays.copyOf(content, Math.max(size + bytes.length, 2 * content.length));
            }
            System.arraycopy(bytes, 0, content, size, bytes.length);
            size += bytes.length;
        }

        void truncate(int newSize) {
            if (newSize < forcedSize) {
                byte[] tail = Arrays.copyOfRange(content, newSize, forcedSize);
                byte[] both = Arrays.copyOf(tail, tail.length + cutTail.length);
                System.arraycopy(cutTail, 0, both, tail.length, cutTail.length);
                cutTail = both;
                forcedSize = newSize;
            }
            size = newSize;
            lost.removeIf(range -> range[0] >= newSize);
            lost.forEach(range -> range[1] = Math.min(range[1], newSize));
        }

        void force() {
            forcedSize = size;
            cutTail = new byte[0];
        }

        void loseUnforced() {
            if (size > forcedSize) {
                lost.add(new int[] {forcedSize, size});
            }
            forcedSize = size;
        }

        void losePower(RandomGenerator random) {
            for (int[] range : lost) {
                Arrays.fill(content, range[0], range[1], (byte) 0);
            }
            lost.clear();
            if (cutTail.length > 0 && random.nextBoolean()) {
                size = forcedSize;
                append(cutTail);
            } else {
                size = survivingSize(random);
            }
            cutTail = new byte[0];
            forcedSize = size;
        }

        /// Decides what of the bytes after the forced ones is there, and to where.
        private int survivingSize(RandomGenerator random) {
            int unforced = size - forcedSize;
            if (unforced == 0) {
                return size;
            }
            return switch (random.nextInt(4)) {
                case 0 -> forcedSize;
                case 1 -> size;
                case 2 -> forcedSize + random.nextInt(unforced + 1);
                default -> {
                    int position = forcedSize;
                    while (position < size) {
                        int end = Math.min(size, (position / SECTOR_BYTES + 1) * SECTOR_BYTES);
                        if (random.nextBoolean()) {
                            Arrays.fill(content, position, end, (byte) 0);
                        }
                        position = end;
                    }
                    yield size;
                }
            };
        }
    }
}
