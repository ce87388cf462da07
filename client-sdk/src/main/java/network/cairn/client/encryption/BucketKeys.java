package network.cairn.client.encryption;

import java.security.SecureRandom;

/// The keys of one bucket: one that wraps the data keys of its streams, one for a second layer around data
/// keys that others wrapped, one that its masks follow from.
///
/// Safe for use by many threads. Derived from the master key whenever needed, never stored.
public final class BucketKeys {
    /// Length of a wrapped data key.
    public static final int WRAPPED_BYTES = SecretKey32.LENGTH_BYTES + SecretBox.OVERHEAD_BYTES;

    private static final String WRAP_LABEL = "cairn.bucket.wrap.v1";
    private static final String OUTER_LABEL = "cairn.bucket.outer.v1";
    private static final String MASK_LABEL = "cairn.bucket.mask.v1";
    private static final byte[] NO_CONTEXT = {};

    private final SecretBox wrapping;
    private final SecretBox outerBox;
    private final MaskKey maskKey;

    BucketKeys(byte[] bucketKey) {
        this.wrapping = new SecretBox(Hkdf.derive(bucketKey, WRAP_LABEL, NO_CONTEXT));
        this.outerBox = new SecretBox(Hkdf.derive(bucketKey, OUTER_LABEL, NO_CONTEXT));
        this.maskKey = MaskKey.of(Hkdf.derive(bucketKey, MASK_LABEL, NO_CONTEXT));
    }

    public MaskKey maskKey() {
        return maskKey;
    }

    /// A box for data keys that are wrapped under somebody else's key already: they open with both keys
    /// only, and what was changed at rest is told apart from a wrong key of the other.
    public SecretBox outerBox() {
        return outerBox;
    }

    /// Encrypts a data key for storage beside what it encrypts, as a {@link SecretBox}.
    ///
    /// @param context what the data key is for, such as the bucket, object and version; needed again to unwrap
    /// @return {@link #WRAPPED_BYTES} bytes
    public byte[] wrap(DataKey key, byte[] context, SecureRandom random) {
        return wrapping.seal(key.secret(), context, random);
    }

    /// Decrypts a data key that was wrapped with this bucket's keys and the same context.
    ///
    /// @throws DecryptionException if it was changed, or is of another bucket, account or context
    public DataKey unwrap(byte[] wrapped, byte[] context) throws DecryptionException {
        if (wrapped.length != WRAPPED_BYTES) {
            throw new DecryptionException("a wrapped data key is " + WRAPPED_BYTES + " bytes, not " + wrapped.length);
        }
        return DataKey.of(wrapping.open(wrapped, context));
    }
}
