package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.chain.snapshot.Checkpoint;
import network.cairn.chain.snapshot.SnapshotMemory;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.tree.StateVerdict;
import org.junit.jupiter.api.Test;

class SnapshotImportTest {
    private static final int EPOCH_BLOCKS = 3;

    private final TestChain chain = new TestChain(4, 25_000, EPOCH_BLOCKS);
    private final SnapshotMemory vault = new SnapshotMemory();

    private LedgerStore source(int blocks) {
        var ledger = LedgerStore.open(
                chain.genesis,
                chain.machine,
                new InMemoryKeyValueStore(),
                LedgerSettings.of(chain.genesis.parameters()),
                SnapshotSchedule.every(1, vault, Runnable::run));
        for (int i = 0; i < blocks; i++) {
            chain.extend(ledger, List.of(chain.transfer(i % 4, TestChain.idle(i), 5)));
        }
        return ledger;
    }

    private List<byte[]> parts(long height) {
        var parts = new ArrayList<byte[]>();
        for (var part = vault.part(height, 0); part.isPresent(); part = vault.part(height, parts.size())) {
            parts.add(part.get());
        }
        return parts;
    }

    private static SnapshotImport begin(Ledger ledger) {
        return ledger.importSnapshot(SignatureVerifier.ED25519, Optional.empty());
    }

    private static void acceptAll(SnapshotImport taken, List<byte[]> parts) {
        for (int i = 0; i < parts.size(); i++) {
            assertThat(taken.isComplete()).isFalse();
            assertThat(taken.nextPart()).isEqualTo(i);
            assertThat(taken.accept(i, parts.get(i))).isEqualTo(new SnapshotImport.Verdict.Accepted());
        }
        assertThat(taken.isComplete()).isTrue();
    }

    @Test
    void install_intoNewLedger_thatGoesOnWithTheOthers() {
        try (var source = source(4 * EPOCH_BLOCKS);
                var store = new InMemoryKeyValueStore();
                var joiner = chain.ledger(store)) {
            assertThat(vault.newestHeight()).contains(4L * EPOCH_BLOCKS);
            var parts = parts(4L * EPOCH_BLOCKS);
            assertThat(parts).hasSizeGreaterThan(3);
            var taken = begin(joiner);
            acceptAll(taken, parts);
            assertThat(joiner.tip().height()).isZero();
            joiner.install(taken);
            checkSame(joiner, source);
            assertThat(joiner.oldestHeight()).isEqualTo(source.tip().height() + 1);
            for (int i = 0; i < 2 * EPOCH_BLOCKS; i++) {
                var block = chain.next(source, List.of(chain.transfer(1, TestChain.idle(7), 5)));
                assertThat(joiner.verify(block)).isEqualTo(new BlockVerdict.Valid());
                source.finalise(List.of(block), chain.finalization(block));
                joiner.finalise(List.of(block), chain.finalization(block));
                checkSame(joiner, source);
            }
            try (var again = chain.ledger(copy(store))) {
                checkSame(again, source);
                assertThat(again.oldestHeight()).isEqualTo(4L * EPOCH_BLOCKS + 1);
            }
        }
    }

    @Test
    void install_overAnOlderState_leavesNothingOfIt() {
        try (var source = source(EPOCH_BLOCKS + 1);
                var store = new InMemoryKeyValueStore();
                var joiner = chain.ledger(store)) {
            for (long height = 1; height <= EPOCH_BLOCKS + 1; height++) {
                joiner.finalise(
                        List.of(source.block(height).orElseThrow()),
                        source.finalization(height).orElseThrow());
            }
            for (int i = 0; i < 3 * EPOCH_BLOCKS - 1; i++) {
                chain.extend(source, List.of(chain.transfer(2, TestChain.idle(50_000 + i), 5)));
            }
            var taken = begin(joiner);
            acceptAll(taken, parts(4L * EPOCH_BLOCKS));
            joiner.install(taken);
            checkSame(joiner, source);
            assertThat(joiner.block(1)).isEmpty();
            assertThat(joiner.height(source.block(1).orElseThrow().hash())).isEmpty();
            assertThat(joiner.header(EPOCH_BLOCKS)).isEqualTo(source.header(EPOCH_BLOCKS));
            assertThat(joiner.finalization(1)).isEqualTo(source.finalization(EPOCH_BLOCKS));
            assertThat(count(store, LedgerRows.recordsFrom((byte) 0), LedgerRows.recordsTo((byte) 0)))
                    .isZero();
            assertThat(count(store, LedgerRows.pagesFrom((byte) 0), LedgerRows.pagesTo((byte) 0)))
                    .isZero();
            for (int i = 0; i < 6; i++) {
                chain.extend(joiner, List.of());
            }
            assertThat(store.get(LedgerRows.block(1))).isNull();
        }
    }

