package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ClaimRepair;
import network.cairn.client.ledger.CloseDeal;
import network.cairn.client.ledger.OpenDeal;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Revision;
import network.cairn.client.ledger.StorageParameters;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.client.ledger.TopUpDeal;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import org.junit.jupiter.api.Test;

/// Deals from opening to closing, with real pieces and real proofs. The supply is summed up after every block.
class DealLifeTest {
    private static final TestSigner CLIENT = TestSigner.of(10);
    private static final TestSigner OTHER_CLIENT = TestSigner.of(11);
    private static final TestSigner SMALL = TestSigner.of(12);
    private static final TestSigner LARGE = TestSigner.of(13);
    private static final Amount ESCROW = Amount.credits(10_000);
    private static final Amount FEE = Amount.units(20_000);
    private static final Amount DEPOSIT = StorageParameters.DEFAULT.cleanUpDeposit();

    private static Amount pay(StorageChain storage, long leaves, long epochs) {
        return StoragePrices.epochs(storage.chain.genesis.parameters(), StorageChain.PRICE, leaves, epochs);
    }

    /// A chain on which one provider holds a few pieces and another very many.
    private static StorageChain twoProviders(long seed) {
        var storage = new StorageChain(seed);
        storage.register(SMALL);
        storage.register(LARGE);
        return storage;
    }

    private static DealId hold(StorageChain storage, TestSigner client, TestSigner provider, int pieces) {
        DealId deal = storage.open(client, provider, ESCROW);
        assertThat(storage.update(deal, client, provider, 0, pieces)).isNull();
        return deal;
    }

    @Test
    void provenEpochs_arePaid_andNoOthers() {
        var storage = twoProviders(1);
        DealId deal = hold(storage, CLIENT, SMALL, 4);
        long leaves = storage.deal(deal).leaves();
        // The epoch in which the pieces came is proven, and not paid.
        storage.epochs(1, SMALL);
        storage.epochs(3, SMALL);
        storage.nextEpoch();
        storage.epochs(2, SMALL);
        storage.nextEpoch();
        var before = storage.chain.balance(SMALL);
        assertThat(storage.chain.only(SMALL, new WithdrawEarnings(List.of(deal))))
                .isNull();
        Amount paid = pay(storage, leaves, 5);
        Amount fees = UnbondingQueue.part(paid, 100);
        Amount repair = UnbondingQueue.part(paid, 300);
        assertThat(storage.deal(deal).funds().escrow()).isEqualTo(ESCROW.minusExact(paid));
        assertThat(storage.totals().repairFund()).isEqualTo(repair);
        Amount held = storage.account(SMALL).money().heldBack();
        assertThat(held)
                .isEqualTo(StoragePrices.lesser(
                        UnbondingQueue.part(paid, 1000),
                        StoragePrices.repair(storage.chain.genesis.parameters(), leaves)));
        assertThat(storage.chain.balance(SMALL).plusExact(FEE))
                .isEqualTo(before.plusExact(paid)
                        .minusExact(fees)
                        .minusExact(repair)
                        .minusExact(held));
        assertThat(storage.account(SMALL).conduct().proven()).isEqualTo(6);
    }

    @Test
    void pieces_thatGoOrCome_arePaidForWholeEpochsOnly() {
        var storage = twoProviders(2);
        DealId deal = hold(storage, CLIENT, SMALL, 6);
        long six = storage.deal(deal).leaves();
        storage.epochs(2, SMALL);
        assertThat(storage.update(deal, CLIENT, SMALL, 3, 0)).isNull();
        long three = storage.deal(deal).leaves();
        storage.epochs(1, SMALL);
        assertThat(storage.update(deal, CLIENT, SMALL, 0, 5)).isNull();
        long eight = storage.deal(deal).leaves();
        storage.epochs(2, SMALL);
        storage.nextEpoch();
        assertThat(storage.chain.only(SMALL, new WithdrawEarnings(List.of(deal))))
                .isNull();
        // Epochs 0: none yet; 1: six; 2 and 3: three; 4: eight.
        Amount paid = pay(storage, six, 1).plusExact(pay(storage, three, 2)).plusExact(pay(storage, eight, 1));
        assertThat(ESCROW.minusExact(storage.deal(deal).funds().escrow())
                        .toBigInteger()
                        .subtract(paid.toBigInteger())
                        .abs())
                .isLessThanOrEqualTo(BigInteger.TWO);
    }

