package network.cairn.proofs.beacon;

/// What a verifier says of a beacon or a share of one. Verifiers are total: any bytes in, a verdict out.
public sealed interface BeaconVerdict {
    /// It is the key's signature over the message.
    record Accepted() implements BeaconVerdict {}

    /// It is not.
    record Rejected(Reason reason) implements BeaconVerdict {}

    /// Why it was rejected.
    enum Reason {
        /// The signature is not the compressed form of a point of G1 other than infinity.
        MALFORMED_SIGNATURE,
        /// It is a signature, but not this key's over this message.
        WRONG_SIGNATURE
    }
}
