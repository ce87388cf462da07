package network.cairn.proofs.deal;

import java.io.IOException;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.id.ActorId;

/// The one answer of a provider to all challenges of an epoch.
///
/// It is the part of three trees, one in the other, that is above the challenged chunks: the tree over the
/// provider's deals, the lists of the deals with a challenged chunk, and the BLAKE3 trees of the challenged pieces.
/// What several challenges share is in it once.
///
///     proof = version u8 (1), epoch u64, provider ActorId, node
///     node  = u8 0, leaves of the left child u64, left child, right child
///           | u8 1, deal DealId, node             in the tree of deals: the deal's list
///           | u8 1, piece PieceId, length u64, chunks       in a list, see ChunksVerifier
///     child = node where it has a challenged leaf, otherwise its hash
///
/// The leaves of every other node follow: the root's are known, a right child has what the left one leaves. Hashes
/// are checked from the chunks up to the one root that is known, so no byte of it goes unchecked.
public final class EpochProof {
    /// The first byte of a proof.
    public static final int VERSION = 1;

    /// The longest proof that is looked at: of 64 challenges in pieces of 1 GiB, 2^20 deals of 2^30 pieces each.
    public static final int PROOF_BYTES_MAX = 256 << 10;

    static final int INNER = 0;
    static final int LEAF = 1;

    /// Levels of one tree; a list of 2^40 items has 40.
    static final int DEPTH_MAX = 64;

    private final ProofSource source;
    private final long[] challenges;
    private final CanonicalWriter proof = new CanonicalWriter();

    private EpochProof(ProofSource source, long[] challenges) {
        this.source = source;
        this.challenges = challenges;
    }

    /// Makes the proof.
    ///
    /// Reads the challenged groups of 64 KiB, and of each tree the nodes beside the way to them.
    ///
    /// @param challenges ascending leaves of the source's tree over the deals, at least one
    /// @throws network.cairn.proofs.piece.CorruptPieceException if a challenged piece's bytes are not those of its
    /// tree
    /// @throws IOException if a challenged piece cannot be read
    public static byte[] make(ProofSource source, ActorId provider, long epoch, long[] challenges) throws IOException {
        SumTree deals = source.deals();
        long leaves = deals.root().leaves();
        checkChallenges(challenges, leaves);
        var maker = new EpochProof(source, challenges.clone());
        maker.proof.u8(VERSION).u64(epoch).id(provider);
        maker.deals(deals, new Span(0, deals.items(), 0, leaves, 0, challenges.length));
        return maker.proof.toBytes();
    }

    static void checkChallenges(long[] challenges, long leaves) {
        long last = -1;
        for (long challenge : challenges) {
            if (challenge <= last || challenge >= leaves) {
                throw new IllegalArgumentException("challenges are ascending leaves of " + leaves);
            }
            last = challenge;
        }
        if (challenges.length == 0) {
            throw new IllegalArgumentException("a proof answers at least one challenge");
        }
    }

    /// Items of a tree, the leaves they hold, and the challenges among these.
    ///
    /// @param first the first item
    /// @param count how many items
    /// @param base the first leaf, as challenges count them
    /// @param leaves how many leaves
    /// @param from the first challenge
    /// @param end the one after the last
    private record Span(long first, long count, long base, long leaves, int from, int end) {}

    /// What a tree's leaf with challenges adds to the proof.
    private interface Leaf {
        void write(Span item) throws IOException;
    }

    private void deals(SumTree deals, Span span) throws IOException {
        walk(deals, span, item -> {
            ProofSource.Deal deal = source.deal(item.first());
            proof.id(deal.id());
            SumTree pieces = deal.pieces();
            var whole = new Span(0, pieces.items(), item.base(), item.leaves(), item.from(), item.end());
            walk(pieces, whole, piece -> piece(deal.content().at(piece.first()), piece));
        });
    }

    private void piece(ProofSource.Piece piece, Span span) throws IOException {
        proof.id(piece.entry().id()).u64(piece.entry().lengthBytes());
        long[] chunks = new long[span.end() - span.from()];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = challenges[span.from() + i] - span.base();
        }
        piece.tree().proveChunks(chunks, piece.reader(), proof);
    }

    private void walk(SumTree tree, Span span, Leaf leaf) throws IOException {
        if (span.count() == 1) {
            proof.u8(LEAF);
            leaf.write(span);
            return;
        }
        long leftItems = SumTree.leftItems(span.count());
        SumNode left = tree.subtree(span.first(), leftItems);
        long middle = span.base() + left.leaves();
        int split = Challenges.firstFrom(challenges, span.from(), span.end(), middle);
        proof.u8(INNER).u64(left.leaves());
        child(tree, new Span(span.first(), leftItems, span.base(), left.leaves(), span.from(), split), leaf);
        child(
                tree,
                new Span(
                        span.first() + leftItems,
                        span.count() - leftItems,
                        middle,
                        span.leaves() - left.leaves(),
                        split,
                        span.end()),
                leaf);
    }

    private void child(SumTree tree, Span span, Leaf leaf) throws IOException {
        if (span.from() == span.end()) {
            proof.id(tree.subtree(span.first(), span.count()).hash());
        } else {
            walk(tree, span, leaf);
        }
    }
}
