package network.cairn.chain.state;

import java.math.BigInteger;
import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.ProvenEpochs;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.ProviderAccount.Commitment;
import network.cairn.client.ledger.ProviderAccount.Conduct;
import network.cairn.client.ledger.ProviderAccount.Failure;
import network.cairn.client.ledger.ProviderAccount.Money;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StorageEpoch;
import network.cairn.client.ledger.StorageParameters;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.proofs.deal.DealEntry;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;

/// A provider's account and its deals while one transaction is carried out: brought up to date first, written to
/// the state only by {@link #write}, so that what a rule rejects has changed nothing.
///
/// Nothing is done for a deal or a provider when an epoch ends, however many there are. Epochs are judged and
/// settled when somebody touches the provider or the deal, which costs the same whether one epoch has passed or a
/// thousand: the proven ones are counted, not walked through.
final class StorageBooks {
    /// The most epochs judged in one transaction. A provider with pieces fails long before unless epochs do not
    /// count.
    static final int JUDGED_MAX = 200;

    private static final int MISSES_MASK = (1 << StorageParameters.MISS_WINDOW_EPOCHS) - 1;

    private final WorkingState state;
    private final ChainParameters parameters;
    private final ActorId provider;
    private final long epoch;
    private final ProviderAccount known;
    private ProviderAccount account;
    private Amount toFees = Amount.ZERO;
    private Amount toRepairFund = Amount.ZERO;
    private Amount burned = Amount.ZERO;

    private StorageBooks(TransactionRun run, ActorId provider, ProviderAccount account) {
        this.state = run.state();
        this.parameters = run.parameters();
        this.provider = provider;
        this.epoch = run.block().epoch();
        this.known = account;
        this.account = account;
    }

    /// The books of a provider, judged; empty if it never had a deal.
    static Optional<StorageBooks> find(TransactionRun run, ActorId provider) {
        ProviderAccount account = run.state().get(StateKey.providerAccount(provider), RecordType.PROVIDER_ACCOUNT);
        return account == null ? Optional.empty() : Optional.of(judged(run, provider, account));
    }

    /// The books of a provider that may not have had a deal, judged.
    static StorageBooks open(TransactionRun run, ActorId provider) {
        return find(run, provider)
                .orElseGet(() ->
                        judged(run, provider, ProviderAccount.opened(run.block().epoch())));
    }

    /// The books of the provider of a deal, judged.
    static StorageBooks of(TransactionRun run, Deal deal) {
        return find(run, deal.provider().id())
                .orElseThrow(() -> new IllegalStateException("the state lacks the account of a deal's provider, "
                        + deal.provider().id()));
    }

    private static StorageBooks judged(TransactionRun run, ActorId provider, ProviderAccount account) {
        var books = new StorageBooks(run, provider, account);
        books.judge();
        return books;
    }

    ProviderAccount account() {
        return account;
    }

    void put(ProviderAccount changed) {
        account = changed;
    }

    boolean hasFailed() {
        return account.failure().isPresent();
    }

    /// Why nothing new can be begun with the provider, if so.
    Optional<Rejection> notServing() {
        if (hasFailed()) {
            return TransactionRun.rejected(
                    Reason.PROVIDER_FAILED,
                    provider + " failed in epoch " + account.failure().get().epoch());
        }
        return behind();
    }

    /// Why the tree over its deals cannot change yet, if so.
    Optional<Rejection> behind() {
        return hasFailed() || account.conduct().judgedFrom() >= epoch - 1
                ? Optional.empty()
                : TransactionRun.rejected(
                        Reason.PROVIDER_BEHIND,
                        "epochs from " + account.conduct().judgedFrom() + " on are to be judged, at most " + JUDGED_MAX
                                + " at once");
    }

    /// Whether the provider has proven an epoch.
    boolean hasProven(long past) {
        ProvenEpochs era = state.get(StateKey.provenEpochs(provider, ProvenEpochs.era(past)), RecordType.PROVEN_EPOCHS);
        return era != null && era.has(past);
    }

