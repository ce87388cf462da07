package network.cairn.proofs.id;

/// An Ed25519 signature (RFC 8032), 64 bytes.
public final class Signature extends FixedBytes {
    public static final int LENGTH_BYTES = 64;

    private Signature(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static Signature of(byte[] bytes) {
        return new Signature(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES} hexadecimal digits
    public static Signature fromHex(String hex) {
        return new Signature(parseHex("Signature", hex, LENGTH_BYTES));
    }
}
