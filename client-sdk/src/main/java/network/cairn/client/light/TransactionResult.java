package network.cairn.client.light;

import java.util.Optional;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Rejection;

/// What became of a transaction in a final block.
///
/// @param header the block's header
/// @param index its place in the block
/// @param outcomeCode 0 where it was carried out, else why it was charged for nothing
public record TransactionResult(BlockHeader header, int index, int outcomeCode) {
    public boolean isApplied() {
        return outcomeCode == 0;
    }

    /// Why it was not carried out, where this version knows the reason.
    public Optional<Rejection.Reason> rejection() {
        return Rejection.Reason.ofCode(outcomeCode);
    }
}
