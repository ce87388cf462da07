package network.cairn.proofs.deal;

/// What a verifier says of a {@link MembershipProof}.
public sealed interface MembershipVerdict {
    /// The list has the item.
    ///
    /// @param index where
    record Member(long index) implements MembershipVerdict {}

    record Rejected(Reason reason) implements MembershipVerdict {}

    /// Why a proof was rejected.
    enum Reason {
        /// Longer than {@link MembershipProof#ENCODED_BYTES_MAX}.
        TOO_LONG,
        /// The bytes are not a proof, end too early or go on after its end, or one of its nodes has no leaves.
        MALFORMED,
        /// The index is none of the list's, or no list has so many items.
        INDEX_OUTSIDE_LIST,
        /// It has more nodes, or fewer, than there are beside the way to this index in a list of this length.
        WRONG_DEPTH,
        /// The leaves of the item and of the proof's nodes are not those of the root.
        WRONG_SUM,
        /// The hashes do not lead to the root.
        ROOT_MISMATCH
    }
}
