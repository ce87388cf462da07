package network.cairn.client.encryption;

/// A key of 256 bits that somebody else made and keeps, such as the one an S3 client sends with each
/// request.
///
/// Nobody vouches for its randomness, so it encrypts nothing by itself: keys of boxes are extracted from it
/// and a salt (HKDF-SHA256, both steps of RFC 5869).
public final class ForeignKey extends SecretKey32 {
    private static final String LABEL = "cairn.foreign.v1";
    private static final byte[] NO_CONTEXT = {};

    private ForeignKey(byte[] secret) {
        super(secret);
    }

    /// @throws IllegalArgumentException unless there are exactly 32 bytes
    public static ForeignKey of(byte[] secret) {
        return new ForeignKey(secret);
    }

    /// A box for the secrets of one use.
    ///
    /// @param salt another one for every use, such as the id of what the secret is for; need not be secret
    public SecretBox secretBox(byte[] salt) {
        return new SecretBox(Hkdf.extractAndDerive(secret(), salt, LABEL, NO_CONTEXT));
    }
}
