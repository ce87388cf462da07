package network.cairn.proofs.id;

/// The hash of a signed transaction.
public final class TransactionId extends FixedBytes {
    public static final int LENGTH_BYTES = 32;

    private TransactionId(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static TransactionId of(byte[] bytes) {
        return new TransactionId(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES}
    ///     hexadecimal digits
    public static TransactionId fromHex(String hex) {
        return new TransactionId(parseHex("TransactionId", hex, LENGTH_BYTES));
    }
}
