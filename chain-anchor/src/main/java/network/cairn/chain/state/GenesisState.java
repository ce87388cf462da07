package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Validator;
import network.cairn.proofs.id.ActorId;

/// The state a chain starts from: its accounts, its first validators with their stake, and the set they
/// make, which serves the epochs 0 and 1.
final class GenesisState {
    private GenesisState() {}

    static StateChanges of(Genesis genesis, WorkingState state) {
        genesis.balances().forEach(state::credit);
        var ids = new ArrayList<ActorId>();
        for (Genesis.GenesisValidator first : genesis.validators()) {
            Amount stake = first.stake();
            state.put(new Validator(
                    first.key(),
                    true,
                    Optional.of(first.endpoint()),
                    first.commissionBasisPoints(),
                    stake,
                    stake,
                    stake,
                    0,
                    0,
                    List.of(),
                    0));
            ids.add(first.key().id());
        }
        for (long epoch = 0; epoch < 2; epoch++) {
            state.put(epoch, genesis.validatorSet());
            state.put(Tables.epoch(epoch), RecordType.EPOCH, new EpochRecord(0, Optional.empty()));
        }
        state.put(new Candidates(Amount.ZERO, ids.stream().sorted().toList()));
        state.put(new Totals(0, genesis.timeMillis(), Amount.ZERO, Amount.ZERO, 0, 0, 0));
        return state.changes();
    }
}
