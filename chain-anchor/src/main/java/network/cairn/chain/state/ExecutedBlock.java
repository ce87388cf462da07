package network.cairn.chain.state;

import java.util.List;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.ValidatorSet;

/// What carrying a block out came to.
///
/// @param transactions those that have their place in the block
/// @param outcomes one for each of them
/// @param validators the set of the block's epoch
/// @param nextValidators the set of the epoch after
public record ExecutedBlock(
        List<Transaction> transactions,
        List<Outcome> outcomes,
        StateChanges changes,
        ValidatorSet validators,
        ValidatorSet nextValidators) {
    public ExecutedBlock {
        transactions = List.copyOf(transactions);
        outcomes = List.copyOf(outcomes);
    }
}
