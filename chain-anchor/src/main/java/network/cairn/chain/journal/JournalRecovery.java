package network.cairn.chain.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.client.ledger.Round;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import org.jspecify.annotations.Nullable;

/// What is in a journal's files, read and checked whole.
///
/// @param nextSequence the sequence of the file to write next
/// @param keptFrom the sequence of the oldest file that is needed
/// @param lastGroup the number of the last group, which is to be written again; of the first one to come
///     where there is none
/// @param lastPayload what is in the last group, or null where there is none
/// @param lastRound the newest round in it, or null for none
/// @param files those that are needed, by sequence
record JournalRecovery(
        long nextSequence,
        long keptFrom,
        long lastGroup,
        byte @Nullable [] lastPayload,
        @Nullable Round lastRound,
        SortedMap<Long, JournalFile> files,
        List<JournalRecord> records) {

    /// Reads a journal and removes what a loss of power left of an unfinished write. Files that the last group says
    /// are not needed stay: that group may be one whose force failed, and safe only once it is written again.
    static JournalRecovery recover(JournalDisk disk, ChainId chain, boolean mayBeNew) throws IOException {
        removeUnusedEnd(disk);
        SortedMap<Long, String> names = names(disk);
        if (names.isEmpty()) {
            if (!mayBeNew) {
                throw new IOException("there is no journal, but the ledger is not new: what this validator promised is"
                        + " lost. Bring the journal back, or start a new one and vote from a later epoch on"
                        + " (votesFromEpoch)");
            }
            return new JournalRecovery(1, 1, 1, null, null, new TreeMap<>(), List.of());
        }
        var reading = new Reading(chain, keptFrom(disk, names));
        for (Map.Entry<Long, String> file : names.tailMap(reading.keptFrom).entrySet()) {
            byte[] bytes = disk.read(file.getValue());
            int end = reading.read(file.getKey(), file.getValue(), bytes);
            if (end < bytes.length) {
                disk.truncate(file.getValue(), end);
                disk.force(file.getValue());
            }
        }
        return reading.result(names);
    }

    /// Deletes the files before this one.
    static void deleteBefore(JournalDisk disk, long sequence) throws IOException {
        boolean deleted = false;
        for (String old : names(disk).headMap(sequence).values()) {
            disk.delete(old);
            deleted = true;
        }
        if (deleted) {
            disk.forceFolder();
        }
    }

    /// The oldest file that is needed by what the last one's header says; a later mark may say more.
    private static long keptFrom(JournalDisk disk, SortedMap<Long, String> names) throws IOException {
        return JournalFormat.Header.decode(disk.read(JournalFormat.name(names.lastKey())))
                .map(JournalFormat.Header::keptFrom)
                .orElse(names.firstKey());
    }

    /// Reads a journal that is open and whole.
    static JournalRecovery read(JournalDisk disk, ChainId chain) throws IOException {
        SortedMap<Long, String> names = names(disk);
        var reading = new Reading(chain, keptFrom(disk, names));
        for (Map.Entry<Long, String> file : names.tailMap(reading.keptFrom).entrySet()) {
            reading.read(file.getKey(), file.getValue(), disk.read(file.getValue()));
        }
        return reading.result(names);
    }

    /// Removes the last file where it has no group: its making, or its first group's writing, was cut short,
    /// so nothing in it counts. An only file with a whole header stays: it shows that there is a journal.
    private static void removeUnusedEnd(JournalDisk disk) throws IOException {
        SortedMap<Long, String> names = names(disk);
        if (names.isEmpty()) {
            return;
        }
        String name = JournalFormat.name(names.lastKey());
        byte[] bytes = disk.read(name);
        Optional<JournalFormat.Header> header = JournalFormat.Header.decode(bytes);
        if (header.isEmpty() && bytes.length > JournalFormat.HEADER_BYTES) {
            throw damaged(name, 0, "its header is not whole, yet more follows");
        }
        if (header.isPresent()
                && (names.size() == 1
                        || JournalFormat.nextGroup(
                                        bytes,
                                        JournalFormat.HEADER_BYTES,
                                        header.get().marker())
                                .isPresent())) {
            return;
        }
        disk.delete(name);
        disk.forceFolder();
    }

    private static SortedMap<Long, String> names(JournalDisk disk) throws IOException {
        var names = new TreeMap<Long, String>();
        for (String name : disk.list()) {
            JournalFormat.sequence(name).ifPresent(sequence -> names.put(sequence, name));
        }
        return names;
    }

    private static IOException damaged(String name, long position, String what) {
        return new IOException("the journal's file " + name + " is damaged at byte " + position + ": " + what
                + ". What this validator promised cannot be read, so it must not vote; bring the file back from a copy,"
                + " or start a new journal and vote from a later epoch on (votesFromEpoch)");
    }

    /// Reads the files one after the other.
    private static final class Reading {
        private final ChainId chain;
        private final SortedMap<Long, JournalFile> files = new TreeMap<>();
        private final SortedMap<Long, List<JournalRecord>> records = new TreeMap<>();
        private long keptFrom;
        private long lastGroup;
        private byte @Nullable [] lastPayload;
        private @Nullable Round lastRound;
        private List<JournalRecord> lastFound = new ArrayList<>();
        private int lastFoundFrom;
        private @Nullable Long lastSequence;

        Reading(ChainId chain, long keptFrom) {
            this.chain = chain;
            this.keptFrom = keptFrom;
        }

        /// Reads one file, to its end or to where a loss of power cut a write short.
        ///
        /// @return where what is whole ends
        int read(long sequence, String name, byte[] bytes) throws IOException {
            JournalFormat.Header header =
                    JournalFormat.Header.decode(bytes).orElseThrow(() -> damaged(name, 0, "its header is not whole"));
            if (!header.chain().equals(chain)) {
                throw new IOException(
                        "the journal's file " + name + " is of chain " + header.chain() + ", not of " + chain);
            }
            if (header.sequence() != sequence) {
                throw damaged(name, 0, "it calls itself file " + header.sequence());
            }
            checkFollows(header, name);
            keptFrom = Math.max(keptFrom, header.keptFrom());
            var found = new ArrayList<JournalRecord>();
            records.put(sequence, found);
            Round newest = null;
            int position = JournalFormat.HEADER_BYTES;
            long expected = header.firstGroup();
            while (position < bytes.length) {
                Optional<JournalFormat.Group> group = JournalFormat.group(bytes, position, header.marker());
                if (group.isEmpty()) {
                    if (JournalFormat.nextGroup(bytes, position + 1, header.marker())
                            .isPresent()) {
                        throw damaged(name, position, "group " + expected + " is not whole, yet a later one is");
                    }
                    break;
                }
                if (group.get().number() != expected) {
                    throw damaged(
                            name,
                            position,
                            "group " + expected + " is missing, here is group "
                                    + group.get().number());
                }
                take(name, position, group.get(), found);
                newest = JournalFiles.newer(newest, lastRound);
                position = group.get().end();
                expected++;
            }
            files.put(sequence, new JournalFile(sequence, newest, position));
            lastSequence = sequence;
            return position;
        }

        private void checkFollows(JournalFormat.Header header, String name) throws IOException {
            Long before = lastSequence;
            if (before == null) {
                lastGroup = header.firstGroup() - 1;
                return;
            }
            if (header.sequence() != before + 1) {
                // Of files whose deletion was not forced, some may be back. Whether one that is needed is missing
                // is known at the end.
                lastGroup = header.firstGroup() - 1;
                lastPayload = null;
                lastFound = new ArrayList<>();
                lastFoundFrom = 0;
                return;
            }
            // An end that was cut short does no harm where the next file begins with what is missing there.
            if (header.firstGroup() != lastGroup + 1 && header.firstGroup() != lastGroup) {
                throw damaged(
                        JournalFormat.name(before),
                        JournalFormat.HEADER_BYTES,
                        "it ends with group " + lastGroup + ", but " + name + " goes on with " + header.firstGroup());
            }
        }

        private void take(String name, int position, JournalFormat.Group group, List<JournalRecord> found)
                throws IOException {
            if (group.number() == lastGroup) {
                // Written again by an opening: the later copy is the one that counts.
                lastFound.subList(lastFoundFrom, lastFound.size()).clear();
            }
            lastGroup = group.number();
            lastPayload = group.payload();
            lastFound = found;
            lastFoundFrom = found.size();
            lastRound = null;
            var payload = ByteBuffer.wrap(group.payload());
            byte kind = payload.get();
            if (kind == JournalFormat.KEPT_FROM && payload.remaining() == 8) {
                keptFrom = Math.max(keptFrom, payload.getLong());
                return;
            }
            if (kind != JournalFormat.RECORDS) {
                throw damaged(name, position, "a group is of the unknown kind " + kind);
            }
            while (payload.hasRemaining()) {
                JournalRecord entry = decode(payload, name, position);
                lastRound = JournalFiles.newer(lastRound, entry.round());
                found.add(entry);
            }
        }

        private static JournalRecord decode(ByteBuffer payload, String name, int position) throws IOException {
            int length = payload.remaining() < 4 ? -1 : payload.getInt();
            if (length < 0 || length > payload.remaining()) {
                throw damaged(name, position, "a record's length does not fit its group");
            }
            byte[] encoded = new byte[length];
            payload.get(encoded);
            try {
                return JournalRecordCodec.decode(encoded);
            } catch (CodecException e) {
                throw new IOException(
                        "the journal's file " + name + " has a record in the group at byte " + position
                                + " that this version cannot read: " + e.getMessage(),
                        e);
            }
        }

        private static IOException missing(long sequence) {
            return new IOException("the journal's file " + JournalFormat.name(sequence)
                    + " is missing. What this validator promised cannot be read, so it must not vote; bring the file"
                    + " back from a copy, or start a new journal and vote from a later epoch on (votesFromEpoch)");
        }

        JournalRecovery result(SortedMap<Long, String> names) throws IOException {
            for (long sequence = keptFrom; sequence <= Math.max(keptFrom, names.lastKey()); sequence++) {
                if (!names.containsKey(sequence)) {
                    throw missing(sequence);
                }
            }
            var needed = new ArrayList<JournalRecord>();
            records.tailMap(keptFrom).values().forEach(needed::addAll);
            return new JournalRecovery(
                    names.lastKey() + 1,
                    keptFrom,
                    lastPayload == null ? lastGroup + 1 : lastGroup,
                    lastPayload,
                    lastRound,
                    new TreeMap<>(files.tailMap(keptFrom)),
                    List.copyOf(needed));
        }
    }
}
