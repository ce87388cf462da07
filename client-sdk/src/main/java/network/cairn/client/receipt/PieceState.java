package network.cairn.client.receipt;

import java.util.Optional;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;

/// What a verified receipt shows of a piece.
///
/// @param index in the code
/// @param id its name on its node
/// @param root its BLAKE3 hash
/// @param provider who holds it; where it is in no deal, who is said to
/// @param status what the ledger says of it
/// @param deal what the ledger says of its deal; empty where it is in none
public record PieceState(
        int index, PieceId id, PieceRoot root, ActorId provider, PieceStatus status, Optional<InDeal> deal) {
    /// What the ledger says of a piece's deal and its provider.
    ///
    /// @param id the deal
    /// @param endsEpoch the first epoch that it pays for no more, once it is ending
    /// @param lastProven the last epoch that the provider has proven and was bound to the piece at the end of, as
    ///     far as can be shown
    /// @param providerProven the last epoch that the provider has proven at all, of the last 60 or more
    /// @param terms what the provider says of itself: its operator, region and subnet among it
    public record InDeal(
            DealId id,
            Optional<Long> endsEpoch,
            Optional<Long> lastProven,
            Optional<Long> providerProven,
            ProviderTerms terms) {}

    public boolean isAlive() {
        return status == PieceStatus.ALIVE;
    }
}