    @Test
    void misses_afterTheFreeOnes_costCollateral() {
        var storage = twoProviders(3);
        hold(storage, CLIENT, SMALL, 2);
        hold(storage, CLIENT, LARGE, 60);
        storage.epochs(1, SMALL, LARGE);
        Amount collateral = storage.account(SMALL).money().collateral();
        assertThat(collateral).isEqualTo(storage.account(SMALL).commitment().rate());
        storage.epochs(4, LARGE);
        // Four epochs missed, of which the last two can still, or could until now, be proven.
        storage.epochs(2, SMALL, LARGE);
        assertThat(storage.account(SMALL).conduct().misses()).isEqualTo(0b11110);
        Amount once = UnbondingQueue.part(collateral, 50);
        Amount left = collateral.minusExact(once);
        Amount twice = UnbondingQueue.part(left, 50);
        assertThat(storage.account(SMALL).money().collateral()).isEqualTo(left.minusExact(twice));
        assertThat(storage.account(SMALL).conduct().missesInRow()).isZero();
        assertThat(storage.account(SMALL).failure()).isEmpty();
        assertThat(storage.chain.totals().burned()).isNotEqualTo(Amount.ZERO);
    }

    @Test
    void provider_thatMissesTooLong_fails_andItsClientsGetTheirMoneyBack() {
        var storage = twoProviders(4);
        DealId lost = hold(storage, CLIENT, SMALL, 3);
        DealId lostToo = hold(storage, OTHER_CLIENT, SMALL, 2);
        DealId kept = hold(storage, CLIENT, LARGE, 80);
        storage.epochs(4, SMALL, LARGE);
        long lastProven = storage.chain.epoch() - 1;
        assertThat(storage.chain.only(CLIENT, new ClaimRepair(lost))).isEqualTo(Reason.PROVIDER_NOT_FAILED);
        storage.epochs(30, LARGE);
        long networkLeaves = storage.totals().leaves();
        long lostLeaves = storage.account(SMALL).leaves();
        Amount before = storage.chain.balance(CLIENT);
        assertThat(storage.chain.only(CLIENT, new ClaimRepair(lost))).isNull();
        assertThat(storage.isOpen(lost)).isFalse();
        var failure = storage.account(SMALL).failure().orElseThrow();
        assertThat(failure.epoch()).isEqualTo(lastProven + 1 + 24);
        assertThat(storage.account(SMALL).money().collateral()).isEqualTo(Amount.ZERO);
        assertThat(storage.totals().leaves()).isEqualTo(networkLeaves - lostLeaves);
        // The escrow but for three paid epochs, the deposit, and something for the repair.
        assertThat(storage.chain.balance(CLIENT).plusExact(FEE))
                .isGreaterThan(before.plusExact(ESCROW).plusExact(DEPOSIT).minusExact(pay(storage, lostLeaves, 4)));
        storage.nextEpoch();
        assertThat(storage.prove(SMALL)).isEqualTo(Reason.PROVIDER_FAILED);
        assertThat(storage.update(lostToo, OTHER_CLIENT, SMALL, 1, 0)).isEqualTo(Reason.PROVIDER_FAILED);
        assertThat(storage.chain.only(CLIENT, new OpenDeal(SMALL.publicIdentity(), StorageChain.PRICE, ESCROW)))
                .isEqualTo(Reason.PROVIDER_FAILED);
        // Anybody may clean up, and after the last deal the provider may start again.
        assertThat(storage.chain.only(LARGE, new CloseDeal(lostToo))).isNull();
        assertThat(storage.account(SMALL).failure().orElseThrow().left()).isEqualTo(Amount.ZERO);
        DealId again = storage.open(CLIENT, SMALL, ESCROW);
        assertThat(storage.account(SMALL).failure()).isEmpty();
        assertThat(storage.update(again, CLIENT, SMALL, 0, 1)).isNull();
        storage.epochs(2, SMALL);
        assertThat(storage.isOpen(kept)).isTrue();
    }

