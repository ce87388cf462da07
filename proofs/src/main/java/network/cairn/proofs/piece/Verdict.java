package network.cairn.proofs.piece;

/// What a verifier says of a proof. Verifiers are total: any bytes in, a verdict out.
public sealed interface Verdict {
    /// The proof holds.
    record Accepted() implements Verdict {}

    /// The proof does not hold.
    record Rejected(Reason reason) implements Verdict {}

    /// Why a proof was rejected.
    enum Reason {
        /// The bytes are not the encoding of a proof.
        MALFORMED,
        /// The range asked for is not inside the piece, or holds no byte of a piece that has some.
        RANGE_OUTSIDE_PIECE,
        /// The range asked for does not start and end where chunks do.
        RANGE_UNALIGNED,
        /// The proof carries fewer or more bytes than the range needs.
        WRONG_SIZE,
        /// The hashes do not lead to the root.
        ROOT_MISMATCH
    }
}
