package network.cairn.proofs.id;

/// The hash of a block's header, and so of all the block commits to.
public final class BlockHash extends FixedBytes {
    public static final int LENGTH_BYTES = 32;

    private BlockHash(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static BlockHash of(byte[] bytes) {
        return new BlockHash(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES}
    ///     hexadecimal digits
    public static BlockHash fromHex(String hex) {
        return new BlockHash(parseHex("BlockHash", hex, LENGTH_BYTES));
    }
}
