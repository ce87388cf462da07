package network.cairn.client.identity;

import java.security.SecureRandom;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Signature;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// An actor's identity: the Ed25519 private key it signs with. Never printed; at rest only inside an
/// encrypted keystore.
public final class Identity implements Signer {
    /// Length of the private seed of RFC 8032.
    public static final int SEED_LENGTH_BYTES = Ed25519.SECRET_KEY_SIZE;

    private final byte[] seed;
    private final PublicIdentity publicIdentity;

    private Identity(byte[] seed) {
        this.seed = seed;
        byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        this.publicIdentity = PublicIdentity.ofOwnKey(publicKey);
    }

    public static Identity generate(SecureRandom random) {
        byte[] seed = new byte[SEED_LENGTH_BYTES];
        random.nextBytes(seed);
        return new Identity(seed);
    }

    /// @throws IllegalArgumentException unless the seed is {@link #SEED_LENGTH_BYTES} bytes
    public static Identity ofSeed(byte[] seed) {
        if (seed.length != SEED_LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "an Ed25519 seed is " + SEED_LENGTH_BYTES + " bytes, not " + seed.length);
        }
        return new Identity(seed.clone());
    }

    public ActorId id() {
        return publicIdentity.id();
    }

    @Override
    public PublicIdentity publicIdentity() {
        return publicIdentity;
    }

    /// The Ed25519 signature of `message`.
    @Override
    public Signature sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, publicIdentity.toBytes(), 0, message, 0, message.length, signature, 0);
        return Signature.of(signature);
    }

    /// A copy of the secret seed, for the keystore and the certificate.
    byte[] seed() {
        return seed.clone();
    }

    @Override
    public String toString() {
        return id().toString();
    }
}