    /// Judges the epochs for which no proof can come any more.
    private void judge() {
        long end = epoch - 1;
        long last = Math.min(end, account.conduct().judgedFrom() + JUDGED_MAX);
        while (!hasFailed() && account.conduct().judgedFrom() < last) {
            long past = account.conduct().judgedFrom();
            Commitment commitment = account.commitment();
            if (past >= commitment.changedEpoch() && commitment.root().isEmpty()) {
                // Nor was there anything to prove in any epoch since.
                account = account.withConduct(account.conduct().judgedTo(end));
            } else if (commitment.rootAtEndOf(past).isEmpty()
                    || !state.storageEpoch(past).beacon()) {
                account = account.withConduct(judgement(past, false, false));
            } else if (hasProven(past)) {
                account = account.withConduct(new Conduct(
                        account.conduct().proven(), past + 1, account.conduct().misses() << 1 & MISSES_MASK, 0, 0));
            } else {
                unproven(past);
            }
        }
    }

    private Conduct judgement(long past, boolean unproven, boolean missed) {
        Conduct before = account.conduct();
        return new Conduct(
                before.proven(),
                past + 1,
                (before.misses() << 1 | (missed ? 1 : 0)) & MISSES_MASK,
                before.missesInRow() + (missed ? 1 : 0),
                before.unprovenInRow() + (unproven ? 1 : 0));
    }

    private void unproven(long past) {
        boolean missed = !isOutage(state.storageEpoch(past));
        Conduct conduct = judgement(past, true, missed);
        account = account.withConduct(conduct);
        var rules = parameters.storage();
        if (missed && Integer.bitCount(conduct.misses()) > rules.freeMisses()) {
            punish();
        }
        if (conduct.missesInRow() >= rules.failureMisses()) {
            fail(past + 1, true);
        } else if (conduct.unprovenInRow() >= rules.failureUnproven()) {
            fail(past + 1, false);
        }
    }

    /// Whether so much of the network went unproven that nobody is punished for it.
    private boolean isOutage(StorageEpoch past) {
        BigInteger rate = past.rate().toBigInteger();
        BigInteger missing = rate.subtract(past.provenRate().toBigInteger());
        BigInteger limit = rate.multiply(BigInteger.valueOf(parameters.storage().outageBasisPoints()));
        return missing.multiply(BigInteger.valueOf(JoinValidators.BASIS_POINTS)).compareTo(limit) > 0;
    }

    private void punish() {
        Money money = account.money();
        Amount cost = part(money.collateral(), parameters.storage().missBasisPoints());
        account = account.withMoney(new Money(money.collateral().minusExact(cost), money.heldBack(), money.earned()));
        Amount half = half(cost);
        toRepairFund = toRepairFund.plusExact(half);
        burned = burned.plusExact(cost.minusExact(half));
    }

    /// Ends all of the provider's deals. What was held back is for making the pieces again, and so is half the
    /// collateral of one that is punished, the other half being burned.
    private void fail(long failureEpoch, boolean punished) {
        Money money = account.money();
        Amount half = punished ? half(money.collateral()) : Amount.ZERO;
        if (punished) {
            burned = burned.plusExact(money.collateral().minusExact(half));
        }
        Amount forfeited = money.heldBack().plusExact(half);
        Amount kept = punished ? money.earned() : money.earned().plusExact(money.collateral());
        account = account.withMoney(new Money(Amount.ZERO, Amount.ZERO, kept))
                .withFailure(new Failure(failureEpoch, account.leaves(), forfeited, forfeited));
    }

