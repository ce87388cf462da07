package network.cairn.gateway.kms;

import java.time.Instant;
import java.util.Arrays;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.encryption.SecretBox;

/// One version of a key of the ring: the secret that data keys are wrapped under.
///
/// @param number from 1, one more with each rotation
/// @param secret 32 random bytes
record KeyVersion(int number, Instant createdAt, byte[] secret) {
    static final int SECRET_BYTES = 32;

    private static final String PURPOSE = "key-service-data-keys";

    KeyVersion {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "version " + number + " of a key has " + secret.length + " bytes, not " + SECRET_BYTES);
        }
        secret = secret.clone();
    }

    SecretBox box() {
        return MasterKey.of(secret).secretBox(PURPOSE);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyVersion that
                && number == that.number
                && createdAt.equals(that.createdAt)
                && Arrays.equals(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return 31 * number + createdAt.hashCode();
    }

    @Override
    public String toString() {
        return "KeyVersion[" + number + ", " + createdAt + "]";
    }
}
