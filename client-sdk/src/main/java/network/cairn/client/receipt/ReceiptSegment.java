package network.cairn.client.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.SegmentId;
import network.cairn.proofs.piece.PieceTree;

/// A segment as a receipt lists it. Its pieces' ids follow from its own and their indices, so that no piece can be
/// listed twice.
///
/// @param id the segment's
/// @param k how many of its pieces suffice to read it
/// @param total how many it can have
/// @param pieceBytes the length of each of them
/// @param pieces those that are listed, by ascending index, each once
public record ReceiptSegment(SegmentId id, int k, int total, long pieceBytes, List<Piece> pieces) {
    /// A piece and where it is said to be.
    ///
    /// @param index in the code
    /// @param root its BLAKE3 hash
    /// @param provider who is said to hold it
    /// @param dealt which deal of that provider's has it; empty where none has, or none was shown to
    public record Piece(int index, PieceRoot root, ActorId provider, Optional<Dealt> dealt) {}

    /// A piece's place in a deal.
    ///
    /// @param deal the deal
    /// @param membership in the list that the ledger has of the deal
    /// @param earlier membership in the receipt's {@link EarlierList} of the deal
    public record Dealt(DealId deal, MembershipProof membership, Optional<MembershipProof> earlier) {}

    public ReceiptSegment {
        pieces = List.copyOf(pieces);
        if (k < 1 || k > total || total > Scheme.TOTAL_MAX) {
            throw new IllegalArgumentException("a segment of " + total + " pieces is not read from " + k);
        }
        if (pieceBytes < 1 || pieceBytes > PieceTree.PIECE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a piece has 1 .. " + PieceTree.PIECE_BYTES_MAX + " bytes, not " + pieceBytes);
        }
        int previous = -1;
        for (Piece piece : pieces) {
            if (piece.index() <= previous || piece.index() >= total) {
                throw new IllegalArgumentException(
                        "piece index " + piece.index() + " is out of order or not under " + total);
            }
            previous = piece.index();
        }
    }

    /// A piece's name on its node.
    public PieceId pieceId(Piece piece) {
        return PieceId.ofSegment(id, piece.index());
    }

    /// A piece as a deal's list has it.
    public PieceEntry entry(Piece piece) {
        return new PieceEntry(pieceId(piece), pieceBytes, piece.root());
    }

    /// Whether this is what somebody who has the segment's manifest knows of it: only then are the pieces those of
    /// the object that the receipt names, as nothing on the chain says what they are of.
    public boolean isOf(SegmentManifest manifest) {
        return id.equals(manifest.id())
                && k == manifest.scheme().k()
                && total == manifest.scheme().total()
                && pieceBytes == manifest.layout().pieceBytes()
                && pieces.stream()
                        .allMatch(piece -> manifest.pieces().stream()
                                .anyMatch(stored -> stored.index() == piece.index()
                                        && stored.root().equals(piece.root())));
    }

    void write(CanonicalWriter writer) {
        writer.id(id).u8(k).u8(total).u64(pieceBytes).u8(pieces.size());
        for (Piece piece : pieces) {
            writer.u8(piece.index()).id(piece.root()).id(piece.provider());
            writer.bool(piece.dealt().isPresent());
            piece.dealt().ifPresent(dealt -> {
                writer.id(dealt.deal());
                dealt.membership().write(writer);
                writer.bool(dealt.earlier().isPresent());
                dealt.earlier().ifPresent(earlier -> earlier.write(writer));
            });
        }
    }

    static ReceiptSegment read(CanonicalReader reader) throws CodecException {
        var id = SegmentId.of(reader.fixed(SegmentId.LENGTH_BYTES, "segment id"));
        int k = reader.u8("k");
        int total = reader.u8("total");
        long pieceBytes = reader.u64("piece length");
        int count = reader.u8("pieces");
        var pieces = new ArrayList<Piece>();
        for (int i = 0; i < count; i++) {
            pieces.add(new Piece(
                    reader.u8("piece index"),
                    PieceRoot.of(reader.fixed(PieceRoot.LENGTH_BYTES, "piece root")),
                    ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "piece's provider")),
                    reader.bool("piece is in a deal") ? Optional.of(readDealt(reader)) : Optional.empty()));
        }
        return new ReceiptSegment(id, k, total, pieceBytes, pieces);
    }

    private static Dealt readDealt(CanonicalReader reader) throws CodecException {
        return new Dealt(
                DealId.of(reader.fixed(DealId.LENGTH_BYTES, "piece's deal")),
                MembershipProof.read(reader),
                reader.bool("piece was in the earlier list")
                        ? Optional.of(MembershipProof.read(reader))
                        : Optional.empty());
    }
}
