package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ProvenEpochs;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StorageEpoch;
import network.cairn.client.ledger.SubmitProof;
import network.cairn.proofs.deal.Challenges;
import network.cairn.proofs.deal.EpochVerdict;
import network.cairn.proofs.deal.EpochVerifier;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;

/// What a {@link SubmitProof} does.
final class SubmitProofRule {
    private SubmitProofRule() {}

    static Optional<Rejection> apply(TransactionRun run, SubmitProof order) {
        long epoch = order.epoch();
        if (epoch != run.block().epoch() - 1) {
            return TransactionRun.rejected(
                    Reason.PROOF_OUT_OF_TIME,
                    "a proof of epoch " + epoch + " while the chain is in "
                            + run.block().epoch() + ": an epoch is proven in the one after it");
        }
        ActorId provider = run.senderId();
        var found = StorageBooks.find(run, provider);
        if (found.isEmpty()) {
            return TransactionRun.rejected(Reason.NOTHING_TO_PROVE, provider + " has no deals");
        }
        var books = found.get();
        var notServing = books.notServing();
        if (notServing.isPresent()) {
            return notServing;
        }
        SumNode committed = books.account().commitment().rootAtEndOf(epoch);
        if (committed.isEmpty()) {
            return TransactionRun.rejected(
                    Reason.NOTHING_TO_PROVE, provider + " held nothing at the end of epoch " + epoch);
        }
        if (books.hasProven(epoch)) {
            return TransactionRun.rejected(Reason.ALREADY_PROVEN, "epoch " + epoch + " of " + provider + " is proven");
        }
        BeaconSignature beacon = run.state().get(StateKey.beacon(epoch), RecordType.BEACON);
        if (beacon == null) {
            return TransactionRun.rejected(Reason.NO_BEACON, "epoch " + epoch + " has no beacon yet");
        }
        int count = run.parameters().storage().challengesOf(committed.leaves());
        long[] challenges = Challenges.derive(beacon, provider, epoch, committed.leaves(), count);
        if (EpochVerifier.verify(committed, provider, epoch, challenges, order.proof())
                instanceof EpochVerdict.Rejected(var reason)) {
            return TransactionRun.rejected(Reason.PROOF_WRONG, "the proof is wrong: " + reason);
        }
        accept(run, books, epoch);
        return Optional.empty();
    }

    private static void accept(TransactionRun run, StorageBooks books, long epoch) {
        var state = run.state();
        var key = StateKey.provenEpochs(run.senderId(), ProvenEpochs.era(epoch));
        ProvenEpochs era = state.get(key, RecordType.PROVEN_EPOCHS);
        state.put(key, RecordType.PROVEN_EPOCHS, (era == null ? ProvenEpochs.NONE : era).with(epoch));
        StorageEpoch storage = state.storageEpoch(epoch);
        var account = books.account();
        Amount rate = account.commitment().rateAtEndOf(epoch);
        state.put(epoch, new StorageEpoch(storage.rate(), storage.provenRate().plusExact(rate), storage.beacon()));
        books.put(account.withConduct(
                account.conduct().withProven(account.conduct().proven() + 1)));
        books.write();
    }
}
