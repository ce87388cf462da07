package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.chain.snapshot.SnapshotFolder;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.LevelDbStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.proofs.tree.StateVerdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Threads that read while blocks become final and a snapshot is written.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LedgerReadersTest {
    private static final int EPOCH_BLOCKS = 10;
    private static final int BLOCKS = 40;

    private final TestChain chain = new TestChain(4, 500, EPOCH_BLOCKS);

    @Test
    void readers_seeOneHeightEach_inMemory() throws Exception {
        readWhileFinalising(new InMemoryKeyValueStore(), null);
    }

    @Test
    void readers_seeOneHeightEach_onDisk(@TempDir Path folder) throws Exception {
        Path snapshots = folder.resolve("snapshots");
        readWhileFinalising(LevelDbStore.open(folder.resolve("ledger")), snapshots);
        var vault = SnapshotFolder.open(snapshots);
        long height = vault.newestHeight().orElseThrow();
        assertThat(height % EPOCH_BLOCKS).isZero();
        try (var source = chain.ledger(LevelDbStore.open(folder.resolve("ledger")));
                var joiner = chain.ledger(LevelDbStore.open(folder.resolve("joiner")))) {
            assertThat(source.tip().height()).isEqualTo(BLOCKS);
            var taken = joiner.importSnapshot(SignatureVerifier.ED25519, Optional.empty());
            while (!taken.isComplete()) {
                taken.accept(
                        taken.nextPart(), vault.part(height, taken.nextPart()).orElseThrow());
            }
            joiner.install(taken);
            for (long next = height + 1; next <= BLOCKS; next++) {
                joiner.finalise(
                        List.of(source.block(next).orElseThrow()),
                        source.finalization(next).orElseThrow());
            }
            assertThat(joiner.tip()).isEqualTo(source.tip());
        }
    }

    private void readWhileFinalising(KeyValueStore store, @Nullable Path snapshots) throws Exception {
        var stop = new AtomicBoolean();
        var seen = new CountDownLatch(3);
        try (var readers = Executors.newFixedThreadPool(4);
                var ledger = LedgerStore.open(
                        chain.genesis,
                        chain.machine,
                        store,
                        new LedgerSettings(12, 20_000),
                        snapshots == null
                                ? SnapshotSchedule.never()
                                : SnapshotSchedule.every(1, SnapshotFolder.open(snapshots), readers))) {
            var running = new ArrayList<Future<?>>();
            try {
                for (int i = 0; i < 3; i++) {
                    running.add(read(readers, ledger, new Random(i), stop, seen));
                }
                assertThat(seen.await(1, TimeUnit.MINUTES)).isTrue();
                var random = new Random(9);
                for (int i = 0; i < BLOCKS; i++) {
                    var transactions = new ArrayList<Transaction>();
                    for (int j = 0; j < 20; j++) {
                        transactions.add(chain.transfer(j % 4, TestChain.idle(random.nextInt(500)), 1));
                    }
                    chain.extend(ledger, transactions);
                }
            } finally {
                stop.set(true);
            }
            for (Future<?> reader : running) {
                reader.get(1, TimeUnit.MINUTES);
            }
            readers.shutdown();
            assertThat(readers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private Future<?> read(
            ExecutorService readers, Ledger ledger, Random random, AtomicBoolean stop, CountDownLatch seen) {
        return readers.submit(() -> {
            while (!stop.get()) {
                var key = StateKey.account(TestChain.idle(random.nextInt(600)));
                var proven = ledger.prove(key);
                assertThat(proven.proof()
                                .verify(proven.header().state(), key.path(), Optional.ofNullable(proven.value())))
                        .isEqualTo(proven.value() == null ? new StateVerdict.Absent() : new StateVerdict.Present());
                long height = ledger.tip().height();
                assertThat(ledger.height(ledger.tip().hash())).isPresent();
                assertThat(ledger.header(height)).isPresent();
                var sender = chain.accounts.get(random.nextInt(4));
                var transaction = Transaction.sign(
                        sender,
                        chain.genesis.chainId(),
                        Integer.MAX_VALUE,
                        Amount.units(100_000),
                        new Transfer(TestChain.idle(1), Amount.units(1)));
                assertThat(ledger.check(transaction, 0)).isPresent();
                seen.countDown();
            }
        });
    }
}
