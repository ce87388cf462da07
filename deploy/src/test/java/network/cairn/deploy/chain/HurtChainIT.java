package network.cairn.deploy.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.rpc.SubmissionResults;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Four validators as processes: killed, frozen and cut apart, they stop only when they must, go on, and
/// never
/// disagree.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class HurtChainIT {
    private static final int EPOCH_BLOCKS = 20;
    private static final Duration BLOCK_TARGET = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ActorId RECEIVER = ActorId.of(new byte[ActorId.LENGTH_BYTES]);
    private static final Amount FEE = Amount.units(10_000_000);

    private long sent;

    @Test
    void chain_ofFourProcesses_isHurtAndGoesOn(@TempDir Path folder) throws Exception {
        var links = new ProxiedLinks(4);
        try (var chain = new ValidatorProcesses(folder, 4, EPOCH_BLOCKS, BLOCK_TARGET, links)) {
            begin(chain);
            oneIsKilled(chain);
            oneIsFrozen(chain);

            // Two are killed: nothing can be final without them, and what was submitted meanwhile
            // becomes it.
            chain.kill(0);
            chain.kill(3);
            transfer(chain, 1);
            assertStandsStill(chain, 1, 2);
            chain.start(0);
            awaitProgress(chain, 5, 0, 1, 2);
            awaitTransfers(chain, 2);
            chain.start(3);
            awaitSame(chain);

            twoAndTwoAreSilent(chain, links);

            // The same with broken connections, and then one of them alone.
            links.severBetween(List.of(0, 3), List.of(1, 2));
            assertStandsStill(chain, 0, 1, 2, 3);
            links.heal();
            awaitProgress(chain, 5, 0, 1, 2, 3);
            links.severBetween(List.of(0), List.of(1, 2, 3));
            oneIsCutOff(chain, links);

            end(chain);
        }
    }

    @Test
    void chain_ofFourHosts_isHurtAndGoesOn(@TempDir Path folder) throws Exception {
        assumeTrue(NamespacedLinks.areAvailable(), "this takes root, iproute2 and a kernel with namespaces");
        var links = new NamespacedLinks(4);
        try (var chain = new ValidatorProcesses(folder, 4, EPOCH_BLOCKS, BLOCK_TARGET, links)) {
            begin(chain);
            oneIsKilled(chain);
            oneIsFrozen(chain);
            twoAndTwoAreSilent(chain, links);

            links.silenceBetween(List.of(1, 2, 3), List.of(0));
            oneIsCutOff(chain, links);

            end(chain);
        }
    }

    private void begin(ValidatorProcesses chain) throws IOException {
        chain.startAll();
        transfer(chain, 0);
        awaitHeight(chain, 5, 0, 1, 2, 3);
        awaitTransfers(chain, 1);
    }

    /// The others go on without it, and it comes back to where they are.
    private void oneIsKilled(ValidatorProcesses chain) throws IOException {
        chain.kill(1);
        transfer(chain, 2);
        awaitTransfers(chain, 0);
        awaitProgress(chain, 10, 0, 2, 3);
        chain.start(1);
        awaitSame(chain);
    }

    /// The others go on, and it finds its way back.
    private void oneIsFrozen(ValidatorProcesses chain) throws IOException {
        chain.freeze(2);
        transfer(chain, 1);
        awaitTransfers(chain, 3);
        awaitProgress(chain, 10, 0, 1, 3);
        chain.thaw(2);
        awaitSame(chain);
    }

    /// Neither side may make anything final.
    private void twoAndTwoAreSilent(ValidatorProcesses chain, ValidatorLinks links)
            throws IOException, InterruptedException {
        links.silenceBetween(List.of(0, 1), List.of(2, 3));
        transfer(chain, 0);
        assertStandsStill(chain, 0, 1, 2, 3);
        links.heal();
        awaitProgress(chain, 5, 0, 1, 2, 3);
        awaitTransfers(chain, 3);
    }

    /// Validator 0 reaches nobody: the others go on, and it finds its way back.
    private void oneIsCutOff(ValidatorProcesses chain, ValidatorLinks links) throws IOException {
        transfer(chain, 3);
        awaitProgress(chain, 10, 1, 2, 3);
        links.heal();
        awaitSame(chain);
        awaitTransfers(chain, 0);
    }

    private void end(ValidatorProcesses chain) throws IOException {
        assertOneHistory(chain);
        for (int number = 0; number < chain.count(); number++) {
            assertThat(chain.stop(number).exitCode()).isEqualTo(128 + 15);
        }
    }

    /// Submits one more transfer of a credit to one validator.
    private void transfer(ValidatorProcesses chain, int number) throws IOException {
        var transfer = Transaction.sign(
                chain.treasurer(), chain.genesis().chainId(), sent, FEE, new Transfer(RECEIVER, Amount.credits(1)));
        SubmissionResults results = chain.rpc(number).submit(List.of(transfer));
        assertThat(results.results().getFirst().rejection()).isEmpty();
        sent++;
    }

    /// Waits until every transfer so far is final by one validator's word and proof.
    private void awaitTransfers(ValidatorProcesses chain, int number) {
        await("validator " + number + " has " + sent + " transfers final", () -> {
            try {
                return chain.rpc(number).account(RECEIVER).balance().equals(Amount.credits(sent));
            } catch (IOException _) {
                return false;
            }
        });
    }

    private static void awaitHeight(ValidatorProcesses chain, long height, int... numbers) {
        for (int number : numbers) {
            await(
                    "validator " + number + " has height " + height,
                    () -> chain.rpc(number).height() >= height);
        }
    }

    private static void awaitProgress(ValidatorProcesses chain, int blocks, int... numbers) {
        awaitHeight(chain, highest(chain, numbers) + blocks, numbers);
    }

    /// Waits until all are where the first of them was by now.
    private static void awaitSame(ValidatorProcesses chain) {
        int[] all = IntStream.range(0, chain.count()).toArray();
        awaitHeight(chain, highest(chain, all), all);
    }

    private static long highest(ValidatorProcesses chain, int... numbers) {
        return IntStream.of(numbers)
                .mapToLong(number -> chain.rpc(number).height())
                .max()
                .orElseThrow();
    }

    /// What was under way may still become final; after that nothing does for as long as fifteen blocks
    /// take.
    private static void assertStandsStill(ValidatorProcesses chain, int... numbers) throws InterruptedException {
        pause(Duration.ofSeconds(2));
        long before = highest(chain, numbers);
        pause(BLOCK_TARGET.multipliedBy(15));
        assertThat(highest(chain, numbers)).isEqualTo(before);
    }

    private static void pause(Duration duration) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
    }

    /// All validators have the same header at every height, each following the one before, some with a
    /// beacon; and
    /// the same money.
    private void assertOneHistory(ValidatorProcesses chain) throws IOException {
        long height = IntStream.range(0, chain.count())
                .mapToLong(number -> chain.rpc(number).height())
                .min()
                .orElseThrow();
        int beacons = 0;
        List<BlockHeader> history = new ArrayList<>();
        for (long at = 1; at <= height; at++) {
            BlockHeader header = chain.rpc(0).header(at);
            for (int number = 1; number < chain.count(); number++) {
                assertThat(chain.rpc(number).header(at))
                        .as("header %d of validators 0 and %d", at, number)
                        .isEqualTo(header);
            }
            if (!history.isEmpty()) {
                assertThat(header.parent()).isEqualTo(history.getLast().hash());
                assertThat(header.timestampMillis())
                        .isGreaterThan(history.getLast().timestampMillis());
            }
            history.add(header);
            beacons += header.beacon().isPresent() ? 1 : 0;
        }
        assertThat((long) beacons).isBetween(height / EPOCH_BLOCKS - 1, height / EPOCH_BLOCKS);
        for (int number = 0; number < chain.count(); number++) {
            assertThat(chain.rpc(number).account(RECEIVER)).isEqualTo(new Account(0, Amount.credits(sent)));
            assertThat(chain.rpc(number).account(chain.treasurer().id()).nonce())
                    .isEqualTo(sent);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
                }
                pause(Duration.ofMillis(50));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
