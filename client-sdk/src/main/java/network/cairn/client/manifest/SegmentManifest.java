package network.cairn.client.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.erasure.StripeLayout;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.SegmentId;

/// A segment as it is stored: how it was coded and which node holds which piece.
///
/// @param id the segment's random id; the ids of its pieces follow from it
/// @param scheme how it was coded
/// @param shareBytesMax share length of its full stripes
/// @param ciphertextBytes its length before coding
/// @param pieces the durable pieces, by ascending index
public record SegmentManifest(
        SegmentId id, Scheme scheme, int shareBytesMax, long ciphertextBytes, List<StoredPiece> pieces) {
    /// One durable piece: its index in the code, its node, and the root its node signed for.
    public record StoredPiece(int index, ActorId node, PieceRoot root) {}

    private static final int VERSION = 1;

    public SegmentManifest {
        pieces = List.copyOf(pieces);
        var indices = new HashSet<Integer>();
        int previous = -1;
        for (StoredPiece piece : pieces) {
            if (piece.index() <= previous || piece.index() >= scheme.total() || !indices.add(piece.index())) {
                throw new IllegalArgumentException(
                        "piece index " + piece.index() + " is out of order or not under " + scheme.total());
            }
            previous = piece.index();
        }
    }

    public StripeLayout layout() {
        return new StripeLayout(ciphertextBytes, scheme.k(), shareBytesMax);
    }

    public PieceId pieceId(StoredPiece piece) {
        return PieceId.ofSegment(id, piece.index());
    }

    public byte[] encode() {
        var writer = new CanonicalWriter()
                .u8(VERSION)
                .id(id)
                .u8(scheme.k())
                .u8(scheme.repair())
                .u8(scheme.success())
                .u8(scheme.total())
                .u32(shareBytesMax)
                .u64(ciphertextBytes)
                .u32(pieces.size());
        for (StoredPiece piece : pieces) {
            writer.u8(piece.index()).id(piece.node()).id(piece.root());
        }
        return writer.toBytes();
    }

    public static SegmentManifest decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        int version = reader.u8("version");
        if (version != VERSION) {
            throw new CodecException("segment manifest has version " + version + ", this software reads " + VERSION);
        }
        try {
            var id = SegmentId.of(reader.fixed(SegmentId.LENGTH_BYTES, "segment id"));
            var scheme = new Scheme(reader.u8("k"), reader.u8("repair"), reader.u8("success"), reader.u8("total"));
            int shareBytesMax = reader.u32("shareBytesMax");
            long ciphertextBytes = reader.u64("ciphertextBytes");
            int count = reader.count(Scheme.TOTAL_MAX, "pieces");
            var pieces = new ArrayList<StoredPiece>(count);
            for (int i = 0; i < count; i++) {
                pieces.add(new StoredPiece(
                        reader.u8("piece index"),
                        ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "piece node")),
                        PieceRoot.of(reader.fixed(PieceRoot.LENGTH_BYTES, "piece root"))));
            }
            reader.end();
            var manifest = new SegmentManifest(id, scheme, shareBytesMax, ciphertextBytes, pieces);
            manifest.layout();
            return manifest;
        } catch (IllegalArgumentException e) {
            throw new CodecException("not a segment manifest: " + e.getMessage(), e);
        }
    }
}
