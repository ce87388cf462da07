package network.cairn.proofs.deal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.piece.PieceHasher;
import network.cairn.proofs.piece.PieceTree;

/// A provider's deals in memory, pieces and all.
final class StoredDeals implements ProofSource {
    private record StoredPiece(PieceEntry entry, PieceTree tree, byte[] bytes) {}

    private record StoredDeal(DealId id, SumTree list, List<StoredPiece> pieces) {}

    private final List<StoredDeal> deals = new ArrayList<>();
    private SumTree tree = new SumTree(new HeapSumNodes(), 0);

    /// Deals of random pieces.
    static StoredDeals random(SplittableRandom random, int deals, int piecesMax, int pieceBytesMax) {
        var stored = new StoredDeals();
        for (int deal = 0; deal < deals; deal++) {
            stored.addDeal(random);
            int pieces = random.nextInt(1, piecesMax + 1);
            for (int piece = 0; piece < pieces; piece++) {
                byte[] bytes = new byte[random.nextInt(1, pieceBytesMax + 1)];
                random.nextBytes(bytes);
                stored.addPiece(random, bytes);
            }
        }
        stored.commit();
        return stored;
    }

    void addDeal(SplittableRandom random) {
        byte[] id = new byte[DealId.LENGTH_BYTES];
        random.nextBytes(id);
        deals.add(new StoredDeal(DealId.of(id), new SumTree(new HeapSumNodes(), 0), new ArrayList<>()));
    }

    void addPiece(SplittableRandom random, byte[] bytes) {
        byte[] id = new byte[PieceId.LENGTH_BYTES];
        random.nextBytes(id);
        var hasher = new PieceHasher();
        hasher.update(bytes, 0, bytes.length);
        PieceTree pieceTree = hasher.finish();
        var entry = new PieceEntry(PieceId.of(id), bytes.length, pieceTree.root());
        deals.getLast().list().append(entry.node());
        deals.getLast().pieces().add(new StoredPiece(entry, pieceTree, bytes));
    }

    SumNode commit() {
        tree = new SumTree(new HeapSumNodes(), 0);
        for (StoredDeal deal : deals) {
            tree.append(new DealEntry(deal.id(), deal.list().root()).node());
        }
        return tree.root();
    }

    SumNode root() {
        return tree.root();
    }

    /// The challenged chunks themselves, each with its piece's entry, found without any tree.
    List<byte[]> chunks(long[] challenges) {
        var found = new ArrayList<byte[]>();
        long base = 0;
        for (StoredDeal deal : deals) {
            for (StoredPiece piece : deal.pieces()) {
                for (long challenge : challenges) {
                    long chunk = challenge - base;
                    if (chunk >= 0 && chunk < piece.entry().leaves()) {
                        int from = (int) chunk * 1024;
                        found.add(Arrays.copyOfRange(piece.bytes(), from, Math.min(from + 1024, piece.bytes().length)));
                    }
                }
                base += piece.entry().leaves();
            }
        }
        return found;
    }

    @Override
    public SumTree deals() {
        return tree;
    }

    @Override
    public Deal deal(long slot) {
        StoredDeal deal = deals.get((int) slot);
        return new Deal(deal.id(), deal.list(), index -> {
            StoredPiece piece = deal.pieces().get((int) index);
            return new Piece(piece.entry(), piece.tree(), (offset, lengthBytes) -> {
                if (offset + lengthBytes > piece.bytes().length) {
                    throw new IOException("beyond the piece's end");
                }
                return Arrays.copyOfRange(piece.bytes(), (int) offset, (int) offset + lengthBytes);
            });
        });
    }

    /// The encoding of a proof's first fields.
    static CanonicalWriter header(long epoch, ActorId provider) {
        return new CanonicalWriter().u8(EpochProof.VERSION).u64(epoch).id(provider);
    }
}
