package network.cairn.client.erasure;

/// A systematic erasure code over one stripe: `k` data shares, `total - k` parity shares, all of one length.
///
/// Safe for use by many threads. Implementations agree on every byte: the matrix is that of Backblaze's
/// JavaReedSolomon (Vandermonde made systematic, field polynomial 0x11d).
public interface ErasureCoder {
    int k();

    int total();

    /// Computes shares `k .. total - 1` from shares `0 .. k - 1`.
    ///
    /// @param shares `total` arrays with at least `offset + lengthBytes` bytes each; parity is written in place
    void encode(byte[][] shares, int offset, int lengthBytes);

    /// Computes the shares that are absent and wanted from any `k` that are present.
    ///
    /// @param shares `total` arrays; the absent and wanted ones are overwritten, others may be
    ///     absent and unwanted (any content, even a zero-length array, and left alone)
    /// @param present which shares hold good bytes; at least `k`
    /// @param wanted which absent shares to compute
    /// @throws IllegalArgumentException if fewer than `k` are present
    void reconstruct(byte[][] shares, boolean[] present, boolean[] wanted, int offset, int lengthBytes);
}
