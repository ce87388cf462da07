package network.cairn.client.deal;

/// What a provider answers to a proposal or an acceptance.
public sealed interface RevisionAnswer {
    /// It has signed this, and waits for the client's signature.
    record Offered(RevisionOffer offer) implements RevisionAnswer {}

    /// Both have signed this, and it is what the provider holds.
    record Settled(SignedRevision agreed) implements RevisionAnswer {}

    /// It does not do it.
    ///
    /// @param detail what was wrong, with the value
    record Refused(Reason reason, String detail) implements RevisionAnswer {}

    /// Why a provider refuses.
    enum Reason {
        /// The deal is another, or not one of this provider's.
        WRONG_DEAL,
        /// The client starts from a revision that a later one has replaced.
        STALE,
        /// The provider has never heard of the revision, or let its offer of it lapse.
        UNKNOWN_REVISION,
        /// The provider has signed another revision, which the client may still bring to the ledger.
        OFFER_PENDING,
        /// A piece that is to go is not there.
        NO_SUCH_PIECE,
        /// A piece is named twice, or is there already.
        PIECE_TWICE,
        /// The client's signature is not right.
        WRONG_SIGNATURE
    }
}
