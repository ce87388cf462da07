package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Validator;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;

/// What {@link Evidence} does: it burns a part of the offender's pool, and of what is on its way out of
/// it, and puts the offender in jail.
///
/// A punishment covers every offence up to the end of its own epoch: a block does not tell when, within
/// an epoch, a vote was signed, and one blunder shows as many pairs of votes.
final class EvidenceRule {
    /// Evidence is taken for so many epochs' blocks after its epoch, however much time they took: more
    /// than stake is held.
    private static final int EPOCHS_ADMISSIBLE = 4;

    private EvidenceRule() {}

    static Optional<Rejection> apply(TransactionRun run, Evidence evidence, ChainId chain, SignatureVerifier verifier) {
        var state = run.state();
        var equivocation = evidence.equivocation();
        ActorId offender = equivocation.first().validator();
        long epoch = equivocation.first().vote().round().epoch();
        if (epoch > run.block().epoch()) {
            return TransactionRun.rejected(
                    Reason.EVIDENCE_OUT_OF_TIME,
                    "votes of epoch " + epoch + " while the chain is in "
                            + run.block().epoch());
        }
        EpochRecord record = state.get(Tables.epoch(epoch), RecordType.EPOCH);
        ValidatorSet set = state.findSet(epoch);
        if (record == null || set == null || !isAdmissible(epoch, record, run.block(), run.parameters())) {
            return TransactionRun.rejected(
                    Reason.EVIDENCE_OUT_OF_TIME,
                    "votes of epoch " + epoch + ", which ended more than "
                            + run.parameters().evidenceTime() + " ago");
        }
        var member = set.member(offender);
        if (member.isEmpty()) {
            return TransactionRun.rejected(
                    Reason.EVIDENCE_NOT_SIGNED, offender + " was no validator of epoch " + epoch);
        }
        Validator validator = state.validator(offender);
        if (epoch < validator.punishedEpochs()) {
            return TransactionRun.rejected(
                    Reason.ALREADY_PUNISHED,
                    offender + " was punished for all up to epoch " + (validator.punishedEpochs() - 1));
        }
        if (!equivocation.isSignedWith(member.get().key(), chain, verifier)) {
            return TransactionRun.rejected(Reason.EVIDENCE_NOT_SIGNED, "the votes are not signed by " + offender);
        }
        punish(run, offender, validator, record.chosenHeight());
        return Optional.empty();
    }

    /// Whether votes of an epoch can be punished in a block: as long as either time or blocks allow, so
    /// that neither a chain that stood still nor one that ran fast lets an offender off.
    static boolean isAdmissible(long epoch, EpochRecord record, BlockContext block, ChainParameters parameters) {
        if (record.endMillis().isEmpty()) {
            return true;
        }
        return block.timestampMillis()
                        <= UnbondingQueue.later(record.endMillis().get(), parameters.evidenceTime())
                || block.height() <= parameters.lastHeight(epoch + EPOCHS_ADMISSIBLE);
    }

    private static void punish(TransactionRun run, ActorId offender, Validator validator, long chosenHeight) {
        var state = run.state();
        var totals = state.totals();
        int basisPoints = run.parameters().slashBasisPoints();
        Amount burned = UnbondingQueue.part(validator.stake(), basisPoints);
        // Those whose unbondings have all been paid bear on nothing any more.
        var slashes = new ArrayList<>(validator.slashes().stream()
                .filter(slash -> slash.beforeNumber() > totals.unbondingHead())
                .toList());
        // So many at once take a queue many unbonding times behind: the oldest then goes unborne.
        if (slashes.size() == Validator.SLASHES_MAX) {
            slashes.removeFirst();
        }
        long now = run.block().timestampMillis();
        slashes.add(new Validator.Slash(chosenHeight, totals.unbondingTail(), now, basisPoints));
        if (validator.candidate()) {
            state.put(state.candidates().without(offender));
        }
        var jailed = ValidatorChange.punished(
                validator,
                UnbondingQueue.later(now, run.parameters().unbondingTime()),
                run.block().epoch() + 1,
                slashes);
        state.put(ValidatorChange.stake(jailed, validator.stake().minusExact(burned)));
        state.put(totals.withBurned(totals.burned().plusExact(burned)));
    }
}
