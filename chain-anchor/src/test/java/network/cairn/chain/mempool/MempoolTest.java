package network.cairn.chain.mempool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.Signer;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.Signature;
import network.cairn.proofs.id.StateRoot;
import org.junit.jupiter.api.Test;

final class MempoolTest {
    private static final ChainId CHAIN = ChainId.of(new byte[32]);
    private static final List<Signer> SENDERS = senders(8);

    private final Book book = new Book();
    private Instant now = Instant.ofEpochSecond(1_000_000);
    private Mempool mempool = mempool(1000, 1 << 20, 64);

    @Test
    void take_twoSenders_betterPayingFirst() {
        var cheap = transfer(0, 0, 20);
        var dear = transfer(1, 0, 30);
        assertThat(add(cheap)).isEqualTo(new Admission.Accepted());
        assertThat(add(dear)).isEqualTo(new Admission.Accepted());
        assertThat(mempool.take(1 << 20)).containsExactly(dear, cheap);
    }

    @Test
    void take_laterNoncePaysMore_waitsForTheEarlier() {
        var first = transfer(0, 0, 20);
        var second = transfer(0, 1, 90);
        var other = transfer(1, 0, 30);
        List.of(second, other, first).forEach(this::add);
        assertThat(mempool.take(1 << 20)).containsExactly(other, first, second);
    }

    @Test
    void take_nonceMissing_holdsTheRestBack() {
        var first = transfer(0, 0, 20);
        var third = transfer(0, 2, 20);
        add(third);
        assertThat(mempool.take(1 << 20)).isEmpty();
        add(first);
        assertThat(mempool.take(1 << 20)).containsExactly(first);
        assertThat(mempool.nextNonce(id(0))).isEqualTo(1);
        var second = transfer(0, 1, 20);
        add(second);
        assertThat(mempool.take(1 << 20)).containsExactly(first, second, third);
        assertThat(mempool.nextNonce(id(0))).isEqualTo(3);
    }

    @Test
    void take_fewBytes_fillsThemAndNoMore() {
        for (int nonce = 0; nonce < 10; nonce++) {
            add(transfer(0, nonce, 20));
        }
        int one = transfer(0, 0, 20).encode().length + 4;
        assertThat(mempool.take(3 * one)).hasSize(3);
        assertThat(mempool.take(3 * one - 1)).hasSize(2);
        assertThat(mempool.take(0)).isEmpty();
    }

    @Test
    void add_known_saysSo() {
        var transaction = transfer(0, 0, 20);
        add(transaction);
        assertThat(add(transaction)).isEqualTo(new Admission.Known());
        assertThat(mempool.find(transaction.id())).contains(transaction);
    }

    @Test
    void add_sameNonce_replacesOnlyForATenthMore() {
        var old = transfer(0, 0, 1000);
        add(old);
        assertThat(reason(add(transferForFee(0, 0, feeOf(old) * 11 / 10 - 1, 7))))
                .isEqualTo(Rejection.Reason.FEE_TOO_LOW);
        var better = transferForFee(0, 0, feeOf(old) * 11 / 10, 7);
        assertThat(add(better)).isEqualTo(new Admission.Accepted());
        assertThat(mempool.take(1 << 20)).containsExactly(better);
        assertThat(mempool.find(old.id())).isEmpty();
        assertThat(mempool.status().transactions()).isEqualTo(1);
    }

    @Test
    void add_wrongOnes_areRefusedWithTheReason() {
        book.account(id(0), 5, Amount.units(100_000));
        var ofAnotherChain = Transaction.sign(
                SENDERS.get(0), ChainId.fromHex("11".repeat(32)), 5, Amount.units(50_000), transferBody(1));
        assertThat(reason(add(ofAnotherChain))).isEqualTo(Rejection.Reason.WRONG_CHAIN);
        assertThat(reason(add(transferForFee(0, 5, 10, 1)))).isEqualTo(Rejection.Reason.FEE_TOO_LOW);
        assertThat(reason(add(transferForFee(0, 4, 50_000, 1)))).isEqualTo(Rejection.Reason.NONCE_USED);
        assertThat(reason(add(transferForFee(0, 5 + 64, 50_000, 1)))).isEqualTo(Rejection.Reason.NONCE_AHEAD);
        assertThat(reason(add(transferForFee(0, 5, 100_001, 1)))).isEqualTo(Rejection.Reason.FEE_NOT_COVERED);
        assertThat(add(transferForFee(0, 5, 60_000, 1))).isEqualTo(new Admission.Accepted());
        assertThat(reason(add(transferForFee(0, 6, 60_000, 1)))).isEqualTo(Rejection.Reason.FEE_NOT_COVERED);
        book.refuse(new Rejection(Rejection.Reason.BALANCE_TOO_LOW, "for the test"));
        assertThat(reason(add(transferForFee(0, 6, 10_000, 1)))).isEqualTo(Rejection.Reason.BALANCE_TOO_LOW);
    }

