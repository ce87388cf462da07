package network.cairn.chain.tree;

/// A piece of the state tree that is read and written as one. Immutable.
///
/// A subtree of at most {@value LeafPage#LEAVES_MAX} records is one {@link LeafPage}; a greater one is an
/// {@link InnerPage} of the sixteen subtrees four levels down. One that has shrunk to
/// {@value LeafPage#LEAVES_JOINED} becomes a leaf page again, so that few removals and additions in turn
/// do not split and join it each time.
public sealed interface Page permits LeafPage, InnerPage {
    /// A subtree's size and hash; 32 zero bytes where it is empty.
    record Summary(int count, byte[] hash) {}

    /// Its bytes, not a copy: whoever writes them must not change them.
    byte[] encoded();

    /// How many records there are under it.
    int count();

    /// @throws IllegalStateException if these bytes are no page: the store is damaged
    static Page decode(byte[] encoded) {
        if (encoded.length > 0 && encoded[0] == LeafPage.KIND && LeafPage.isLength(encoded.length)) {
            return new LeafPage(encoded);
        }
        if (encoded.length == InnerPage.ENCODED_BYTES && encoded[0] == InnerPage.KIND) {
            return new InnerPage(encoded);
        }
        throw new IllegalStateException(
                "the store is damaged: " + encoded.length + " bytes are no page of the state tree");
    }
}
