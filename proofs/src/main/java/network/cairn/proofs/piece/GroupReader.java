package network.cairn.proofs.piece;

import java.io.IOException;

/// Hands out the chaining values of a stored piece's subtrees: from the kept tree where it has them, otherwise from
/// the piece's bytes, a group at a time and checked against the tree first.
///
/// For walks from left to right: the group read last is kept, and no other. Not for several threads.
final class GroupReader {
    private final PieceTree tree;
    private final RangeReader reader;
    private final SubtreeHasher subtree = new SubtreeHasher();
    private byte[] group = new byte[0];
    private long groupStart = -1;

    GroupReader(PieceTree tree, RangeReader reader) {
        this.tree = tree;
        this.reader = reader;
    }

    /// Writes the chaining value of a subtree that is not the whole piece.
    void writeNode(long from, long lengthBytes, byte[] into, int intoOffset) throws IOException {
        long groupOf = from - from % PieceTree.GROUP_BYTES;
        if (from == groupOf && lengthBytes >= groupBytes(groupOf)) {
            tree.writeNode(from, lengthBytes, into, intoOffset);
        } else {
            load(groupOf);
            hash(group, (int) (from - groupOf), from, (int) lengthBytes, false, into, intoOffset);
        }
    }

    /// Writes bytes of the piece that are in one group.
    void writeBytes(long from, int lengthBytes, byte[] into, int intoOffset) throws IOException {
        long groupOf = from - from % PieceTree.GROUP_BYTES;
        load(groupOf);
        System.arraycopy(group, (int) (from - groupOf), into, intoOffset, lengthBytes);
    }

    private int groupBytes(long groupOf) {
        return (int) Math.min(PieceTree.GROUP_BYTES, tree.lengthBytes() - groupOf);
    }

    private void load(long groupOf) throws IOException {
        if (groupStart != groupOf) {
            group = read(groupOf, groupBytes(groupOf));
            groupStart = groupOf;
        }
    }

    private byte[] read(long from, int lengthBytes) throws IOException {
        byte[] bytes = reader.read(from, lengthBytes);
        if (bytes.length != lengthBytes) {
            throw new IOException("the reader returned " + bytes.length + " bytes at offset " + from + " of the piece, "
                    + lengthBytes + " were asked for");
        }
        byte[] chainingValue = new byte[Blake3.CHAINING_VALUE_BYTES];
        hash(bytes, 0, from, lengthBytes, lengthBytes == tree.lengthBytes(), chainingValue, 0);
        if (!tree.isNode((int) (from / PieceTree.GROUP_BYTES), chainingValue)) {
            throw new CorruptPieceException(from, lengthBytes, "their hash is not the one kept");
        }
        return bytes;
    }

    private void hash(byte[] bytes, int offset, long from, int lengthBytes, boolean root, byte[] into, int intoOffset) {
        subtree.start(from / Blake3.CHUNK_BYTES);
        subtree.update(bytes, offset, lengthBytes);
        subtree.finish(root, into, intoOffset);
    }
}