    @Test
    void accept_wrongParts_areFoundAtOnce_andTheRightOneIsTakenStill() {
        try (var source = source(2 * EPOCH_BLOCKS);
                var joiner = chain.ledger()) {
            assertThat(source.tip().height()).isEqualTo(2L * EPOCH_BLOCKS);
            var parts = parts(2L * EPOCH_BLOCKS);
            var random = new Random(3);
            var taken = begin(joiner);
            for (int i = 0; i < parts.size(); i++) {
                for (int attempt = 0; attempt < 20; attempt++) {
                    byte[] wrong = spoil(parts.get(i), random);
                    assertThat(taken.accept(i, wrong))
                            .as("part %d attempt %d", i, attempt)
                            .isInstanceOf(SnapshotImport.Verdict.WrongPart.class);
                }
                assertThat(taken.accept(i, parts.get((i + 1) % parts.size())))
                        .isInstanceOf(SnapshotImport.Verdict.WrongPart.class);
                assertThat(taken.accept(i + 1, parts.get(i))).isInstanceOf(SnapshotImport.Verdict.WrongPart.class);
                assertThat(taken.accept(i, parts.get(i))).isEqualTo(new SnapshotImport.Verdict.Accepted());
            }
            joiner.install(taken);
            checkSame(joiner, source);
        }
    }

    private static byte[] spoil(byte[] part, Random random) {
        byte[] wrong = part.clone();
        switch (random.nextInt(4)) {
            case 0 -> wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> wrong = Arrays.copyOf(wrong, random.nextInt(wrong.length));
            case 2 -> wrong = Arrays.copyOf(wrong, wrong.length + 1 + random.nextInt(100));
            default -> {
                wrong = new byte[random.nextInt(2000)];
                random.nextBytes(wrong);
            }
        }
        return wrong;
    }

    @Test
    void accept_checkpoint() {
        try (var source = source(3 * EPOCH_BLOCKS);
                var joiner = chain.ledger()) {
            var parts = parts(3L * EPOCH_BLOCKS);
            for (long height : new long[] {EPOCH_BLOCKS, 2 * EPOCH_BLOCKS, 3 * EPOCH_BLOCKS}) {
                var hash = source.header(height).orElseThrow().hash();
                var checkpoint = Optional.of(new Checkpoint(height, hash));
                acceptAll(joiner.importSnapshot(SignatureVerifier.ED25519, checkpoint), parts);
                var other = Optional.of(new Checkpoint(height, BlockHash.of(new byte[32])));
                var taken = joiner.importSnapshot(SignatureVerifier.ED25519, other);
                assertThat(taken.accept(0, parts.get(0))).isEqualTo(new SnapshotImport.Verdict.Accepted());
                assertThat(taken.accept(1, parts.get(1))).isInstanceOf(SnapshotImport.Verdict.WrongSnapshot.class);
                assertThatThrownBy(() -> taken.accept(2, parts.get(2))).isInstanceOf(IllegalStateException.class);
            }
            var later = Optional.of(new Checkpoint(4L * EPOCH_BLOCKS, BlockHash.of(new byte[32])));
            assertThat(joiner.importSnapshot(SignatureVerifier.ED25519, later).accept(0, parts.get(0)))
                    .isInstanceOf(SnapshotImport.Verdict.WrongPart.class);
        }
    }

    @Test
    void accept_anotherSetsCertificates_isRefused() {
        try (var source = source(EPOCH_BLOCKS);
                var joiner = chain.ledger()) {
            assertThat(source.tip().epoch()).isZero();
            var taken = joiner.importSnapshot((signer, message, signature) -> false, Optional.empty());
            assertThat(taken.accept(0, parts(EPOCH_BLOCKS).get(0)))
                    .isInstanceOf(SnapshotImport.Verdict.WrongPart.class);
        }
    }

