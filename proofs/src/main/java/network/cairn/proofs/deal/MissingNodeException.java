package network.cairn.proofs.deal;

/// A node that the tree needs is not kept where it should be: a broken store, or a proof that holds too little.
public final class MissingNodeException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    MissingNodeException(int level, long place) {
        super("the tree lacks its node " + place + " of level " + level);
    }
}