    @Test
    void misses_whileTheBeaconOrAFifthOfTheNetworkIsMissing_costNothing() {
        var storage = twoProviders(5);
        hold(storage, CLIENT, SMALL, 2);
        hold(storage, CLIENT, LARGE, 60);
        storage.epochs(1, SMALL, LARGE);
        Amount collateral = storage.account(SMALL).money().collateral();
        for (int i = 0; i < 30; i++) {
            storage.nextEpochWithoutBeacon();
        }
        // 60 pieces of 62 unproven, and those of the small one with them.
        storage.epochs(30);
        storage.epochs(3, SMALL, LARGE);
        assertThat(storage.account(SMALL).failure()).isEmpty();
        assertThat(storage.account(SMALL).money().collateral()).isEqualTo(collateral);
        assertThat(storage.account(LARGE).conduct().misses()).isZero();
    }

    /// Leaves that cost nothing to claim weigh nothing: else whoever claims enough of them would excuse all others.
    @Test
    void misses_besideLeavesThatCostNothing_areMisses() {
        var storage = twoProviders(12);
        TestSigner free = TestSigner.of(14);
        storage.register(free, Amount.ZERO);
        hold(storage, CLIENT, SMALL, 2);
        hold(storage, CLIENT, LARGE, 60);
        DealId claimed = storage.open(CLIENT, free, Amount.ZERO);
        var root = new SumNode(1L << 50, Digest.of(new byte[Digest.LENGTH_BYTES]));
        assertThat(storage.chain.only(CLIENT, storage.signed(new Revision(claimed, 1, root, 1, 1000), CLIENT, free)))
                .isNull();
        storage.epochs(1, SMALL, LARGE);
        Amount collateral = storage.account(SMALL).money().collateral();
        storage.epochs(5, LARGE);
        storage.epochs(2, SMALL, LARGE);
        assertThat(storage.account(SMALL).conduct().misses()).isNotZero();
        assertThat(storage.account(SMALL).money().collateral()).isLessThan(collateral);
    }

    @Test
    void provider_thatIsGoneForAMonthOfEpochs_failsWithoutPunishment() {
        var storage = new StorageChain(6);
        storage.register(SMALL);
        DealId deal = hold(storage, CLIENT, SMALL, 2);
        storage.epochs(2, SMALL);
        Amount collateral = storage.account(SMALL).money().collateral();
        for (int i = 0; i < 722; i++) {
            storage.nextEpoch();
        }
        Amount before = storage.chain.balance(SMALL);
        // 722 epochs are judged, 200 at a time.
        for (int sent = 0; sent < 4; sent++) {
            assertThat(storage.isOpen(deal)).isTrue();
            assertThat(storage.chain.only(CLIENT, new CloseDeal(deal))).isNull();
        }
        assertThat(storage.isOpen(deal)).isFalse();
        assertThat(storage.account(SMALL).failure().orElseThrow().epoch()).isEqualTo(2 + 720);
        assertThat(storage.chain.only(SMALL, new WithdrawEarnings(List.of()))).isNull();
        assertThat(storage.chain.balance(SMALL).plusExact(FEE)).isGreaterThanOrEqualTo(before.plusExact(collateral));
    }

    @Test
    void provider_farBehind_isBroughtUpToDateByWithdrawing() {
        var storage = twoProviders(11);
        DealId deal = hold(storage, CLIENT, SMALL, 2);
        for (int i = 0; i < StorageBooks.JUDGED_MAX + 5; i++) {
            storage.nextEpochWithoutBeacon();
        }
        assertThat(storage.update(deal, CLIENT, SMALL, 1, 0)).isEqualTo(Reason.PROVIDER_BEHIND);
        assertThat(storage.chain.only(SMALL, new WithdrawEarnings(List.of()))).isNull();
        assertThat(storage.update(deal, CLIENT, SMALL, 1, 0)).isNull();
        storage.epochs(2, SMALL);
    }

    @Test
    void close_withoutPieces_isSettledAnEpochLater() {
        var storage = twoProviders(7);
        DealId never = storage.open(CLIENT, SMALL, ESCROW);
        Amount before = storage.chain.balance(CLIENT);
        assertThat(storage.chain.only(CLIENT, new CloseDeal(never))).isNull();
        assertThat(storage.chain.balance(CLIENT).plusExact(FEE))
                .isEqualTo(before.plusExact(ESCROW).plusExact(DEPOSIT));

        DealId deal = hold(storage, CLIENT, SMALL, 3);
        storage.epochs(3, SMALL);
        assertThat(storage.update(deal, CLIENT, SMALL, 3, 0)).isNull();
        assertThat(storage.account(SMALL).leaves()).isZero();
        assertThat(storage.chain.only(SMALL, new CloseDeal(deal))).isNull();
        assertThat(storage.isOpen(deal)).isTrue();
        assertThat(storage.chain.only(CLIENT, new CloseDeal(deal))).isEqualTo(Reason.DEAL_NOT_ENDED);
        storage.nextEpoch();
        assertThat(storage.chain.only(LARGE, new CloseDeal(deal))).isNull();
        assertThat(storage.isOpen(deal)).isFalse();
    }

