package network.cairn.chain.state;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Signature;

/// A signer whose signatures are hashes that anybody could make: cheap, and enough where nobody forges.
record TestSigner(PublicIdentity publicIdentity) implements Signer {
    static final SignatureVerifier VERIFIER =
            (signer, message, signature) -> hash(signer, message).equals(signature);

    /// The signer of this number; a number has one key.
    static TestSigner of(int number) {
        byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
        seed[0] = (byte) number;
        seed[1] = (byte) (number >>> 8);
        return new TestSigner(Identity.ofSeed(seed).publicIdentity());
    }

    ActorId id() {
        return publicIdentity.id();
    }

    @Override
    public Signature sign(byte[] message) {
        return hash(publicIdentity, message);
    }

    private static Signature hash(PublicIdentity signer, byte[] message) {
        try {
            var sha512 = MessageDigest.getInstance("SHA-512");
            sha512.update(signer.toBytes());
            return Signature.of(Arrays.copyOf(sha512.digest(message), Signature.LENGTH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