    @Test
    void add_blockBecomesFinalMeanwhile_looksAgain() {
        book.account(id(0), 3, Amount.credits(1));
        var transaction = transfer(0, 6, 20);
        // The check sees the nonce three further than the look before it.
        book.duringCheck = () -> book.account(id(0), 6, Amount.credits(1));
        assertThat(add(transaction)).isEqualTo(new Admission.Accepted());
        assertThat(mempool.take(1 << 20)).containsExactly(transaction);
    }

    @Test
    void add_full_leastWorthGivesWay() {
        mempool = mempool(3, 1 << 20, 64);
        var first = transfer(0, 0, 20);
        var second = transfer(0, 1, 90);
        var other = transfer(1, 0, 30);
        List.of(first, second, other).forEach(this::add);
        assertThat(reason(add(transfer(2, 0, 20)))).isEqualTo(Rejection.Reason.MEMPOOL_FULL);
        assertThat(mempool.take(1 << 20)).containsExactly(other, first, second);
        // What comes after one that pays 20 is worth 20, whatever it pays itself.
        var newcomer = transfer(2, 0, 25);
        assertThat(add(newcomer)).isEqualTo(new Admission.Accepted());
        assertThat(mempool.take(1 << 20)).containsExactly(other, newcomer, first);
    }

    @Test
    void add_fullOfWaiting_thoseWithGapsGiveWayFirst() {
        mempool = mempool(2, 1 << 20, 64);
        add(transfer(0, 1, 500));
        add(transfer(1, 0, 20));
        var newcomer = transfer(2, 0, 20);
        assertThat(add(newcomer)).isEqualTo(new Admission.Accepted());
        assertThat(mempool.take(1 << 20)).hasSize(2).contains(newcomer);
        assertThat(reason(add(transfer(0, 1, 500)))).isEqualTo(Rejection.Reason.MEMPOOL_FULL);
    }

    @Test
    void add_moreOfOneSenderThanItMay_isRefused() {
        mempool = mempool(1000, 1 << 20, 3);
        for (int nonce = 0; nonce < 3; nonce++) {
            assertThat(add(transfer(0, nonce, 20))).isEqualTo(new Admission.Accepted());
        }
        assertThat(reason(add(transfer(0, 3, 20)))).isEqualTo(Rejection.Reason.NONCE_AHEAD);
    }

    @Test
    void forget_block_dropsItsTransactionsAndThoseOfUsedNonces() {
        var first = transfer(0, 0, 20);
        var second = transfer(0, 1, 20);
        var third = transfer(0, 2, 20);
        List.of(first, second, third).forEach(this::add);
        var twinOfSecond = transfer(0, 1, 77);
        book.account(id(0), 2, Amount.credits(1));
        assertThat(mempool.forget(List.of(block(first, twinOfSecond)))).containsExactly(id(0));
        assertThat(mempool.take(1 << 20)).containsExactly(third);
        assertThat(mempool.forget(List.of(block(third)))).isEmpty();
        assertThat(mempool.status().bytes()).isZero();
    }

    @Test
    void recheck_moneySpent_dropsWhatCannotBePaid() {
        var first = transferForFee(0, 0, 10_000, 1);
        var second = transferForFee(0, 1, 10_000, 1);
        List.of(first, second).forEach(this::add);
        book.account(id(0), 0, Amount.units(15_000));
        mempool.recheck(Set.of(id(0)));
        assertThat(mempool.take(1 << 20)).containsExactly(first);
        book.refuse(new Rejection(Rejection.Reason.UNBONDING_FULL, "for the test"));
        mempool.recheck(Set.of(id(0)));
        assertThat(mempool.status().transactions()).isZero();
    }

    @Test
    void recheck_ofNoUseAnyMore_staysAndIsCharged_asTheNextWaitsForItsNonce() {
        var first = transfer(0, 0, 20);
        var second = transfer(0, 1, 20);
        List.of(first, second).forEach(this::add);
        book.refuse(new Rejection(Rejection.Reason.PROOF_OUT_OF_TIME, "for the test"));
        mempool.recheck(Set.of(id(0)));
        assertThat(mempool.take(1 << 20)).containsExactly(first, second);
    }

