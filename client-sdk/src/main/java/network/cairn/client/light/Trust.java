package network.cairn.client.light;

import java.util.Optional;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.ValidatorSet;

/// The newest header that is believed, and the sets that go with it.
///
/// @param checkpoint the header; empty before the first one after genesis
/// @param epoch the header's epoch
/// @param validators the set of that epoch
/// @param nextValidators the set of the next
record Trust(Optional<Checkpoint> checkpoint, long epoch, ValidatorSet validators, ValidatorSet nextValidators) {
    static Trust of(Genesis genesis) {
        var set = genesis.validatorSet();
        return new Trust(Optional.empty(), 0, set, set);
    }

    static Trust of(Checkpoint checkpoint) {
        return new Trust(
                Optional.of(checkpoint),
                checkpoint.header().epoch(),
                checkpoint.validators(),
                checkpoint.nextValidators());
    }

    Optional<BlockHeader> header() {
        return checkpoint.map(Checkpoint::header);
    }

    long height() {
        return header().map(BlockHeader::height).orElse(0L);
    }
}
