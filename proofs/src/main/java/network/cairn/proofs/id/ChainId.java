package network.cairn.proofs.id;

/// The name of a chain: the hash of its genesis, so that nothing signed for one chain counts on another.
public final class ChainId extends FixedBytes {
    public static final int LENGTH_BYTES = 32;

    private ChainId(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static ChainId of(byte[] bytes) {
        return new ChainId(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES}
    ///     hexadecimal digits
    public static ChainId fromHex(String hex) {
        return new ChainId(parseHex("ChainId", hex, LENGTH_BYTES));
    }
}