    @Test
    void add_ofNoUseAnyMore_isTakenOnlyWhereTheNextWaitsForItsNonce() {
        var first = transfer(0, 0, 20);
        var second = transfer(0, 1, 20);
        book.refuse(new Rejection(Rejection.Reason.REVISION_STALE, "for the test"));
        assertThat(reason(add(first))).isEqualTo(Rejection.Reason.REVISION_STALE);
        book.accept();
        add(transfer(1, 1, 20));
        book.refuse(new Rejection(Rejection.Reason.UNBONDING_FULL, "for the test"));
        assertThat(reason(add(transfer(1, 0, 20)))).isEqualTo(Rejection.Reason.UNBONDING_FULL);

        book.accept();
        add(second);
        book.refuse(new Rejection(Rejection.Reason.REVISION_STALE, "for the test"));
        assertThat(add(first)).isEqualTo(new Admission.Accepted());
        assertThat(mempool.take(1 << 20)).containsExactly(first, second);
    }

    @Test
    void sweep_waitedTooLong_isDropped() {
        add(transfer(0, 0, 20));
        now = now.plus(Duration.ofSeconds(59));
        var later = transfer(1, 0, 20);
        add(later);
        mempool.sweep(10);
        assertThat(mempool.status().transactions()).isEqualTo(2);
        now = now.plus(Duration.ofSeconds(1));
        mempool.sweep(10);
        assertThat(mempool.take(1 << 20)).containsExactly(later);
    }

    @Test
    void lingering_tellsEachOnceWhenItsTimeHasCome() {
        var first = transfer(0, 0, 20);
        add(first);
        assertThat(mempool.lingering(2000, 1 << 20)).isEmpty();
        now = now.plus(Duration.ofSeconds(2));
        var second = transfer(0, 1, 20);
        add(second);
        assertThat(mempool.lingering(2000, 10)).isEmpty();
        assertThat(mempool.lingering(2000, 1 << 20)).containsExactly(new Mempool.Lingering(first, Optional.empty()));
        assertThat(mempool.lingering(2000, 1 << 20)).isEmpty();
    }

    @Test
    void anyOrderOfEvents_limitsHoldAndNoncesAreInOrder() {
        for (long seed = 0; seed < 60; seed++) {
            run(seed);
        }
    }

