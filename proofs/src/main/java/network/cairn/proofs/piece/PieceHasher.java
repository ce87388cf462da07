package network.cairn.proofs.piece;

import java.util.Arrays;
import java.util.Objects;

/// The incremental hash of a piece: bytes in as they stream by, the piece's tree out.
///
/// Memory is one chunk, a short stack and 32 bytes for each 64 KiB that went by. Not thread-safe; one
/// hasher hashes one piece.
public final class PieceHasher {
    private final SubtreeHasher group = new SubtreeHasher();
    private byte[] nodes = new byte[Blake3.CHAINING_VALUE_BYTES];
    private int nodesBytes;
    private int groupBytes;
    private long lengthBytes;
    private boolean finished;

    /// Appends these bytes to the piece.
    ///
    /// @throws IndexOutOfBoundsException if the range is not inside the array
    /// @throws IllegalArgumentException if the piece would be longer than {@link
    /// PieceTree#PIECE_BYTES_MAX}
    /// @throws IllegalStateException after {@link #finish()}
    public void update(byte[] bytes, int offset, int lengthBytes) {
        Objects.checkFromIndexSize(offset, lengthBytes, bytes.length);
        checkNotFinished();
        if (lengthBytes > PieceTree.PIECE_BYTES_MAX - this.lengthBytes) {
            throw new IllegalArgumentException(lengthBytes + " bytes after " + this.lengthBytes
                    + " make a piece longer than " + PieceTree.PIECE_BYTES_MAX + " bytes");
        }
        this.lengthBytes += lengthBytes;
        int position = offset;
        int end = offset + lengthBytes;
        while (position < end) {
            if (groupBytes == PieceTree.GROUP_BYTES) {
                closeGroup();
            }
            int taken = Math.min(end - position, PieceTree.GROUP_BYTES - groupBytes);
            group.update(bytes, position, taken);
            groupBytes += taken;
            position += taken;
        }
    }

    /// The tree of everything appended.
    ///
    /// @throws IllegalStateException when called a second time
    public PieceTree finish() {
        checkNotFinished();
        finished = true;
        reserveNode();
        group.finish(nodesBytes == 0, nodes, nodesBytes);
        nodesBytes += Blake3.CHAINING_VALUE_BYTES;
        return new PieceTree(lengthBytes, Arrays.copyOf(nodes, nodesBytes));
    }

    private void closeGroup() {
        reserveNode();
        group.finish(false, nodes, nodesBytes);
        nodesBytes += Blake3.CHAINING_VALUE_BYTES;
        group.start(lengthOfNodes());
        groupBytes = 0;
    }

    /// Chunks under the nodes kept so far.
    private long lengthOfNodes() {
        return (long) nodesBytes / Blake3.CHAINING_VALUE_BYTES * PieceTree.GROUP_CHUNKS;
    }

    private void reserveNode() {
        if (nodes.length - nodesBytes < Blake3.CHAINING_VALUE_BYTES) {
            nodes = Arrays.copyOf(nodes, nodes.length * 2);
        }
    }

    private void checkNotFinished() {
        if (finished) {
            throw new IllegalStateException("this hasher has finished its piece; a new piece needs a new hasher");
        }
    }
}
