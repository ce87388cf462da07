package network.cairn.proofs.deal;

/// What a verifier says of an {@link EpochProof}.
public sealed interface EpochVerdict {
    /// The provider has shown every challenged chunk.
    record Accepted() implements EpochVerdict {}

    record Rejected(Reason reason) implements EpochVerdict {}

    /// Why a proof was rejected.
    enum Reason {
        /// Longer than {@link EpochProof#PROOF_BYTES_MAX}.
        TOO_LONG,
        /// The bytes are not a proof, end too early or go on after its end.
        MALFORMED,
        /// Of another version.
        OTHER_VERSION,
        /// Made for another epoch.
        OTHER_EPOCH,
        /// Made by another provider.
        OTHER_PROVIDER,
        /// More levels than any tree has.
        TOO_DEEP,
        /// A child has no leaves, or more than its parent.
        WRONG_SUM,
        /// A piece's length does not give the leaves that its place has.
        WRONG_LEAF_COUNT,
        /// The hashes do not lead to the root.
        ROOT_MISMATCH
    }
}
