package network.cairn.client.encryption;

import java.security.MessageDigest;

/// A secret of 256 bits. Never printed; compared in constant time; its bytes stay inside this package.
abstract sealed class SecretKey32 permits MasterKey, DataKey, MaskKey, SegmentMaskKey, ForeignKey {
    static final int LENGTH_BYTES = 32;

    private final byte[] secret;

    SecretKey32(byte[] secret) {
        if (secret.length != LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + " is " + LENGTH_BYTES + " bytes, not " + secret.length);
        }
        this.secret = secret.clone();
    }

    /// The secret itself, not a copy: for the ciphers of this package, which do not change it.
    final byte[] secret() {
        return secret;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof SecretKey32 that
                && getClass() == that.getClass()
                && MessageDigest.isEqual(secret, that.secret);
    }

    /// The same for all keys of a type, so that it tells nothing of the secret.
    @Override
    public final int hashCode() {
        return getClass().hashCode();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "(secret)";
    }
}
