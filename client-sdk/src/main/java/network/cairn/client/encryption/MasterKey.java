package network.cairn.client.encryption;

import java.security.SecureRandom;

/// An account's master key, the root from which all its keys follow.
public final class MasterKey extends SecretKey32 {
    private MasterKey(byte[] secret) {
        super(secret);
    }

    /// @throws IllegalArgumentException unless there are exactly 32 bytes
    public static MasterKey of(byte[] secret) {
        return new MasterKey(secret);
    }

    public static MasterKey generate(SecureRandom random) {
        byte[] secret = new byte[LENGTH_BYTES];
        random.nextBytes(secret);
        return new MasterKey(secret);
    }
}
