package network.cairn.proofs.deal;

/// A piece that was to be taken out of a list is not where it was said to be.
public final class WrongPieceException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongPieceException(ListChange.Removal removal) {
        super("piece " + removal.piece().id() + " of " + removal.piece().lengthBytes() + " bytes is not at index "
                + removal.index());
    }
}
