package network.cairn.chain.consensus;

/// A run of views, each of which a quorum nullified; empty where `first > last`.
record PassedViews(long first, long last) {
    static final PassedViews NONE = new PassedViews(1, 0);

    boolean contains(long view) {
        return first <= view && view <= last;
    }

    /// The run that ends with this view, which is nullified and greater than any in the run.
    PassedViews with(long view) {
        return last == view - 1 && first <= last ? new PassedViews(first, view) : new PassedViews(view, view);
    }
}
