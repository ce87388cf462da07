package network.cairn.proofs.piece;

import java.io.IOException;
import java.util.Arrays;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.PieceRoot;

/// What is kept of a piece's BLAKE3 tree: its length and the chaining value of each group of 64 KiB.
///
/// That is about 0.05 % of the piece. The levels above are hashed again when asked for (one compression a
/// group), those below need the group's bytes: proving any range reads at most the two groups that its
/// ends cut. A piece of a single group has the root in that group's place, so the nodes always determine
/// the root. Immutable.
public final class PieceTree {
    /// The longest piece: what one log file of a storage node can hold at all.
    public static final long PIECE_BYTES_MAX = 1L << 30;

    /// Bytes under each chaining value that is kept.
    public static final int GROUP_BYTES = 64 * 1024;

    static final int GROUP_CHUNKS = GROUP_BYTES / Blake3.CHUNK_BYTES;

    private static final int ENCODING_VERSION = 1;
    private static final int ENCODING_HEADER_BYTES = 1 + Long.BYTES;

    private final long lengthBytes;
    private final byte[] nodes;
    private final PieceRoot root;

    /// Takes the nodes over without copying them.
    PieceTree(long lengthBytes, byte[] nodes) {
        this.lengthBytes = lengthBytes;
        this.nodes = nodes;
        this.root = PieceRoot.of(groups(lengthBytes) == 1 ? nodes : fold(0, groups(lengthBytes), true));
    }

    /// The commitment to the piece: its BLAKE3 hash.
    public PieceRoot root() {
        return root;
    }

    public long lengthBytes() {
        return lengthBytes;
    }

    /// The canonical encoding: version (1 byte), the piece's length (u64), the kept chaining values from
    /// first to last.
    public byte[] encode() {
        return new CanonicalWriter()
                .u8(ENCODING_VERSION)
                .u64(lengthBytes)
                .fixed(nodes)
                .toBytes();
    }

    /// Decodes what {@link #encode()} wrote. The root follows from the nodes: whoever does not trust where they
    /// were kept compares root and length with those that were signed.
    ///
    /// @throws CodecException if the bytes are anything else, or of a piece longer than {@link #PIECE_BYTES_MAX}
    public static PieceTree decode(byte[] encoded) throws CodecException {
        if (encoded.length > encodedBytes(PIECE_BYTES_MAX)) {
            throw new CodecException("piece tree is " + encoded.length + " bytes, at most "
                    + encodedBytes(PIECE_BYTES_MAX) + " are allowed");
        }
        var reader = new CanonicalReader(encoded);
        int version = reader.u8("piece tree version");
        if (version != ENCODING_VERSION) {
            throw new CodecException("piece tree version is " + version + ", only " + ENCODING_VERSION + " is known");
        }
        long lengthBytes = reader.u64("piece length");
        if (lengthBytes > PIECE_BYTES_MAX) {
            throw new CodecException("piece length is " + lengthBytes + ", at most " + PIECE_BYTES_MAX + " is allowed");
        }
        byte[] nodes = reader.fixed(nodesBytes(lengthBytes), "piece tree nodes");
        reader.end();
        return new PieceTree(lengthBytes, nodes);
    }

