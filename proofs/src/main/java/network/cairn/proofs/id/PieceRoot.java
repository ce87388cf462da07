package network.cairn.proofs.id;

/// The commitment to a piece's bytes: their BLAKE3 hash (what `b3sum` prints). Signed only together with the length.
public final class PieceRoot extends FixedBytes {
    public static final int LENGTH_BYTES = 32;

    private PieceRoot(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static PieceRoot of(byte[] bytes) {
        return new PieceRoot(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES} hexadecimal digits
    public static PieceRoot fromHex(String hex) {
        return new PieceRoot(parseHex("PieceRoot", hex, LENGTH_BYTES));
    }
}
