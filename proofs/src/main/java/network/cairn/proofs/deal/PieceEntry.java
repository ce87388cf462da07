package network.cairn.proofs.deal;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.piece.PieceTree;

/// A piece as the list of a deal knows it.
///
/// Its leaf is SHA-256 of `02 || id || length || root`, its leaves are its chunks.
///
/// @param id its name on the node
/// @param lengthBytes its bytes, 1 .. {@link PieceTree#PIECE_BYTES_MAX}
/// @param root its BLAKE3 hash
public record PieceEntry(PieceId id, long lengthBytes, PieceRoot root) {
    /// The bytes of an encoded entry.
    public static final int ENCODED_BYTES = PieceId.LENGTH_BYTES + Long.BYTES + PieceRoot.LENGTH_BYTES;

    public PieceEntry {
        if (lengthBytes < 1 || lengthBytes > PieceTree.PIECE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a piece in a deal has 1 .. " + PieceTree.PIECE_BYTES_MAX + " bytes, not " + lengthBytes);
        }
    }

    /// How many chunks a challenge can ask it for.
    public long leaves() {
        return PieceTree.chunks(lengthBytes);
    }

    /// The entry's leaf in the list.
    public SumNode node() {
        return node(new SumHasher());
    }

    SumNode node(SumHasher hasher) {
        var writer = new CanonicalWriter().u8(SumHasher.PIECE);
        write(writer);
        return new SumNode(leaves(), hasher.hash(writer.toBytes()));
    }

    public void write(CanonicalWriter writer) {
        writer.id(id).u64(lengthBytes).id(root);
    }

    /// @throws CodecException if the bytes are not an entry
    public static PieceEntry read(CanonicalReader reader) throws CodecException {
        var id = PieceId.of(reader.fixed(PieceId.LENGTH_BYTES, "piece id"));
        long lengthBytes = reader.u64("piece length");
        var root = PieceRoot.of(reader.fixed(PieceRoot.LENGTH_BYTES, "piece root"));
        try {
            return new PieceEntry(id, lengthBytes, root);
        } catch (IllegalArgumentException e) {
            throw new CodecException(String.valueOf(e.getMessage()), e);
        }
    }
}