    private void run(long seed) {
        var random = new Random(seed);
        int transactionsMax = 5 + random.nextInt(40);
        int one = transfer(0, 0, 20).encode().length;
        long bytesMax = Math.max(1024, (long) one * (3 + random.nextInt(40)));
        int perAccountMax = 1 + random.nextInt(12);
        mempool = mempool(transactionsMax, bytesMax, perAccountMax);
        book.clear();
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(10)) {
                case 0 -> finaliseSome(random);
                case 1 -> now = now.plus(Duration.ofSeconds(random.nextInt(20)));
                case 2 -> mempool.sweep(random.nextInt(5));
                default -> addAny(random, perAccountMax);
            }
            check(seed, step, transactionsMax, bytesMax, random.nextInt(20 * one));
        }
    }

    private void addAny(Random random, int perAccountMax) {
        int sender = random.nextInt(SENDERS.size());
        long nonce = book.account(id(sender)).nonce() + random.nextInt(perAccountMax + 2) - 1;
        add(transfer(sender, Math.max(0, nonce), 5 + random.nextInt(60)));
    }

    private void finaliseSome(Random random) {
        var taken = mempool.take(random.nextInt(4000));
        taken = taken.subList(0, taken.isEmpty() ? 0 : random.nextInt(taken.size()));
        for (Transaction transaction : taken) {
            var account = book.account(transaction.sender().id());
            var left = account.balance().minus(transaction.fee()).orElse(Amount.ZERO);
            book.account(
                    transaction.sender().id(),
                    transaction.nonce() + 1,
                    random.nextInt(4) == 0 ? Amount.units(random.nextInt(100_000)) : left);
        }
        mempool.recheck(mempool.forget(List.of(block(taken.toArray(Transaction[]::new)))));
    }

    private void check(long seed, int step, int transactionsMax, long bytesMax, int takeBytes) {
        String what = "seed " + seed + " step " + step;
        var status = mempool.status();
        assertThat(status.transactions()).as(what).isBetween(0, transactionsMax);
        assertThat(status.bytes()).as(what).isBetween(0L, bytesMax);
        var taken = mempool.take(takeBytes);
        var next = new HashMap<ActorId, Long>();
        long bytes = 0;
        var seen = new HashSet<Object>();
        for (Transaction transaction : taken) {
            var sender = transaction.sender().id();
            long expected = next.getOrDefault(sender, book.account(sender).nonce());
            assertThat(transaction.nonce()).as(what).isEqualTo(expected);
            next.put(sender, expected + 1);
            bytes += transaction.encode().length + 4;
            assertThat(seen.add(transaction.id())).as(what).isTrue();
        }
        assertThat(bytes).as(what).isLessThanOrEqualTo(takeBytes);
        var all = mempool.take(Integer.MAX_VALUE);
        assertThat(all.size()).as(what).isLessThanOrEqualTo(status.transactions());
        var fees = new HashMap<ActorId, Amount>();
        for (Transaction transaction : all) {
            fees.merge(transaction.sender().id(), transaction.fee(), Amount::plusExact);
        }
        fees.forEach((sender, sum) -> assertThat(sum)
                .as(what)
                .isLessThanOrEqualTo(book.account(sender).balance()));
    }

    private Mempool mempool(int transactionsMax, long bytesMax, int perAccountMax) {
        return new Mempool(
                CHAIN,
                ChainParameters.DEFAULT,
                new MempoolLimits(transactionsMax, bytesMax, perAccountMax, Duration.ofSeconds(60)),
                book,
                () -> now);
    }

    private Admission add(Transaction transaction) {
        return mempool.add(transaction, transaction.id(), transaction.encode().length, null);
    }

    private static Rejection.Reason reason(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return ((Admission.Refused) admission).rejection().reason();
    }

    private static long feeOf(Transaction transaction) {
        return transaction.fee().low();
    }

    /// A transfer that pays so many units a byte.
    private static Transaction transfer(int sender, long nonce, int unitsPerByte) {
        int bytes = transferForFee(sender, nonce, 0, 1).encode().length;
        return transferForFee(sender, nonce, (long) bytes * unitsPerByte, 1);
    }

    private static Transaction transferForFee(int sender, long nonce, long feeUnits, long amount) {
        return Transaction.sign(SENDERS.get(sender), CHAIN, nonce, Amount.units(feeUnits), transferBody(amount));
    }

    private static Transfer transferBody(long amount) {
        return new Transfer(id(0), Amount.units(amount));
    }

    private static ActorId id(int sender) {
        return SENDERS.get(sender).publicIdentity().id();
    }

    private static Block block(Transaction... transactions) {
        var zeros = Digest.of(new byte[32]);
        var header = new BlockHeader(
                CHAIN,
                1,
                0,
                BlockHash.of(new byte[32]),
                1,
                id(0),
                zeros,
                zeros,
                StateRoot.of(new byte[32]),
                zeros,
                zeros,
                Optional.empty());
        return new Block(header, List.of(transactions));
    }

    private static List<Signer> senders(int count) {
        var senders = new ArrayList<Signer>();
        for (int i = 0; i < count; i++) {
            byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
            seed[0] = (byte) (i + 1);
            var key = Identity.ofSeed(seed).publicIdentity();
            senders.add(new Signer() {
                @Override
                public PublicIdentity publicIdentity() {
                    return key;
                }

                @Override
                public Signature sign(byte[] message) {
                    return Signature.of(new byte[Signature.LENGTH_BYTES]);
                }
            });
        }
        return senders;
    }

    /// A state of accounts alone; one not named has a credit.
    private static final class Book implements AccountBook {
        private final Map<ActorId, Account> accounts = new HashMap<>();
        private Optional<Rejection> refusal = Optional.empty();
        private Runnable duringCheck = () -> {};

        void account(ActorId id, long nonce, Amount balance) {
            accounts.put(id, new Account(nonce, balance));
        }

        void refuse(Rejection rejection) {
            refusal = Optional.of(rejection);
        }

        void accept() {
            refusal = Optional.empty();
        }

        void clear() {
            accounts.clear();
        }

        @Override
        public Account account(ActorId id) {
            return accounts.getOrDefault(id, new Account(0, Amount.credits(1)));
        }

        @Override
        public Optional<Rejection> check(Transaction transaction, int pendingBefore) {
            duringCheck.run();
            long next = account(transaction.sender().id()).nonce() + pendingBefore;
            return transaction.nonce() == next
                    ? refusal
                    : Optional.of(new Rejection(Rejection.Reason.NONCE_USED, "where the next is " + next));
        }
    }
}