    /// Pays for a deal's epochs for which no proof can come any more, as far as its escrow goes.
    Deal settle(Deal deal) {
        long end = hasFailed() ? epoch : Math.max(0, epoch - 1);
        if (deal.endsEpoch().isPresent()) {
            end = Math.min(end, deal.endsEpoch().get());
        }
        Deal.Billing billing = deal.billing();
        if (end <= billing.unsettledFrom()) {
            return deal;
        }
        long provenBefore = provenBefore(end);
        long changed = billing.changedEpoch();
        long before = provenAt(changed - 1, billing.unsettledFrom(), end);
        long at = provenAt(changed, billing.unsettledFrom(), end);
        long after = provenBefore - billing.provenBefore() - before - at;
        Amount due = pay(deal, deal.payableLeaves(changed - 1), before);
        due = StoragePrices.sum(due, pay(deal, deal.payableLeaves(changed), at));
        due = StoragePrices.sum(due, pay(deal, deal.leaves(), after));
        return paid(deal, due).withBilling(billing.settled(end, provenBefore));
    }

    /// Whether an epoch that is not settled may still be paid for.
    boolean maybePayable(Deal deal) {
        long end = Math.min(epoch + 1, deal.endsEpoch().orElse(Long.MAX_VALUE));
        for (long open = deal.billing().unsettledFrom(); open < end; open++) {
            if (deal.payableLeaves(open) > 0) {
                return true;
            }
        }
        return false;
    }

    private long provenAt(long past, long from, long end) {
        return past >= from && past < end && hasProven(past) ? 1 : 0;
    }

    /// How many epochs before this one the provider has proven.
    long provenBefore(long past) {
        return account.conduct().proven() - provenIn(past, epoch);
    }

    private long provenIn(long from, long end) {
        long count = 0;
        for (long past = from; past < end; past++) {
            ProvenEpochs era =
                    state.get(StateKey.provenEpochs(provider, ProvenEpochs.era(past)), RecordType.PROVEN_EPOCHS);
            long next = Math.min(end, (ProvenEpochs.era(past) + 1) * ProvenEpochs.EPOCHS);
            if (era != null) {
                for (long one = past; one < next; one++) {
                    count += era.has(one) ? 1 : 0;
                }
            }
            past = next - 1;
        }
        return count;
    }

    private Amount pay(Deal deal, long leaves, long epochs) {
        return StoragePrices.epochs(parameters, deal.pricePerGibMonth(), leaves, epochs);
    }

    /// What the deal's next epoch will cost.
    Amount nextEpoch(Deal deal) {
        return pay(deal, deal.leaves(), 1);
    }

    private Deal paid(Deal deal, Amount due) {
        Deal.Funds funds = deal.funds();
        Amount paid = StoragePrices.lesser(due, funds.escrow());
        var rules = parameters.storage();
        Amount fees = part(paid, rules.protocolBasisPoints());
        Amount repair = part(paid, rules.repairBasisPoints());
        Amount rest = paid.minusExact(fees).minusExact(repair);
        Money money = account.money();
        Amount target = StoragePrices.repair(parameters, hasFailed() ? 0 : account.leaves());
        Amount held = StoragePrices.lesser(
                part(paid, rules.heldBackBasisPoints()), StoragePrices.excess(target, money.heldBack()));
        toFees = toFees.plusExact(fees);
        toRepairFund = toRepairFund.plusExact(repair);
        account = account.withMoney(new Money(
                money.collateral(),
                money.heldBack().plusExact(held),
                money.earned().plusExact(rest.minusExact(held))));
        return deal.withFunds(new Deal.Funds(
                funds.escrow().minusExact(paid),
                funds.deposit(),
                funds.repairPaid().plusExact(repair)));
    }

    /// The rate of all deals together if one came to hold so much instead of what it does.
    Amount rateWith(Deal deal, long leaves) {
        Amount others =
                account.commitment().rate().minusExact(StoragePrices.monthly(deal.pricePerGibMonth(), deal.leaves()));
        return StoragePrices.sum(others, StoragePrices.monthly(deal.pricePerGibMonth(), leaves));
    }

    /// Brings the tree over the provider's deals to what a deal holds, and writes the deal. Writes the state: a
    /// rule has checked all by now, that the provider is not {@link #behind} too.
    ///
    /// @param before the deal as the tree knows it
    /// @param after the same with another list
    void replace(DealId id, Deal before, Deal after) {
        var tree =
                new SumTree(new DealNodes(state, provider), account.commitment().holding());
        Amount rate = rateWith(before, after.leaves());
        Deal placed = after.withContents(after.contents().withSlot(place(tree, id, before, after)));
        state.put(StateKey.deal(id), RecordType.DEAL, placed);
        account = account.withCommitment(account.commitment().changed(tree.items(), tree.root(), rate, epoch));
    }

