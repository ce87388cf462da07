package network.cairn.gateway.identity;

import java.security.MessageDigest;
import java.security.SecureRandom;
import network.cairn.client.encryption.MasterKey;

/// The 32 secret bytes of a tenant's master key. Never printed; compared in constant time.
public final class TenantSecret {
    static final int BYTES = 32;

    private final byte[] bytes;

    private TenantSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    static TenantSecret of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a tenant's secret is " + BYTES + " bytes, not " + bytes.length);
        }
        return new TenantSecret(bytes.clone());
    }

    static TenantSecret generate(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new TenantSecret(bytes);
    }

    public MasterKey masterKey() {
        return MasterKey.of(bytes);
    }

    /// For the document in which it rests.
    byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TenantSecret that && MessageDigest.isEqual(bytes, that.bytes);
    }

    /// The same for all, so that it tells nothing of the secret.
    @Override
    public int hashCode() {
        return TenantSecret.class.hashCode();
    }

    @Override
    public String toString() {
        return "TenantSecret(secret)";
    }
}
