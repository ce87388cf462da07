package network.cairn.chain.state;

import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.deal.SumNodes;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// The nodes of the tree over a provider's deals, as records of the state.
record DealNodes(WorkingState state, ActorId provider) implements SumNodes {
    @Override
    public @Nullable SumNode get(int level, long place) {
        return state.get(StateKey.dealNode(provider, level, place), RecordType.DEAL_NODE);
    }

    @Override
    public void put(int level, long place, SumNode node) {
        state.put(StateKey.dealNode(provider, level, place), RecordType.DEAL_NODE, node);
    }

    @Override
    public void remove(int level, long place) {
        state.remove(StateKey.dealNode(provider, level, place), RecordType.DEAL_NODE);
    }
}