    private Optional<Long> place(SumTree tree, DealId id, Deal before, Deal after) {
        Optional<Long> slot = before.contents().slot();
        if (after.leaves() == 0) {
            slot.ifPresent(taken -> vacate(tree, taken));
            return Optional.empty();
        }
        var entry = new DealEntry(id, after.contents().list()).node();
        if (slot.isPresent()) {
            tree.replace(slot.get(), entry);
            return slot;
        }
        state.put(StateKey.dealSlot(provider, tree.items()), RecordType.DEAL_SLOT, id);
        tree.append(entry);
        return Optional.of(tree.items() - 1);
    }

    /// Takes a deal out of the tree; the last one gets its place.
    private void vacate(SumTree tree, long slot) {
        long last = tree.items() - 1;
        tree.swapRemove(slot);
        if (slot != last) {
            DealId moved = state.require(StateKey.dealSlot(provider, last), RecordType.DEAL_SLOT);
            Deal deal = state.require(StateKey.deal(moved), RecordType.DEAL);
            state.put(
                    StateKey.deal(moved),
                    RecordType.DEAL,
                    deal.withContents(deal.contents().withSlot(Optional.of(slot))));
            state.put(StateKey.dealSlot(provider, slot), RecordType.DEAL_SLOT, moved);
        }
        state.remove(StateKey.dealSlot(provider, last), RecordType.DEAL_SLOT);
    }

    /// Takes a settled deal away, and gives the client what is left of its money. Writes the state.
    void close(DealId id, Deal deal) {
        var empty = new Deal.Contents(deal.contents().sequence(), SumNode.EMPTY, 0, Optional.empty());
        replace(id, deal, deal.withContents(empty));
        state.remove(StateKey.deal(id), RecordType.DEAL);
        state.credit(deal.client().id(), deal.money());
        account = account.withDeals(account.deals() - 1);
        if (hasFailed() && account.deals() == 0) {
            Failure failure = account.failure().get();
            toRepairFund = toRepairFund.plusExact(failure.left());
            account = account.withFailure(
                    new Failure(failure.epoch(), failure.leaves(), failure.forfeited(), Amount.ZERO));
        }
    }

    /// Pays out of the repair fund, which has it. Writes the state.
    void payFromFund(ActorId to, Amount amount) {
        StorageTotals totals = state.storageTotals();
        state.put(new StorageTotals(
                totals.leaves(), totals.rate(), totals.repairFund().minusExact(amount)));
        state.credit(to, amount);
    }

    /// Writes the account, and what became of money on the way. The end of a rule that has rejected nothing.
    void write() {
        state.put(StateKey.providerAccount(provider), RecordType.PROVIDER_ACCOUNT, account);
        StorageTotals storage = state.storageTotals();
        state.put(new StorageTotals(
                storage.leaves() - countedLeaves(known) + countedLeaves(account),
                storage.rate().minusExact(countedRate(known)).plusExact(countedRate(account)),
                storage.repairFund().plusExact(toRepairFund)));
        Totals totals = state.totals();
        totals = totals.withFeePool(totals.feePool().plusExact(toFees));
        state.put(totals.withBurned(totals.burned().plusExact(burned)));
    }

    /// What of an account is in the totals: one that has failed is not.
    private static long countedLeaves(ProviderAccount account) {
        return account.failure().isPresent() ? 0 : account.leaves();
    }

    private static Amount countedRate(ProviderAccount account) {
        return account.failure().isPresent()
                ? Amount.ZERO
                : account.commitment().rate();
    }

    private static Amount part(Amount amount, int basisPoints) {
        return UnbondingQueue.part(amount, basisPoints);
    }

    private static Amount half(Amount amount) {
        return amount.timesRatio(Amount.units(1), Amount.units(2));
    }
}
