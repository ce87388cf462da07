package network.cairn.chain.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.TransactionId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class TransactionIntakeTest {
    private static final ChainId CHAIN = ChainId.of(new byte[32]);
    private static final Identity SENDER = Identity.ofSeed(
            new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
            });
    private static final ActorId PEER = ActorId.of(new byte[ActorId.LENGTH_BYTES]);

    private final Mempool mempool = new Mempool(
            CHAIN, ChainParameters.DEFAULT, MempoolLimits.DEFAULT, new Rich(), () -> Instant.ofEpochSecond(5));
    private final Queue<Optional<ActorId>> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<ActorId> forgers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger checks = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final TransactionIntake intake = new TransactionIntake(mempool, this::isSigned, new Told(), 3, 60_000);

    @AfterEach
    void close() {
        gate.countDown();
        intake.close();
    }

    @Test
    void submit_manyOfOneSender_allHavePlacesInOrder() throws Exception {
        gate.countDown();
        var transactions = transfers(0, 200);
        assertThat(intake.submit(transactions).get(60, TimeUnit.SECONDS))
                .hasSize(200)
                .allMatch(admission -> admission instanceof Admission.Accepted);
        assertThat(mempool.take(1 << 20)).isEqualTo(transactions);
        assertThat(accepted).hasSize(200).allMatch(Optional::isEmpty);
    }

    @Test
    void submit_known_isNotCheckedAgain() throws Exception {
        gate.countDown();
        var transactions = transfers(0, 3);
        var _ = intake.submit(transactions).get(60, TimeUnit.SECONDS);
        assertThat(intake.submit(transactions).get(60, TimeUnit.SECONDS)).containsOnly(new Admission.Known());
        assertThat(checks).hasValue(3);
    }

    @Test
    void submit_hopeless_isRefusedUnchecked() throws Exception {
        gate.countDown();
        var cheap = Transaction.sign(SENDER, CHAIN, 0, Amount.units(1), body());
        assertThat(intake.submit(List.of(cheap)).get(60, TimeUnit.SECONDS).getFirst())
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.rejection().reason()).isEqualTo(Rejection.Reason.FEE_TOO_LOW));
        assertThat(checks).hasValue(0);
    }

    @Test
    void offer_forged_namesThePeer() throws Exception {
        gate.countDown();
        var right = transfers(0, 1).getFirst();
        var forged = new Transaction(CHAIN, right.sender(), 1, right.fee(), right.body(), right.signature());
        assertThat(intake.offer(PEER, List.of(right, forged))).isTrue();
        // One thread after the other: what is submitted now is done after what was offered.
        assertThat(intake.submit(List.of(right)).get(60, TimeUnit.SECONDS)).hasSize(1);
        while (forgers.isEmpty() || accepted.isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(forgers).containsExactly(PEER);
        assertThat(accepted).hasSize(1);
        assertThat(mempool.find(forged.id())).isEmpty();
    }

    @Test
    void tooManyWait_moreAreTurnedAway() throws Exception {
        var first = intake.submit(transfers(0, 100));
        var second = intake.submit(transfers(100, 100));
        assertThat(intake.offer(PEER, transfers(100, 100))).isTrue();
        var turnedAway = intake.submit(transfers(0, 200)).get(60, TimeUnit.SECONDS);
        assertThat(turnedAway)
                .hasSize(200)
                .allSatisfy(admission -> assertThat(
                                ((Admission.Refused) admission).rejection().reason())
                        .isEqualTo(Rejection.Reason.MEMPOOL_FULL));
        assertThat(intake.turnedAway()).isEqualTo(200);
        gate.countDown();
        assertThat(first.get(60, TimeUnit.SECONDS)).hasSize(100);
        assertThat(second.get(60, TimeUnit.SECONDS)).hasSize(100);
    }

    @Test
    void batchOverTheLimit_isTakenAlone() throws Exception {
        try (var narrow = new TransactionIntake(mempool, this::isSigned, new Told(), 1, 1_000)) {
            var first = narrow.submit(transfers(0, 100));
            assertThat(narrow.offer(PEER, transfers(100, 1))).isFalse();
            gate.countDown();
            assertThat(first.get(60, TimeUnit.SECONDS))
                    .hasSize(100)
                    .allMatch(admission -> admission instanceof Admission.Accepted);
        }
    }

    private boolean isSigned(Transaction transaction) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        checks.incrementAndGet();
        return transaction.isSignedBySender(SignatureVerifier.ED25519);
    }

    private static List<Transaction> transfers(long nonce, int count) {
        var transfers = new ArrayList<Transaction>();
        for (int i = 0; i < count; i++) {
            transfers.add(Transaction.sign(SENDER, CHAIN, nonce + i, Amount.units(5_000), body()));
        }
        return transfers;
    }

    private static Transfer body() {
        return new Transfer(PEER, Amount.units(1));
    }

    private final class Told implements TransactionIntake.Listener {
        @Override
        public void accepted(Transaction transaction, TransactionId id, int encodedBytes, @Nullable ActorId source) {
            accepted.add(Optional.ofNullable(source));
        }

        @Override
        public void forged(ActorId peer, TransactionId id) {
            forgers.add(peer);
        }
    }

    /// Everybody has money.
    private static final class Rich implements AccountBook {
        @Override
        public Account account(ActorId id) {
            return new Account(0, Amount.credits(1));
        }

        @Override
        public Optional<Rejection> check(Transaction transaction, int pendingBefore) {
            return Optional.empty();
        }
    }
}
