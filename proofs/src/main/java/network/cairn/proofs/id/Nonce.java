package network.cairn.proofs.id;

/// Random bytes that make a signed message unique.
public final class Nonce extends FixedBytes {
    public static final int LENGTH_BYTES = 16;

    private Nonce(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static Nonce of(byte[] bytes) {
        return new Nonce(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES} hexadecimal digits
    public static Nonce fromHex(String hex) {
        return new Nonce(parseHex("Nonce", hex, LENGTH_BYTES));
    }
}
