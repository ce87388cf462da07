package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Validator;

/// What a {@link network.cairn.client.ledger.LeaveValidators} does.
final class LeaveValidatorsRule {
    private LeaveValidatorsRule() {}

    static Optional<Rejection> apply(TransactionRun run) {
        Validator validator = run.state().findValidator(run.senderId());
        if (validator == null || !validator.candidate()) {
            return TransactionRun.rejected(
                    Reason.NOT_A_CANDIDATE, run.senderId() + " does not stand for the validator set");
        }
        Candidates candidates = run.state().candidates();
        if (candidates.ids().size() == 1) {
            return TransactionRun.rejected(
                    Reason.LAST_VALIDATOR,
                    run.senderId() + " is the only one that stands: the chain would have nobody");
        }
        run.state().put(candidates.without(run.senderId()));
        run.state().put(ValidatorChange.notStanding(validator));
        return Optional.empty();
    }
}
