package network.cairn.chain.consensus;

import java.util.List;

/// What one input came to.
///
/// @param effects what is to be done, in this order
public record Step(ConsensusState state, List<ConsensusEffect> effects) {
    public Step {
        effects = List.copyOf(effects);
    }
}
