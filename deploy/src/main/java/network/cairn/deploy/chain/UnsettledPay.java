package network.cairn.deploy.chain;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.ProvenEpochs;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StorageParameters;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;

/// What a provider has proven and is not yet credited with.
///
/// The ledger settles a deal only when somebody touches it, so that a provider's account may say for weeks that
/// nothing was earned. This reckons from the records what a settlement will bring. The records are read one after
/// the other and may be of different blocks: the next look puts right what did not go together.
public final class UnsettledPay {
    /// The most deals that are looked at: each is two records.
    public static final int DEALS_MAX = 256;

    /// The most records of proven epochs that are read, of {@value ProvenEpochs#EPOCHS} epochs each.
    private static final int ERAS_MAX = 64;

    private final LedgerRecords records;
    private final ChainParameters parameters;
    private final ActorId provider;
    private final ProviderAccount account;
    private final long epoch;
    private final Map<Long, ProvenEpochs> eras = new HashMap<>();

    private UnsettledPay(LedgerRecords records, ActorId provider, ProviderAccount account, long epoch) {
        this.records = records;
        this.parameters = records.chain().genesis().parameters();
        this.provider = provider;
        this.account = account;
        this.epoch = epoch;
    }

    /// What the deals with pieces will bring for the epochs that were proven, what is held back of it included.
    ///
    /// @param epoch the ledger's
    /// @return empty where that takes more records than are looked at
    public static Optional<Amount> of(LedgerRecords records, ActorId provider, ProviderAccount account, long epoch)
            throws CommandFailure, InterruptedException {
        if (account.commitment().holding() > DEALS_MAX) {
            return Optional.empty();
        }
        var pay = new UnsettledPay(records, provider, account, epoch);
        Amount all = Amount.ZERO;
        for (DealId id : records.dealsWithPieces(provider, account)) {
            Optional<Deal> deal = records.deal(id);
            if (deal.isPresent()) {
                Optional<Amount> due = pay.of(deal.get());
                if (due.isEmpty()) {
                    return Optional.empty();
                }
                all = StoragePrices.sum(all, due.get());
            }
        }
        return Optional.of(all);
    }

    /// As the ledger's own settlement reckons: the epochs before the list's last change, of that change and after
    /// it pay for different numbers of leaves.
    private Optional<Amount> of(Deal deal) throws CommandFailure, InterruptedException {
        long end = Math.min(epoch + 1, deal.endsEpoch().orElse(Long.MAX_VALUE));
        if (ProvenEpochs.era(epoch) - ProvenEpochs.era(end) >= ERAS_MAX) {
            return Optional.empty();
        }
        Deal.Billing billing = deal.billing();
        long proven = account.conduct().proven() - billing.provenBefore() - provenFrom(end);
        long changed = billing.changedEpoch();
        long before = provenAt(changed - 1, billing.unsettledFrom(), end);
        long at = provenAt(changed, billing.unsettledFrom(), end);
        long after = Math.max(0, proven - before - at);
        Amount due = StoragePrices.sum(
                pay(deal, deal.payableLeaves(changed - 1), before), pay(deal, deal.payableLeaves(changed), at));
        due = StoragePrices.sum(due, pay(deal, deal.leaves(), after));
        return Optional.of(providersPart(StoragePrices.lesser(due, deal.funds().escrow())));
    }

    private Amount pay(Deal deal, long leaves, long epochs) {
        return StoragePrices.epochs(parameters, deal.pricePerGibMonth(), leaves, epochs);
    }

    private Amount providersPart(Amount paid) {
        StorageParameters rules = parameters.storage();
        return paid.minusExact(part(paid, rules.protocolBasisPoints()))
                .minusExact(part(paid, rules.repairBasisPoints()));
    }

    private static Amount part(Amount whole, int basisPoints) {
        return whole.timesRatio(Amount.units(basisPoints), Amount.units(JoinValidators.BASIS_POINTS));
    }

    private long provenFrom(long from) throws CommandFailure, InterruptedException {
        long count = 0;
        for (long past = from; past <= epoch; past++) {
            count += hasProven(past) ? 1 : 0;
        }
        return count;
    }

    private long provenAt(long past, long from, long end) throws CommandFailure, InterruptedException {
        return past >= from && past < end && hasProven(past) ? 1 : 0;
    }

    private boolean hasProven(long past) throws CommandFailure, InterruptedException {
        long era = ProvenEpochs.era(past);
        ProvenEpochs known = eras.get(era);
        if (known == null) {
            known = records.found(
                            StateKey.provenEpochs(provider, era),
                            "proven epochs of provider " + provider,
                            ProvenEpochs::decode)
                    .orElse(ProvenEpochs.NONE);
            eras.put(era, known);
        }
        return known.has(past);
    }
}