    @Test
    void install_incomplete_isRefused() {
        try (var source = source(EPOCH_BLOCKS);
                var joiner = chain.ledger()) {
            assertThat(source.tip().epoch()).isZero();
            var taken = begin(joiner);
            assertThatThrownBy(() -> joiner.install(taken)).isInstanceOf(IllegalStateException.class);
            taken.accept(0, parts(EPOCH_BLOCKS).get(0));
            assertThatThrownBy(() -> joiner.install(taken))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("part 1");
            var next = begin(joiner);
            assertThatThrownBy(() -> taken.accept(1, new byte[0])).isInstanceOf(IllegalStateException.class);
            acceptAll(next, parts(EPOCH_BLOCKS));
            joiner.install(next);
            checkSame(joiner, source);
        }
    }

    @Test
    void open_afterAnImportThatWasNotFinished_isAsBefore() {
        try (var source = source(EPOCH_BLOCKS);
                var store = new InMemoryKeyValueStore();
                var joiner = chain.ledger(store)) {
            var parts = parts(EPOCH_BLOCKS);
            var taken = begin(joiner);
            for (int i = 0; i < 3; i++) {
                taken.accept(i, parts.get(i));
            }
            var copy = copy(store);
            assertThat(count(copy, LedgerRows.recordsFrom((byte) 1), LedgerRows.recordsTo((byte) 1)))
                    .isPositive();
            try (var again = chain.ledger(copy)) {
                assertThat(again.tip().height()).isZero();
                assertThat(count(copy, LedgerRows.recordsFrom((byte) 1), LedgerRows.recordsTo((byte) 1)))
                        .isZero();
                acceptAll(begin(again), parts);
            }
            assertThat(source.tip().height()).isEqualTo(EPOCH_BLOCKS);
        }
    }

    @Test
    void export_keepsTheNewestTwo() {
        try (var source = source(3 * EPOCH_BLOCKS)) {
            assertThat(source.tip().height()).isEqualTo(3L * EPOCH_BLOCKS);
            assertThat(vault.part(EPOCH_BLOCKS, 0)).isEmpty();
            assertThat(vault.part(2L * EPOCH_BLOCKS, 0)).isPresent();
            assertThat(vault.newestHeight()).contains(3L * EPOCH_BLOCKS);
        }
    }

    private void checkSame(Ledger one, Ledger other) {
        assertThat(one.tip()).isEqualTo(other.tip());
        for (long epoch = 0; epoch <= other.tip().epoch() + 1; epoch++) {
            assertThat(one.validators(epoch))
                    .as("epoch %d", epoch)
                    .isEqualTo(other.validators(epoch))
                    .isPresent();
            assertThat(one.epochEnd(epoch)).as("epoch %d", epoch).isEqualTo(other.epochEnd(epoch));
        }
        assertThat(one.finalization(one.tip().height()))
                .isEqualTo(other.finalization(one.tip().height()));
        for (int i = 0; i < 50; i++) {
            var key = StateKey.account(TestChain.idle(i * 997));
            var proven = one.prove(key);
            assertThat(proven.value()).isEqualTo(other.get(key));
            assertThat(proven.proof().verify(proven.header().state(), key.path(), Optional.ofNullable(proven.value())))
                    .isEqualTo(proven.value() == null ? new StateVerdict.Absent() : new StateVerdict.Present());
        }
    }

    private static KeyValueStore copy(KeyValueStore store) {
        var copy = new InMemoryKeyValueStore();
        var batch = new WriteBatch();
        try (var rows = store.scan(new byte[0], null)) {
            rows.forEachRemaining(row -> batch.put(row.key(), row.value()));
        }
        copy.write(batch, KeyValueStore.Durability.FSYNCED);
        return copy;
    }

    private static int count(KeyValueStore store, byte[] from, byte[] to) {
        int count = 0;
        try (var rows = store.scan(from, to)) {
            while (rows.hasNext()) {
                rows.next();
                count++;
            }
        }
        return count;
    }
}
