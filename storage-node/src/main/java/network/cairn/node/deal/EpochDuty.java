package network.cairn.node.deal;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import network.cairn.client.account.LedgerAccount;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.account.OrderRefusedException;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.SubmitProof;
import network.cairn.client.wire.v1.ProviderReport;
import network.cairn.client.wire.v1.ProviderReport.EpochEntry;
import network.cairn.client.wire.v1.ProviderReport.EpochOutcome;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A provider's duty of each epoch: to prove what it was bound to when the one before ended, as long as that
/// counts, and to write down what came of it.
final class EpochDuty {
    private static final Logger LOG = LoggerFactory.getLogger(EpochDuty.class);

    /// A proof costs its fee even where the ledger finds it wrong, and it will not get better.
    private static final int WRONG_PROOFS_MAX = 3;

    private final LedgerView ledger;
    private final LedgerAccount account;
    private final DealMirror mirror;
    private final Prover prover;
    private final EpochLog log;
    private final Errands errands;
    private final ActorId provider;
    private volatile long wrongProofsEpoch = -1;
    private volatile int wrongProofs;

    EpochDuty(
            LedgerView ledger, LedgerAccount account, DealMirror mirror, Prover prover, EpochLog log, Errands errands) {
        this.ledger = ledger;
        this.account = account;
        this.mirror = mirror;
        this.prover = prover;
        this.log = log;
        this.errands = errands;
        this.provider = account.signer().publicIdentity().id();
    }

    /// Proves the epoch that ended last.
    void prove(BlockHeader tip) throws LedgerException {
        long past = tip.epoch() - 1;
        if (past < 0) {
            return;
        }
        closeLog(past);
        Optional<EpochEntry> entry = log.get(past);
        if (entry.isPresent() && entry.get().outcome() != EpochOutcome.PROVING) {
            return;
        }
        Optional<ProviderAccount> known = ledger.providerAccount(provider);
        SumNode bound = known.map(one -> one.commitment().rootAtEndOf(past)).orElse(SumNode.EMPTY);
        if (bound.isEmpty() || known.isEmpty() || known.get().failure().isPresent()) {
            log.put(new EpochEntry(past, EpochOutcome.NOTHING_HELD, 0, Amount.ZERO, ""));
            return;
        }
        Amount due = due(known.get().commitment().rateAtEndOf(past));
        if (ledger.hasProven(provider, past)) {
            log.put(new EpochEntry(past, EpochOutcome.PROVEN, bound.leaves(), due, ""));
            errands.resolved("prove");
            mirror.forgetBefore(past - ListWitness.EPOCHS);
            return;
        }
        if (entry.isEmpty()) {
            note(past, bound, due, "waits for the beacon");
        }
        if (!mirror.at(past).tree().root().equals(bound)) {
            note(past, bound, due, "the copy of the tree over the deals is not the ledger's");
            if (known.get().commitment().changedEpoch() <= past) {
                mirror.reset();
            }
            return;
        }
        Optional<BeaconSignature> beacon = ledger.record(StateKey.beacon(past)).map(BeaconSignature::of);
        if (beacon.isPresent()
                && errands.mayBegin("prove")
                && !(wrongProofsEpoch == past && wrongProofs >= WRONG_PROOFS_MAX)) {
            int count = ledger.genesis().parameters().storage().challengesOf(bound.leaves());
            errands.begin("prove", () -> prove(past, beacon.get(), count, bound, due));
        }
    }

    private void prove(long past, BeaconSignature beacon, int count, SumNode bound, Amount due)
            throws LedgerException, OrderRefusedException, IOException, InterruptedException {
        try {
            byte[] proof = prover.prove(past, beacon, count);
            note(past, bound, due, "the proof is sent");
            account.order(new SubmitProof(past, proof));
        } catch (OrderRefusedException e) {
            if (e.reason().filter(Rejection.Reason.PROOF_WRONG::equals).isPresent()) {
                wrongProofs = wrongProofsEpoch == past ? wrongProofs + 1 : 1;
                wrongProofsEpoch = past;
            }
            note(past, bound, due, String.valueOf(e.getMessage()));
            throw e;
        } catch (IOException e) {
            note(past, bound, due, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void note(long past, SumNode bound, Amount due, String detail) {
        log.put(new EpochEntry(past, EpochOutcome.PROVING, bound.leaves(), due, detail));
    }

    /// Says of epochs whose time is over what came of them.
    private void closeLog(long past) throws LedgerException {
        for (EpochEntry entry : log.latest(past - 1, ProviderReport.EPOCHS_MAX)) {
            if (entry.outcome() == EpochOutcome.PROVING) {
                EpochOutcome outcome = EpochOutcome.PROVEN;
                if (!ledger.hasProven(provider, entry.epoch())) {
                    boolean beacon =
                            ledger.record(StateKey.beacon(entry.epoch())).isPresent();
                    outcome = beacon ? EpochOutcome.MISSED : EpochOutcome.NO_BEACON;
                }
                String detail = outcome == EpochOutcome.MISSED ? entry.detail() : "";
                if (outcome == EpochOutcome.MISSED) {
                    LOG.warn("epoch {} was not proven: {}", entry.epoch(), detail);
                }
                log.put(new EpochEntry(entry.epoch(), outcome, entry.leaves(), entry.due(), detail));
            }
        }
    }

    private Amount due(Amount monthly) {
        ChainParameters parameters = ledger.genesis().parameters();
        return monthly.timesRatio(
                Amount.units(parameters.epochTime().toMillis()),
                Amount.units(Duration.ofDays(30).toMillis()));
    }
}
