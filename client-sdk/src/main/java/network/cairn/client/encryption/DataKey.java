package network.cairn.client.encryption;

import java.security.SecureRandom;

/// The key that encrypts one stream of plaintext, chosen at random for it and never reused.
public final class DataKey extends SecretKey32 {
    /// Length of its secret.
    public static final int SECRET_BYTES = LENGTH_BYTES;

    private DataKey(byte[] secret) {
        super(secret);
    }

    /// @throws IllegalArgumentException unless there are exactly 32 bytes
    public static DataKey of(byte[] secret) {
        return new DataKey(secret);
    }

    public static DataKey generate(SecureRandom random) {
        byte[] secret = new byte[LENGTH_BYTES];
        random.nextBytes(secret);
        return new DataKey(secret);
    }

    /// A copy of the secret, to have it wrapped under a key that is not of this package.
    public byte[] toBytes() {
        return secret().clone();
    }
}
