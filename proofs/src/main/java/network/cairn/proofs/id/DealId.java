package network.cairn.proofs.id;

/// The name of a deal between a client and a provider, given when it was opened.
public final class DealId extends FixedBytes {
    public static final int LENGTH_BYTES = 32;

    private DealId(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static DealId of(byte[] bytes) {
        return new DealId(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES}
    ///     hexadecimal digits
    public static DealId fromHex(String hex) {
        return new DealId(parseHex("DealId", hex, LENGTH_BYTES));
    }
}
