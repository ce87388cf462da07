package network.cairn.chain.validator;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.proofs.id.Signature;

/// Signatures that cost a hash. Anybody could make them, but nobody in a test does who should not.
record HashedSigner(PublicIdentity publicIdentity) implements Signer {
    static final SignatureVerifier VERIFIER =
            (signer, message, signature) -> signatureOf(signer, message).equals(signature);

    static HashedSigner of(int number) {
        byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
        seed[0] = (byte) number;
        seed[1] = (byte) (number >> 8);
        seed[2] = 77;
        return new HashedSigner(Identity.ofSeed(seed).publicIdentity());
    }

    @Override
    public Signature sign(byte[] message) {
        return signatureOf(publicIdentity, message);
    }

    private static Signature signatureOf(PublicIdentity signer, byte[] message) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(signer.id().toBytes());
            return Signature.of(Arrays.copyOf(sha256.digest(message), Signature.LENGTH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