    /// The size of {@link #encode()} for a piece of this length.
    ///
    /// @throws IllegalArgumentException if the length is not in 0 .. {@link #PIECE_BYTES_MAX}
    public static long encodedBytes(long pieceLengthBytes) {
        if (pieceLengthBytes < 0 || pieceLengthBytes > PIECE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "piece length " + pieceLengthBytes + " is not in 0 .. " + PIECE_BYTES_MAX + " bytes");
        }
        return (long) ENCODING_HEADER_BYTES + nodesBytes(pieceLengthBytes);
    }

    /// The proof of a range, for {@link RangeVerifier}, which says what it consists of and which ranges
    /// there are.
    ///
    /// Reads the one or two groups that the range's ends cut, each in one read, and checks them against
    /// the kept chaining values first: a corrupt piece yields an exception, not a proof that fails.
    ///
    /// @throws IllegalArgumentException if the range is not inside the piece or does not end at borders
    /// of chunks
    /// @throws CorruptPieceException if the bytes read are not those that the tree was made of
    /// @throws IOException if the reader cannot read
    public byte[] prove(long offset, long lengthBytes, RangeReader reader) throws IOException {
        return new RangeProver(this, offset, lengthBytes, reader).prove();
    }

    /// Chunks of a piece, the units of 1 KiB that a challenge asks for: 1 at least, as the empty piece is an empty
    /// chunk.
    ///
    /// @param lengthBytes 0 or more
    public static long chunks(long lengthBytes) {
        return Math.max(1, (lengthBytes - 1) / Blake3.CHUNK_BYTES + 1);
    }

    /// Writes the proof of some chunks, for {@link ChunksVerifier}, which says what it consists of.
    ///
    /// Reads each group of 64 KiB that holds one of the chunks once, in one read, and checks it against the kept
    /// chaining value first.
    ///
    /// @param chunks the indices of at least one chunk, ascending
    /// @throws IllegalArgumentException if they are not, or one of them is not in the piece
    /// @throws CorruptPieceException if the bytes read are not those that the tree was made of
    /// @throws IOException if the reader cannot read
    public void proveChunks(long[] chunks, RangeReader reader, CanonicalWriter into) throws IOException {
        new ChunksProver(this, chunks, reader, into).prove();
    }

    /// Writes the chaining value of a subtree of whole groups.
    void writeNode(long from, long subtreeBytes, byte[] into, int intoOffset) {
        int first = (int) (from / GROUP_BYTES);
        byte[] folded = fold(first, groups(subtreeBytes), false);
        System.arraycopy(folded, 0, into, intoOffset, Blake3.CHAINING_VALUE_BYTES);
    }

    boolean isNode(int group, byte[] chainingValue) {
        int from = group * Blake3.CHAINING_VALUE_BYTES;
        return Arrays.equals(
                nodes, from, from + Blake3.CHAINING_VALUE_BYTES, chainingValue, 0, Blake3.CHAINING_VALUE_BYTES);
    }

    /// The chaining value above `count` groups: level by level, an odd last node going up as it is.
    private byte[] fold(int first, int count, boolean root) {
        int from = first * Blake3.CHAINING_VALUE_BYTES;
        byte[] level = Arrays.copyOfRange(nodes, from, from + count * Blake3.CHAINING_VALUE_BYTES);
        var blake3 = new Blake3();
        for (int width = count; width > 1; width = (width + 1) / 2) {
            for (int i = 0; i + 1 < width; i += 2) {
                int children = i * Blake3.CHAINING_VALUE_BYTES;
                blake3.parent(level, children, root && width == 2, level, children / 2);
            }
            if (width % 2 != 0) {
                int last = (width - 1) * Blake3.CHAINING_VALUE_BYTES;
                System.arraycopy(level, last, level, last / 2, Blake3.CHAINING_VALUE_BYTES);
            }
        }
        return Arrays.copyOf(level, Blake3.CHAINING_VALUE_BYTES);
    }

    private static int groups(long lengthBytes) {
        return Math.max(1, (int) ((lengthBytes + GROUP_BYTES - 1) / GROUP_BYTES));
    }

    private static int nodesBytes(long lengthBytes) {
        return groups(lengthBytes) * Blake3.CHAINING_VALUE_BYTES;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PieceTree that && lengthBytes == that.lengthBytes && Arrays.equals(nodes, that.nodes);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(lengthBytes) + Arrays.hashCode(nodes);
    }

    @Override
    public String toString() {
        return "PieceTree[lengthBytes=" + lengthBytes + ", root=" + root + "]";
    }
}
