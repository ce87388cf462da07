package network.cairn.node.deal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.deal.Challenges;
import network.cairn.proofs.deal.EpochProof;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.deal.ProofSource;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.DealId;

/// Makes a provider's proof of an epoch from what it held when that ended, and reads no more than what is
/// challenged: a group of 64 KiB and the tree of each challenged piece.
final class EpochProver implements Prover {
    private final DealMirror mirror;
    private final DealBook book;
    private final PieceStock pieces;
    private final ActorId provider;

    EpochProver(DealMirror mirror, DealBook book, PieceStock pieces, ActorId provider) {
        this.mirror = mirror;
        this.book = book;
        this.pieces = pieces;
        this.provider = provider;
    }

    @Override
    public byte[] prove(long epoch, BeaconSignature beacon, int count) throws IOException {
        DealMirror.View view = mirror.at(epoch);
        SumTree deals = view.tree();
        long[] challenges =
                Challenges.derive(beacon, provider, epoch, deals.root().leaves(), count);
        try (var source = new Source(view, deals)) {
            return EpochProof.make(source, provider, epoch, challenges);
        }
    }

    private final class Source implements ProofSource, AutoCloseable {
        private final DealMirror.View view;
        private final SumTree deals;
        private final List<PieceStock.OpenPiece> open = new ArrayList<>();

        Source(DealMirror.View view, SumTree deals) {
            this.view = view;
            this.deals = deals;
        }

        @Override
        public SumTree deals() {
            return deals;
        }

        @Override
        public Deal deal(long slot) throws IOException {
            DealId id = view.at(slot);
            DealMirror.Held held = view.find(id)
                    .orElseThrow(() -> new IOException("deal " + id + " is in the tree and not in the copy of it"));
            return new Deal(
                    id,
                    book.list(id, held.sequence(), held.pieces()),
                    index -> piece(book.piece(id, held.sequence(), index)));
        }

        private Piece piece(PieceEntry entry) throws IOException {
            PieceStock.OpenPiece opened = pieces.open(entry.id());
            open.add(opened);
            return new Piece(entry, opened.tree(), opened.reader());
        }

        @Override
        public void close() {
            open.forEach(PieceStock.OpenPiece::close);
        }
    }
}
