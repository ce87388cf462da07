package network.cairn.client.receipt;

/// What the ledger says of a piece, the worst that is true.
public enum PieceStatus {
    /// In the list that the ledger has of a deal, with a provider that has not failed and has proven, of the last
    /// two epochs that could be proven, one at whose end it was bound to the piece.
    ALIVE,
    /// As above, but what the provider has proven of late was before it was bound to the piece, as far as can be
    /// shown: the piece is new, or its deal has changed since. Also where the deal has changed so lately that no
    /// proof of it is due.
    AWAITING_PROOF,
    /// In a deal, and its provider has proven neither of the last two epochs that could be proven.
    NOT_PROVEN_LATELY,
    /// In a deal that pays for it no more.
    DEAL_ENDED,
    /// In a deal of a provider that has failed, and so lost its deals.
    PROVIDER_FAILED,
    /// In no deal, or in none that the receipt shows.
    NOT_IN_DEAL
}
