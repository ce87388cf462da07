package network.cairn.proofs.id;

/// The root of the ledger's authenticated state after a block.
public final class StateRoot extends FixedBytes {
    public static final int LENGTH_BYTES = 32;

    private StateRoot(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static StateRoot of(byte[] bytes) {
        return new StateRoot(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES}
    ///     hexadecimal digits
    public static StateRoot fromHex(String hex) {
        return new StateRoot(parseHex("StateRoot", hex, LENGTH_BYTES));
    }
}
