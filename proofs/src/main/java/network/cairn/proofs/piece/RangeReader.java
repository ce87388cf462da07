package network.cairn.proofs.piece;

import java.io.IOException;

/// Reads ranges of a stored piece for the prover.
@FunctionalInterface
public interface RangeReader {
    /// Exactly `lengthBytes` bytes of the piece from `offset` on.
    ///
    /// @throws IOException if they cannot be read, all of them
    byte[] read(long offset, int lengthBytes) throws IOException;
}
