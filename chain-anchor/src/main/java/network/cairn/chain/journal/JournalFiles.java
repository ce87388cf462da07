package network.cairn.chain.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import network.cairn.client.ledger.Round;
import network.cairn.proofs.id.ChainId;
import org.jspecify.annotations.Nullable;

/// A {@link Journal} in files of a few MiB, see {@link JournalFormat}.
///
/// One append is one write and one force, however many records it has. Each group is forced before the next is
/// written, so a loss of power can harm the last group alone. That one is cut when it is not whole: nothing it
/// holds was said to anybody. Harm anywhere before it, a file that is missing and a file of another chain are
/// refused, with a message that names the place; a validator that went on without what it promised could vote
/// against itself.
///
/// Opening writes the last group once more, into a new file: it may be one whose force failed, and which only the
/// system's memory still has.
public final class JournalFiles implements Journal {
    /// When a file is longer than this, the next group begins a new one.
    public static final int FILE_BYTES = 16 << 20;

    private static final int GROUP_BYTES_MAX = 32 << 20;
    private static final long JOURNAL_BYTES_MAX = 8L << 30;

    private final JournalDisk disk;
    private final ChainId chain;
    private final int fileBytes;
    private final RandomGenerator random;

    /// By sequence.
    private final TreeMap<Long, JournalFile> files = new TreeMap<>();

    private JournalFormat.Header current;
    private long nextGroup;
    private long keptFrom;
    private @Nullable List<JournalRecord> opened;
    private @Nullable IOException failure;

    private JournalFiles(
            JournalDisk disk,
            int fileBytes,
            RandomGenerator random,
            JournalRecovery recovery,
            JournalFormat.Header current) {
        this.disk = disk;
        this.chain = current.chain();
        this.fileBytes = fileBytes;
        this.random = random;
        this.current = current;
        this.keptFrom = current.keptFrom();
        this.nextGroup = current.firstGroup();
        this.files.putAll(recovery.files().tailMap(keptFrom));
        this.opened = recovery.records();
    }

    /// Opens the journal of a chain.
    ///
    /// @param mayBeNew whether a journal may be made where there is none: only where the ledger is new, too
    /// @throws UncheckedIOException if the disk fails, or the journal is damaged, not whole or another chain's
    public static JournalFiles open(JournalDisk disk, ChainId chain, boolean mayBeNew, RandomGenerator random) {
        return open(disk, chain, mayBeNew, random, FILE_BYTES);
    }

    /// Opens the journal of a chain, with files of another length.
    public static JournalFiles open(
            JournalDisk disk, ChainId chain, boolean mayBeNew, RandomGenerator random, int fileBytes) {
        try {
            JournalRecovery recovery = JournalRecovery.recover(disk, chain, mayBeNew);
            byte @Nullable [] last = recovery.lastPayload();
            // Files in which nothing is are not needed beside the new one.
            long keptFrom = last == null ? recovery.nextSequence() : recovery.keptFrom();
            var header = new JournalFormat.Header(
                    chain, recovery.nextSequence(), keptFrom, recovery.lastGroup(), random.nextLong());
            var journal = new JournalFiles(disk, fileBytes, random, recovery, header);
            journal.create(header);
            if (last != null) {
                journal.write(last, recovery.lastRound());
            }
            JournalRecovery.deleteBefore(disk, keptFrom);
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public List<JournalRecord> records() {
        List<JournalRecord> known = opened;
        if (known != null) {
            return known;
        }
        requireWhole();
        try {
            return JournalRecovery.read(disk, chain).records();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void append(List<JournalRecord> records) {
        requireWhole();
        opened = null;
        try {
            var group = new ArrayList<byte[]>();
            int groupBytes = 1;
            Round newest = null;
            for (JournalRecord entry : records) {
                byte[] encoded = JournalRecordCodec.encode(entry);
                if (groupBytes + 4 + encoded.length > GROUP_BYTES_MAX) {
                    write(join(group, groupBytes), newest);
                    group.clear();
                    groupBytes = 1;
                }
                group.add(encoded);
                groupBytes += 4 + encoded.length;
                newest = newer(newest, entry.round());
            }
            if (!group.isEmpty()) {
                write(join(group, groupBytes), newest);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void dropBefore(Round round) {
        requireWhole();
        long needed = keptFrom;
        for (JournalFile file : files.values()) {
            Round newest = file.newest();
            boolean old = newest == null || newest.compareTo(round) < 0;
            if (!old || file.sequence() == current.sequence()) {
                needed = file.sequence();
                break;
            }
        }
        if (needed == keptFrom) {
            return;
        }
        opened = null;
        try {
            // The new beginning is on the disk before the files go: one that is missing is then known for dropped.
            keptFrom = needed;
            write(
                    ByteBuffer.allocate(9)
                            .put(JournalFormat.KEPT_FROM)
                            .putLong(needed)
                            .array(),
                    null);
            JournalRecovery.deleteBefore(disk, needed);
            files.headMap(needed).clear();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        try {
            disk.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the journal did not close: " + e.getMessage(), e);
        }
    }

    static @Nullable Round newer(@Nullable Round one, @Nullable Round other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static byte[] join(List<byte[]> records, int payloadBytes) {
        var buffer = ByteBuffer.allocate(payloadBytes).put(JournalFormat.RECORDS);
        records.forEach(encoded -> buffer.putInt(encoded.length).put(encoded));
        return buffer.array();
    }

    /// Writes and forces one group, in a new file where the current one is long enough.
    ///
    /// @param newest the newest round the group has a record of, or null for none
    private void write(byte[] payload, @Nullable Round newest) throws IOException {
        if (currentFile().bytes() > fileBytes) {
            create(new JournalFormat.Header(chain, current.sequence() + 1, keptFrom, nextGroup, random.nextLong()));
        }
        byte[] group = JournalFormat.encodeGroup(current.marker(), nextGroup, payload);
        long allBytes = files.values().stream().mapToLong(JournalFile::bytes).sum() + group.length;
        if (allBytes > JOURNAL_BYTES_MAX) {
            throw new IOException("the journal would have " + allBytes + " bytes, more than " + JOURNAL_BYTES_MAX
                    + ": the chain has made no block final for so long that it is kept no further");
        }
        String name = JournalFormat.name(current.sequence());
        disk.append(name, group);
        disk.force(name);
        JournalFile file = currentFile();
        files.put(
                file.sequence(),
                new JournalFile(file.sequence(), newer(file.newest(), newest), file.bytes() + group.length));
        nextGroup++;
    }

    private JournalFile currentFile() {
        return Objects.requireNonNull(files.get(current.sequence()), "the current file is one of the files");
    }

    /// Makes a file and forces it and its name, so that nothing is ever written to one that can vanish.
    private void create(JournalFormat.Header header) throws IOException {
        String name = JournalFormat.name(header.sequence());
        disk.append(name, header.encode());
        disk.force(name);
        disk.forceFolder();
        current = header;
        files.put(header.sequence(), new JournalFile(header.sequence(), null, JournalFormat.HEADER_BYTES));
    }

    private void requireWhole() {
        IOException earlier = failure;
        if (earlier != null) {
            throw new UncheckedIOException(
                    "the journal's disk failed before, so it takes nothing more: " + earlier.getMessage(), earlier);
        }
    }

    private UncheckedIOException failed(IOException e) {
        failure = e;
        return new UncheckedIOException("the journal cannot be kept: " + e.getMessage(), e);
    }
}
