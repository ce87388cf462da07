package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import network.cairn.client.ledger.Revision;
import network.cairn.proofs.deal.DealEntry;
import network.cairn.proofs.deal.HeapSumNodes;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.deal.ProofSource;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.piece.PieceHasher;
import network.cairn.proofs.piece.PieceTree;

/// The pieces a test's provider holds, by deal, now and as they were at the end of the last epoch.
final class HeldPieces {
    private static final int PIECE_BYTES_MAX = 6000;

    record HeldPiece(PieceEntry entry, PieceTree tree, byte[] bytes) {}

    /// A deal's pieces after a revision that nobody has seen yet.
    record Draft(Revision revision, List<HeldPiece> pieces) {}

    private final Map<DealId, List<HeldPiece>> deals = new HashMap<>();
    private final Map<DealId, Long> sequences = new HashMap<>();
    private ProofSource frozen = new Frozen(List.of(), Map.of());

    Draft draft(SplittableRandom random, DealId deal, int removed, int appended) {
        var pieces = new ArrayList<>(deals.getOrDefault(deal, List.of()));
        for (int i = 0; i < removed && !pieces.isEmpty(); i++) {
            int index = random.nextInt(pieces.size());
            HeldPiece last = pieces.removeLast();
            if (index < pieces.size()) {
                pieces.set(index, last);
            }
        }
        for (int i = 0; i < appended; i++) {
            pieces.add(piece(random));
        }
        var list = tree(pieces);
        long sequence = sequences.getOrDefault(deal, 0L) + 1;
        return new Draft(new Revision(deal, sequence, list.root(), list.items(), Long.MAX_VALUE), pieces);
    }

    void take(Draft draft) {
        deals.put(draft.revision().deal(), draft.pieces());
        sequences.put(draft.revision().deal(), draft.revision().sequence());
    }

    void freeze(List<DealId> slots) {
        frozen = source(slots);
    }

    ProofSource source(List<DealId> slots) {
        return new Frozen(slots, deals);
    }

    ProofSource frozen() {
        return frozen;
    }

    private static HeldPiece piece(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(1, PIECE_BYTES_MAX)];
        byte[] id = new byte[PieceId.LENGTH_BYTES];
        random.nextBytes(bytes);
        random.nextBytes(id);
        var hasher = new PieceHasher();
        hasher.update(bytes, 0, bytes.length);
        PieceTree tree = hasher.finish();
        return new HeldPiece(new PieceEntry(PieceId.of(id), bytes.length, tree.root()), tree, bytes);
    }

    private static SumTree tree(List<HeldPiece> pieces) {
        var tree = new SumTree(new HeapSumNodes(), 0);
        pieces.forEach(piece -> tree.append(piece.entry().node()));
        return tree;
    }

    private static final class Frozen implements ProofSource {
        private final List<DealId> slots;
        private final Map<DealId, List<HeldPiece>> deals;
        private final SumTree tree = new SumTree(new HeapSumNodes(), 0);

        Frozen(List<DealId> slots, Map<DealId, List<HeldPiece>> deals) {
            this.slots = slots;
            this.deals = Map.copyOf(deals);
            for (DealId slot : slots) {
                tree.append(new DealEntry(slot, HeldPieces.tree(pieces(slot)).root()).node());
            }
        }

        private List<HeldPiece> pieces(DealId deal) {
            return Objects.requireNonNull(deals.get(deal), "pieces of a deal in the tree");
        }

        @Override
        public SumTree deals() {
            return tree;
        }

        @Override
        public Deal deal(long slot) {
            List<HeldPiece> pieces = pieces(slots.get((int) slot));
            return new Deal(slots.get((int) slot), HeldPieces.tree(pieces), index -> {
                var piece = pieces.get((int) index);
                return new Piece(
                        piece.entry(),
                        piece.tree(),
                        (offset, lengthBytes) ->
                                Arrays.copyOfRange(piece.bytes(), (int) offset, (int) offset + lengthBytes));
            });
        }
    }
}