    @Test
    void close_withPieces_givesThirtyDaysNotice() {
        var storage = new StorageChain(8, lockup(Duration.ofSeconds(21)));
        storage.register(SMALL);
        DealId deal = hold(storage, CLIENT, SMALL, 3);
        assertThat(storage.chain.genesis.parameters().lockupEpochs()).isEqualTo(5);
        storage.epochs(2, SMALL);
        assertThat(storage.chain.only(LARGE, new CloseDeal(deal))).isEqualTo(Reason.NOT_A_PARTY);
        assertThat(storage.chain.only(CLIENT, new CloseDeal(deal))).isNull();
        assertThat(storage.deal(deal).endsEpoch()).contains(2L + 5);
        assertThat(storage.update(deal, CLIENT, SMALL, 0, 1)).isEqualTo(Reason.DEAL_ENDING);
        storage.epochs(5, SMALL);
        assertThat(storage.chain.only(CLIENT, new CloseDeal(deal))).isEqualTo(Reason.DEAL_NOT_ENDED);
        storage.epochs(1, SMALL);
        assertThat(storage.chain.only(LARGE, new CloseDeal(deal))).isNull();
        assertThat(storage.isOpen(deal)).isFalse();
        // Paid for epochs 1 to 6, though it still held the pieces in 7.
        long leaves = storage.account(SMALL).leaves();
        assertThat(leaves).isZero();
        assertThat(storage.account(SMALL).conduct().proven()).isEqualTo(8);
    }

    private static StorageParameters lockup(Duration time) {
        var defaults = StorageParameters.DEFAULT;
        return new StorageParameters(
                time,
                defaults.heldBackBasisPoints(),
                defaults.protocolBasisPoints(),
                defaults.repairBasisPoints(),
                defaults.missBasisPoints(),
                defaults.freeMisses(),
                defaults.failureMisses(),
                defaults.failureUnproven(),
                defaults.outageBasisPoints(),
                defaults.challenges(),
                defaults.challengesOfFew(),
                defaults.repairPricePerGib(),
                defaults.cleanUpDeposit());
    }

    @Test
    void escrow_thatRunsOut_paysWhatItHas_andFreesTheProvider() {
        var storage = new StorageChain(9, lockup(Duration.ofSeconds(5)));
        storage.register(SMALL);
        DealId deal = storage.open(CLIENT, SMALL, Amount.ZERO);
        assertThat(storage.update(deal, CLIENT, SMALL, 0, 2)).isEqualTo(Reason.ESCROW_TOO_LOW);
        long leaves = 0;
        while (leaves == 0) {
            assertThat(storage.chain.only(OTHER_CLIENT, new TopUpDeal(deal, Amount.credits(40))))
                    .isNull();
            leaves = storage.update(deal, CLIENT, SMALL, 0, 1) == null
                    ? storage.deal(deal).leaves()
                    : 0;
        }
        storage.epochs(3, SMALL);
        assertThat(storage.chain.only(SMALL, new WithdrawEarnings(List.of(deal))))
                .isNull();
        assertThat(storage.deal(deal).funds().escrow()).isGreaterThan(pay(storage, leaves, 1));
    }

    @Test
    void epochClose_touchesAsManyRecordsWhateverTheDealsAre() {
        int few = changedAtEpochEnd(3);
        assertThat(changedAtEpochEnd(120)).isEqualTo(few);
    }

    private static int changedAtEpochEnd(int deals) {
        var storage = twoProviders(10);
        for (int i = 0; i < deals; i++) {
            DealId deal = storage.open(CLIENT, SMALL, Amount.credits(100));
            assertThat(storage.update(deal, CLIENT, SMALL, 0, 1)).isNull();
        }
        storage.chain.toEndOfEpoch(59);
        storage.chain.upTo(storage.chain.genesis.parameters().lastHeight(60) - 1);
        var executed = storage.chain.machine.select(storage.chain.view(), storage.chain.next(), List.of(), 1 << 20);
        return executed.changes().records().size();
    }
}
