package network.cairn.client.identity;

import network.cairn.proofs.id.Signature;

/// Checks signatures. {@link #ED25519} is the real one; a simulation brings a cheaper one of its own.
@FunctionalInterface
public interface SignatureVerifier {
    /// Ed25519 as in RFC 8032.
    SignatureVerifier ED25519 = PublicIdentity::verify;

    /// Whether `signature` is this actor's over `message`.
    boolean verify(PublicIdentity signer, byte[] message, Signature signature);
}
