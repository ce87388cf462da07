package network.cairn.proofs.deal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import network.cairn.proofs.id.Digest;

/// Hashes the nodes of sum-trees: SHA-256 of a byte that says what is hashed, and then its fields.
///
/// Inner node: `03 || leaves of the left || its hash || leaves of the right || its hash`, the sums as unsigned 64-bit
/// numbers below 2^63. What is a leaf of a tree says its own hash. Not for several threads.
final class SumHasher {
    static final int PIECE = 0x02;
    static final int DEAL = 0x0f;
    static final int CHALLENGE = 0x10;
    private static final int INNER = 0x03;

    private static final int INNER_BYTES = 1 + 2 * SumNode.ENCODED_BYTES;

    private final MessageDigest sha256;
    private final ByteBuffer inner = ByteBuffer.allocate(INNER_BYTES);

    SumHasher() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// The node above two others; empty if they have more than 2^63 - 1 leaves together.
    Optional<SumNode> checkedInner(SumNode left, SumNode right) {
        long leaves = left.leaves() + right.leaves();
        if (leaves < 0) {
            return Optional.empty();
        }
        inner.clear();
        inner.put((byte) INNER);
        inner.putLong(left.leaves()).put(left.hash().toBytes());
        inner.putLong(right.leaves()).put(right.hash().toBytes());
        return Optional.of(new SumNode(leaves, hash(inner.array())));
    }

    /// The node above two others.
    ///
    /// @throws ArithmeticException if they have more than 2^63 - 1 leaves together
    SumNode inner(SumNode left, SumNode right) {
        return checkedInner(left, right)
                .orElseThrow(() -> new ArithmeticException(
                        left.leaves() + " and " + right.leaves() + " leaves are more than 2^63 - 1 together"));
    }

    Digest hash(byte[] input) {
        return Digest.of(sha256.digest(input));
    }
}
