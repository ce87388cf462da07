package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Validator;

/// What a {@link JoinValidators} does. One that stands already changes its endpoint and commission.
final class JoinValidatorsRule {
    private JoinValidatorsRule() {}

    static Optional<Rejection> apply(TransactionRun run, JoinValidators order) {
        if (!run.parameters().admission().admits(run.senderId())) {
            return TransactionRun.rejected(
                    Reason.NOT_ADMITTED, "the chain's genesis does not list " + run.senderId() + " as a validator");
        }
        Amount wanted = run.parameters().selfStakeMin();
        Validator validator = run.state().findValidator(run.senderId());
        if (validator == null) {
            return TransactionRun.rejected(
                    Reason.SELF_STAKE_TOO_LOW, "nothing bonded where " + wanted + " units are asked for");
        }
        if (run.block().timestampMillis() < validator.jailedUntilMillis()) {
            return TransactionRun.rejected(
                    Reason.JAILED, run.senderId() + " is in jail until " + validator.jailedUntilMillis());
        }
        Amount own = StakePool.ownStake(validator);
        if (own.compareTo(wanted) < 0) {
            return TransactionRun.rejected(
                    Reason.SELF_STAKE_TOO_LOW, own + " units bonded where " + wanted + " are asked for");
        }
        if (!validator.candidate()) {
            Candidates candidates = run.state().candidates();
            if (!candidates.hasRoom(validator.stake())) {
                return TransactionRun.rejected(
                        Reason.CANDIDATES_FULL,
                        candidates.ids().size() + " stand already; a stake of " + validator.stake()
                                + " units is to exceed " + candidates.floor());
            }
            run.state().put(candidates.with(run.senderId()));
        }
        run.state().put(ValidatorChange.standing(validator, order.endpoint(), order.commissionBasisPoints()));
        return Optional.empty();
    }
}
