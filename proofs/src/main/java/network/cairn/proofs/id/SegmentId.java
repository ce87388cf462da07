package network.cairn.proofs.id;

/// The name of a segment, chosen at random by the client that uploads it.
public final class SegmentId extends FixedBytes {
    public static final int LENGTH_BYTES = 32;

    private SegmentId(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static SegmentId of(byte[] bytes) {
        return new SegmentId(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES} hexadecimal digits
    public static SegmentId fromHex(String hex) {
        return new SegmentId(parseHex("SegmentId", hex, LENGTH_BYTES));
    }
}
