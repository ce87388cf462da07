package network.cairn.client.encryption;

import java.security.SecureRandom;

/// A key from which the masks of pieces are derived. It opens no content: a repairer may be handed it.
public final class MaskKey extends SecretKey32 {
    private MaskKey(byte[] secret) {
        super(secret);
    }

    /// @throws IllegalArgumentException unless there are exactly 32 bytes
    public static MaskKey of(byte[] secret) {
        return new MaskKey(secret);
    }

    public static MaskKey generate(SecureRandom random) {
        byte[] secret = new byte[LENGTH_BYTES];
        random.nextBytes(secret);
        return new MaskKey(secret);
    }
}
