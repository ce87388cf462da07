package network.cairn.client.encryption;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/// An account's master key, the root from which all its keys follow.
public final class MasterKey extends SecretKey32 {
    private static final String BUCKET_LABEL = "cairn.bucket.v1";
    private static final String BOX_LABEL = "cairn.purpose.v1";

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

    /// The keys of a bucket.
    ///
    /// @param bucketId what the bucket keeps for life. A name that can be deleted and taken again is the
    ///     caller's choice, with the consequence that the new bucket has the old one's keys
    public BucketKeys bucketKeys(String bucketId) {
        return new BucketKeys(Hkdf.derive(secret(), BUCKET_LABEL, bucketId.getBytes(StandardCharsets.UTF_8)));
    }

    /// A box for small secrets that rest in a store, with a key of its own for each purpose.
    ///
    /// @param purpose what the secrets are, such as `s3-secret-keys`
    public SecretBox secretBox(String purpose) {
        return new SecretBox(Hkdf.derive(secret(), BOX_LABEL, purpose.getBytes(StandardCharsets.UTF_8)));
    }
}
