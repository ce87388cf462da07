package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.chain.snapshot.SnapshotMemory;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Transaction;
import org.junit.jupiter.api.Test;

/// A ledger whose machine loses its power again and again, beside one whose machine does not.
class LedgerCrashTest {
    private static final int EPOCH_BLOCKS = 5;

    private record Final(List<Block> blocks, Certificate certificate) {}

    @Test
    void powerIsLostAtAnyWrite_oldStateOrNew() {
        for (long seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            var chain = new TestChain(4, 10, EPOCH_BLOCKS);
            try (var steady = chain.ledger()) {
                var history = history(chain, steady, random);
                var settings = new LedgerSettings(4, random.nextInt(100_000));
                var store = new PowerLossStore(random.nextInt(4), random);
                int losses = 0;
                var acknowledged = new AtomicLong();
                boolean done = false;
                while (!done) {
                    try (var ledger = LedgerStore.open(chain.genesis, chain.machine, store, settings)) {
                        assertThat(LedgerStoreTest.naiveRoot(store))
                                .as("seed %d", seed)
                                .isEqualTo(ledger.tip().state());
                        assertThat(ledger.tip().height())
                                .as("seed %d", seed)
                                .isGreaterThanOrEqualTo(acknowledged.get());
                        finaliseFrom(ledger, history, acknowledged);
                        done = true;
                    } catch (KeyValueException e) {
                        losses++;
                        store = store.recovered(1 + random.nextInt(4));
                    }
                }
                assertThat(losses).as("seed %d", seed).isPositive();
                try (var ledger = LedgerStore.open(chain.genesis, chain.machine, store, settings)) {
                    assertThat(ledger.tip()).as("seed %d", seed).isEqualTo(steady.tip());
                    for (long height = ledger.oldestHeight();
                            height <= steady.tip().height();
                            height++) {
                        assertThat(ledger.block(height)).isEqualTo(steady.block(height));
                        assertThat(ledger.outcomes(height)).isEqualTo(steady.outcomes(height));
                        assertThat(ledger.finalization(height)).isEqualTo(steady.finalization(height));
                    }
                }
            }
        }
    }

    /// Goes on where the ledger stands.
    private static void finaliseFrom(Ledger ledger, List<Final> history, AtomicLong acknowledged) {
        for (Final step : history) {
            if (step.blocks().getFirst().header().height() > ledger.tip().height()) {
                ledger.finalise(step.blocks(), step.certificate());
                acknowledged.set(ledger.tip().height());
            }
        }
    }

    private static List<Final> history(TestChain chain, Ledger ledger, Random random) {
        var history = new ArrayList<Final>();
        while (ledger.tip().height() < 4 * EPOCH_BLOCKS) {
            var blocks = new ArrayList<Block>();
            var parent = ledger.tip();
            do {
                var transactions = new ArrayList<Transaction>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    transactions.add(chain.transfer(random.nextInt(4), TestChain.idle(random.nextInt(15)), 3));
                }
                var block = ledger.build(
                        parent.hash(),
                        chain.validators.getFirst().id(),
                        parent.timestampMillis() + 1000,
                        transactions,
                        Optional.empty());
                blocks.add(block);
                parent = block.header();
            } while (parent.height() % EPOCH_BLOCKS != 0 && random.nextBoolean());
            var certificate = chain.finalization(blocks.getLast());
            ledger.finalise(blocks, certificate);
            history.add(new Final(blocks, certificate));
        }
        return history;
    }

    @Test
    void powerIsLostWhileASnapshotIsTakenOver_oldStateOrNew() {
        var vault = new SnapshotMemory();
        var chain = new TestChain(4, 300, EPOCH_BLOCKS);
        try (var steady = LedgerStore.open(
                chain.genesis,
                chain.machine,
                new InMemoryKeyValueStore(),
                LedgerSettings.of(chain.genesis.parameters()),
                SnapshotSchedule.every(1, vault, Runnable::run))) {
            for (int i = 0; i < 2 * EPOCH_BLOCKS; i++) {
                chain.extend(steady, List.of(chain.transfer(0, TestChain.idle(i), 3)));
            }
            for (long seed = 0; seed < 40; seed++) {
                var random = new Random(seed);
                var store = new PowerLossStore(1 + random.nextInt(3), random);
                boolean installed = false;
                while (!installed) {
                    try (var ledger = chain.ledger(store)) {
                        long height = ledger.tip().height();
                        assertThat(height).as("seed %d", seed).isIn(0L, 2L * EPOCH_BLOCKS);
                        if (height == 0) {
                            assertThat(LedgerStoreTest.naiveRoot(store))
                                    .isEqualTo(ledger.tip().state());
                            takeOver(ledger, vault, 2L * EPOCH_BLOCKS);
                        }
                        installed = true;
                    } catch (KeyValueException e) {
                        store = store.recovered(1 + random.nextInt(9));
                    }
                }
                try (var ledger = chain.ledger(store.recovered(Integer.MAX_VALUE))) {
                    assertThat(ledger.tip()).as("seed %d", seed).isEqualTo(steady.tip());
                    assertThat(ledger.validators(2)).isEqualTo(steady.validators(2));
                    var next = chain.next(steady, List.of());
                    assertThat(ledger.verify(next)).as("seed %d", seed).isEqualTo(new BlockVerdict.Valid());
                }
            }
        }
    }

    private static void takeOver(Ledger ledger, SnapshotMemory vault, long height) {
        var taken = ledger.importSnapshot(SignatureVerifier.ED25519, Optional.empty());
        while (!taken.isComplete()) {
            byte[] part = vault.part(height, taken.nextPart()).orElseThrow();
            assertThat(taken.accept(taken.nextPart(), part)).isEqualTo(new SnapshotImport.Verdict.Accepted());
        }
        ledger.install(taken);
    }
}
