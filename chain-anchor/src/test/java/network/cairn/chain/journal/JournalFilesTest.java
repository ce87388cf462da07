package network.cairn.chain.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.Signature;
import network.cairn.proofs.id.StateRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class JournalFilesTest {
    private static final ChainId CHAIN = ChainId.of(bytes(new SplittableRandom(1), 32));
    private static final int FILE_BYTES = 1500;

    @Test
    void records_afterReopening() throws IOException {
        var random = new SplittableRandom(2);
        var disk = new SimulatedJournalDisk(random);
        var written = new ArrayList<JournalRecord>();
        try (var journal = open(disk, random, true)) {
            assertThat(journal.records()).isEmpty();
            for (long view = 1; view <= 30; view++) {
                List<JournalRecord> records = records(random, view);
                journal.append(records);
                written.addAll(records);
            }
            assertThat(journal.records()).isEqualTo(written);
        }
        assertThat(disk.list()).hasSizeGreaterThan(3);
        for (int restart = 0; restart < 3; restart++) {
            try (var journal = open(disk, random, false)) {
                assertThat(journal.records()).isEqualTo(written);
            }
        }
    }

    @Test
    void append_groupIsForcedOnce() throws IOException {
        var random = new SplittableRandom(3);
        var disk = new SimulatedJournalDisk(random);
        try (var journal = JournalFiles.open(disk, CHAIN, true, random)) {
            long before = disk.forces();
            var group = new ArrayList<JournalRecord>();
            for (long view = 1; view <= 50; view++) {
                group.addAll(records(random, view));
            }
            journal.append(group);
            assertThat(disk.forces() - before).isEqualTo(1);
            journal.append(List.of());
            assertThat(disk.forces() - before).isEqualTo(1);
        }
    }

    @Test
    void records_powerLossAtAnyMoment() throws IOException {
        for (long seed = 0; seed < 400; seed++) {
            var random = new SplittableRandom(seed);
            var disk = new SimulatedJournalDisk(random);
            var acknowledged = new ArrayList<JournalRecord>();
            long view = 1;
            boolean existed = false;
            for (int life = 0; life < 8; life++) {
                disk.failForceAfter(random.nextInt(25));
                List<JournalRecord> unsure = List.of();
                boolean failed = false;
                try (var journal = open(disk, random, !existed)) {
                    existed = true;
                    assertThat(journal.records())
                            .as("seed %d life %d", seed, life)
                            .isEqualTo(acknowledged);
                    for (int appends = random.nextInt(20); appends > 0; appends--) {
                        unsure = records(random, view++);
                        journal.append(unsure);
                        acknowledged.addAll(unsure);
                        unsure = List.of();
                        if (random.nextInt(6) == 0) {
                            dropAsJournalMay(journal, acknowledged, view - random.nextInt(6));
                        }
                    }
                } catch (UncheckedIOException e) {
                    failed = true;
                    assertThat(e).as("seed %d life %d", seed, life).hasMessageContaining("did not force");
                }
                disk.failForceAfter(-1);
                boolean power = random.nextBoolean();
                if (power) {
                    disk.powerLoss();
                }
                if (failed) {
                    // What was being written when it failed may be there or not; all before it must.
                    try (var journal = open(disk, random, !existed)) {
                        List<JournalRecord> found = journal.records();
                        var withUnsure = new ArrayList<>(acknowledged);
                        withUnsure.addAll(unsure);
                        assertThat(endsAlike(found, acknowledged) || endsAlike(found, withUnsure))
                                .as(
                                        "seed %d life %d power loss %s: %d records found, %d acknowledged, %d unsure",
                                        seed, life, power, found.size(), acknowledged.size(), unsure.size())
                                .isTrue();
                        acknowledged.clear();
                        acknowledged.addAll(found);
                        existed = true;
                    }
                }
            }
        }
    }

    /// A force that failed leaves bytes that can be read but are not on the disk. An opening that took them
    /// for safe would lose them at the next loss of power.
    @Test
    void open_afterFailedForceWritesTheLastGroupAgain() throws IOException {
        for (long seed = 0; seed < 50; seed++) {
            var random = new SplittableRandom(seed);
            var disk = new SimulatedJournalDisk(random);
            List<JournalRecord> first = records(random, 1);
            List<JournalRecord> second = records(random, 2);
            try (var journal = open(disk, random, true)) {
                journal.append(first);
                disk.failForceAfter(0);
                assertThatThrownBy(() -> journal.append(second)).isInstanceOf(UncheckedIOException.class);
                assertThatThrownBy(() -> journal.append(second)).hasMessageContaining("takes nothing more");
            }
            List<JournalRecord> known;
            try (var journal = open(disk, random, false)) {
                known = journal.records();
                assertThat(known).isEqualTo(join(first, second));
            }
            disk.powerLoss();
            try (var journal = open(disk, random, false)) {
                assertThat(journal.records()).as("seed %d", seed).isEqualTo(known);
            }
        }
    }

    /// The mark that lets old files go may itself be one whose force failed: an opening that deleted them on its
    /// word, and was cut short, would leave the older mark behind, and miss them.
    @Test
    void open_afterFailedForceOfTheMarkKeepsWhatItDropsUntilItIsSafe() throws IOException {
        for (int forcesOfOpening = 0; forcesOfOpening < 6; forcesOfOpening++) {
            for (long seed = 0; seed < 20; seed++) {
                var random = new SplittableRandom(seed);
                var disk = filled(random, 40);
                List<JournalRecord> known;
                try (var journal = open(disk, random, false)) {
                    known = journal.records();
                    disk.failForceAfter(0);
                    assertThatThrownBy(() -> journal.dropBefore(new Round(0, 25)))
                            .hasMessageContaining("did not force");
                }
                disk.failForceAfter(forcesOfOpening);
                try {
                    open(disk, random, false).close();
                } catch (UncheckedIOException e) {
                    assertThat(e).hasMessageContaining("did not force");
                }
                disk.powerLoss();
                try (var journal = open(disk, random, false)) {
                    assertThat(endsAlike(journal.records(), known))
                            .as("seed %d, cut short at force %d", seed, forcesOfOpening)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void open_fullDiskThenRoom() throws IOException {
        var random = new SplittableRandom(5);
        var disk = new SimulatedJournalDisk(random);
        var written = new ArrayList<JournalRecord>();
        try (var journal = open(disk, random, true)) {
            journal.append(records(random, 1));
            written.addAll(journal.records());
            disk.limitTo(disk.usedBytes() + 100);
            assertThatThrownBy(() -> journal.append(records(random, 2)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("no space left");
            assertThatThrownBy(() -> journal.append(List.of())).hasMessageContaining("takes nothing more");
        }
        assertThatThrownBy(() -> open(disk, random, false)).hasMessageContaining("no space left");
        disk.limitTo(1 << 20);
        try (var journal = open(disk, random, false)) {
            assertThat(journal.records()).isEqualTo(written);
        }
    }

    @Test
    void open_vanishedFile() throws IOException {
        var random = new SplittableRandom(6);
        for (int victim = 0; victim < 4; victim++) {
            var disk = filled(random, 40);
            List<String> names = disk.list();
            assertThat(names).hasSizeGreaterThan(6);
            disk.lose(names.get(victim));
            assertThatThrownBy(() -> open(disk, random, false))
                    .hasMessageContaining(names.get(victim))
                    .hasMessageContaining("missing");
        }
    }

    @Test
    void open_vanishedOldestAfterDropping() throws IOException {
        var random = new SplittableRandom(7);
        var disk = filled(random, 40);
        List<String> kept;
        try (var journal = open(disk, random, false)) {
            journal.dropBefore(new Round(0, 25));
            kept = disk.list();
            assertThat(journal.records()).allMatch(entry -> entry.round().view() >= 20);
        }
        try (var journal = open(disk, random, false)) {
            assertThat(journal.records()).isNotEmpty();
        }
        disk.lose(kept.getFirst());
        assertThatThrownBy(() -> open(disk, random, false)).hasMessageContaining("missing");
    }

    @Test
    void open_noJournalBesideALedgerThatIsNotNew() {
        var random = new SplittableRandom(8);
        var disk = new SimulatedJournalDisk(random);
        assertThatThrownBy(() -> open(disk, random, false)).hasMessageContaining("no journal");
    }

    @Test
    void open_journalWithoutRecordsIsAJournal() throws IOException {
        var random = new SplittableRandom(9);
        var disk = new SimulatedJournalDisk(random);
        open(disk, random, true).close();
        disk.powerLoss();
        try (var journal = open(disk, random, false)) {
            assertThat(journal.records()).isEmpty();
        }
    }

    @Test
    void open_anyFlippedBitBeforeTheLastGroup() throws IOException {
        for (long seed = 0; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            var disk = filled(random, 20);
            List<String> names = disk.list();
            // The last file is all of an opening's; the one before it must be whole, too.
            String name = names.get(random.nextInt(names.size() - 1));
            disk.flipBit(name, random.nextInt(disk.read(name).length));
            assertThatThrownBy(() -> open(disk, random, false))
                    .as("seed %d file %s", seed, name)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(name);
        }
    }

    @Test
    void open_damageBeforeAWholeGroupInTheLastFile() throws IOException {
        var random = new SplittableRandom(10);
        var disk = new SimulatedJournalDisk(random);
        try (var journal = JournalFiles.open(disk, CHAIN, true, random)) {
            journal.append(records(random, 1));
            journal.append(records(random, 2));
        }
        String name = disk.list().getLast();
        disk.flipBit(name, JournalFormat.HEADER_BYTES + 40);
        assertThatThrownBy(() -> open(disk, random, false))
                .hasMessageContaining("damaged at byte " + JournalFormat.HEADER_BYTES);
    }

    @Test
    void open_anotherChain() throws IOException {
        var random = new SplittableRandom(11);
        var disk = filled(random, 3);
        var other = ChainId.of(bytes(random, 32));
        assertThatThrownBy(() -> JournalFiles.open(disk, other, false, random)).hasMessageContaining("is of chain");
    }

    @Test
    void dropBefore_deletesWholeFilesOnly() throws IOException {
        var random = new SplittableRandom(12);
        var disk = filled(random, 40);
        try (var journal = open(disk, random, false)) {
            int files = disk.list().size();
            long used = disk.usedBytes();
            journal.dropBefore(new Round(0, 31));
            assertThat(disk.list()).hasSizeLessThan(files);
            assertThat(disk.usedBytes()).isLessThan(used);
            assertThat(journal.records().stream().filter(entry -> entry.round().view() >= 31))
                    .hasSize(10 * 3);
            journal.dropBefore(new Round(7, 0));
            journal.append(records(random, 50));
            assertThat(journal.records()).hasSizeGreaterThanOrEqualTo(3);
        }
        try (var journal = open(disk, random, false)) {
            assertThat(journal.records().getLast().round()).isEqualTo(new Round(0, 50));
        }
    }

    @Test
    void folder_reopensAndLocks(@TempDir Path folder) throws IOException {
        var random = new SplittableRandom(13);
        var written = new ArrayList<JournalRecord>();
        try (var journal = JournalFiles.open(FolderJournalDisk.open(folder), CHAIN, true, random, FILE_BYTES)) {
            assertThatThrownBy(() -> FolderJournalDisk.open(folder)).hasMessageContaining("in use");
            Thread.currentThread().interrupt();
            for (long view = 1; view < 30; view++) {
                List<JournalRecord> records = records(random, view);
                journal.append(records);
                written.addAll(records);
            }
            assertThat(Thread.interrupted()).isTrue();
        }
        try (var journal = JournalFiles.open(FolderJournalDisk.open(folder), CHAIN, false, random, FILE_BYTES)) {
            assertThat(journal.records()).isEqualTo(written);
            journal.dropBefore(new Round(0, 20));
        }
        try (var journal = JournalFiles.open(FolderJournalDisk.open(folder), CHAIN, false, random, FILE_BYTES)) {
            assertThat(journal.records()).hasSizeLessThan(written.size()).endsWith(written.getLast());
        }
    }

    private static void dropAsJournalMay(JournalFiles journal, List<JournalRecord> acknowledged, long view) {
        journal.dropBefore(new Round(0, Math.max(0, view)));
        List<JournalRecord> left = journal.records();
        assertThat(endsAlike(left, acknowledged)).isTrue();
        assertThat(left)
                .containsAll(acknowledged.stream()
                        .filter(entry -> entry.round().view() >= view)
                        .toList());
        acknowledged.clear();
        acknowledged.addAll(left);
    }

    /// Whether `part` is the end of `whole`: what a journal may drop is at the beginning.
    private static boolean endsAlike(List<JournalRecord> part, List<JournalRecord> whole) {
        return part.size() <= whole.size()
                && whole.subList(whole.size() - part.size(), whole.size()).equals(part)
                && (part.size() == whole.size()
                        || whole.subList(0, whole.size() - part.size()).stream()
                                .allMatch(entry -> entry.round().view()
                                        < whole.getLast().round().view()));
    }

    private static List<JournalRecord> join(List<JournalRecord> first, List<JournalRecord> second) {
        var both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    private static SimulatedJournalDisk filled(RandomGenerator random, int views) throws IOException {
        var disk = new SimulatedJournalDisk(random);
        try (var journal = open(disk, random, true)) {
            for (long view = 1; view <= views; view++) {
                journal.append(records(random, view));
            }
        }
        return disk;
    }

    private static JournalFiles open(JournalDisk disk, RandomGenerator random, boolean mayBeNew) {
        return JournalFiles.open(disk, CHAIN, mayBeNew, random, FILE_BYTES);
    }

    private static List<JournalRecord> records(RandomGenerator random, long view) {
        var round = new Round(0, view);
        var nullify = new Vote.Nullify(round);
        var header = new BlockHeader(
                CHAIN,
                view,
                0,
                BlockHash.of(bytes(random, 32)),
                view,
                ActorId.of(bytes(random, 20)),
                Digest.of(bytes(random, 32)),
                Digest.of(bytes(random, 32)),
                StateRoot.of(bytes(random, 32)),
                Digest.of(bytes(random, 32)),
                Digest.of(bytes(random, 32)),
                Optional.empty());
        var signers = new BitSet();
        signers.set(0);
        return List.of(
                new JournalRecord.OwnVote(
                        new SignedVote(ActorId.of(bytes(random, 20)), nullify, Signature.of(bytes(random, 64)))),
                new JournalRecord.FetchedBlock(round, new Block(header, List.of())),
                new JournalRecord.Certified(
                        new Certificate(nullify, signers, List.of(Signature.of(bytes(random, 64))))));
    }

    private static byte[] bytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
