package network.cairn.proofs.id;

/// A SHA-256 commitment whose meaning the field that holds it names.
public final class Digest extends FixedBytes {
    public static final int LENGTH_BYTES = 32;

    private Digest(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static Digest of(byte[] bytes) {
        return new Digest(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES}
    ///     hexadecimal digits
    public static Digest fromHex(String hex) {
        return new Digest(parseHex("Digest", hex, LENGTH_BYTES));
    }
}
