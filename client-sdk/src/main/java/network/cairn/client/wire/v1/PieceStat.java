package network.cairn.client.wire.v1;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;

/// What a node holds under a piece id.
public record PieceStat(PieceId piece, long lengthBytes, PieceRoot root) {
    public static final int ENCODED_BYTES = PieceId.LENGTH_BYTES + 8 + PieceRoot.LENGTH_BYTES;

    public byte[] encode() {
        return new CanonicalWriter().id(piece).u64(lengthBytes).id(root).toBytes();
    }

    public static PieceStat decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var stat = new PieceStat(
                PieceId.of(reader.fixed(PieceId.LENGTH_BYTES, "stat piece")),
                reader.u64("stat length"),
                PieceRoot.of(reader.fixed(PieceRoot.LENGTH_BYTES, "stat root")));
        reader.end();
        return stat;
    }
}
