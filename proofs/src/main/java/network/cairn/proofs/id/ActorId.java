package network.cairn.proofs.id;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// The id of an actor (client account, storage provider, validator): the first 20 bytes of SHA-256 of its
/// 32-byte Ed25519 public key, written in bech32m (BIP 350) with the prefix `cairn`.
public final class ActorId extends FixedBytes {
    public static final int LENGTH_BYTES = 20;
    public static final String PREFIX = "cairn";

    private ActorId(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static ActorId of(byte[] bytes) {
        return new ActorId(bytes);
    }

    /// The id of the actor that holds the private half of this Ed25519 public key (32 bytes, RFC 8032).
    public static ActorId ofPublicKey(byte[] publicKey) {
        if (publicKey.length != 32) {
            throw new IllegalArgumentException("an Ed25519 public key is 32 bytes, not " + publicKey.length);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(publicKey);
            return new ActorId(Arrays.copyOf(digest, LENGTH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Parses the bech32m form.
    ///
    /// @throws IllegalArgumentException if it is not bech32m, has another prefix or another length
    public static ActorId parse(String text) {
        return new ActorId(Bech32m.decode(PREFIX, text));
    }

    /// The bech32m form, `cairn1…`.
    @Override
    public String toString() {
        return Bech32m.encode(PREFIX, toBytes());
    }
}
