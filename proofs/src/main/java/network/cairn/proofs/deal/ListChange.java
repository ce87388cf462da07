package network.cairn.proofs.deal;

import java.util.List;

/// What a revision does to the list of a deal's pieces: pieces are taken out one after the other, then others
/// appended.
///
/// @param removals in the order in which they are carried out; each index is one into the list as the ones before
///     left it
/// @param appended the pieces that come to the list's end
public record ListChange(List<Removal> removals, List<PieceEntry> appended) {
    /// The most removals, and the most pieces appended, of one change.
    public static final int PIECES_MAX = 4096;

    public ListChange {
        removals = List.copyOf(removals);
        appended = List.copyOf(appended);
        if (removals.size() > PIECES_MAX || appended.size() > PIECES_MAX) {
            throw new IllegalArgumentException("a change has at most " + PIECES_MAX + " removals and as many pieces "
                    + "appended, not " + removals.size() + " and " + appended.size());
        }
    }

    /// A piece that is taken out, its place taken by the list's last.
    ///
    /// @param index where it is
    /// @param piece what is there
    public record Removal(long index, PieceEntry piece) {}

    /// Whether every index of a removal is one into the list at its turn.
    boolean fits(long items) {
        long left = items;
        for (Removal removal : removals) {
            if (removal.index() < 0 || removal.index() >= left) {
                return false;
            }
            left--;
        }
        return true;
    }

    /// Carries the change out on a list.
    ///
    /// @throws WrongPieceException if a removal's piece is not where it says; the list is then in the middle of the
    /// change
    /// @throws IndexOutOfBoundsException if a removal's index is none of the list
    public void applyTo(SumTree list) throws WrongPieceException {
        for (Removal removal : removals) {
            if (!list.item(removal.index()).equals(removal.piece().node())) {
                throw new WrongPieceException(removal);
            }
            list.swapRemove(removal.index());
        }
        for (PieceEntry piece : appended) {
            list.append(piece.node());
        }
    }
}
