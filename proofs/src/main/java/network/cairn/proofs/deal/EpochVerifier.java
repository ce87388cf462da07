package network.cairn.proofs.deal;

import java.util.Arrays;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.EpochVerdict.Reason;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.piece.ChunksVerifier;
import network.cairn.proofs.piece.PieceTree;

/// Decides whether a proof answers the challenges of an epoch. What it reads is described in {@link EpochProof}.
public final class EpochVerifier {
    private final CanonicalReader proof;
    private final long[] challenges;
    private final SumHasher hasher = new SumHasher();

    private EpochVerifier(CanonicalReader proof, long[] challenges) {
        this.proof = proof;
        this.challenges = challenges;
    }

    /// The proof cannot be right whatever it hashes to.
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        final Reason reason;

        Refused(Reason reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }
    }

    /// Whether a proof shows every challenged leaf of what a provider committed to.
    ///
    /// Total: any bytes give a verdict. Work is at most the hash of the proof's bytes and of one node for each 9 of
    /// them, and begins after the proof's length, epoch and provider have been compared.
    ///
    /// @param committed the root of the tree over the provider's deals at the end of the epoch, not empty
    /// @param challenges what {@link Challenges#derive} gives
    /// @throws IllegalArgumentException if the challenges are not ascending leaves of the committed tree
    public static EpochVerdict verify(
            SumNode committed, ActorId provider, long epoch, long[] challenges, byte[] proof) {
        EpochProof.checkChallenges(challenges, committed.leaves());
        if (proof.length > EpochProof.PROOF_BYTES_MAX) {
            return new EpochVerdict.Rejected(Reason.TOO_LONG);
        }
        try {
            var reader = new CanonicalReader(proof);
            checkHeader(reader, provider, epoch);
            var verifier = new EpochVerifier(reader, challenges.clone());
            Digest root = verifier.deals(new Place(0, committed.leaves(), 0, challenges.length, 0));
            reader.end();
            return root.equals(committed.hash())
                    ? new EpochVerdict.Accepted()
                    : new EpochVerdict.Rejected(Reason.ROOT_MISMATCH);
        } catch (CodecException e) {
            return new EpochVerdict.Rejected(Reason.MALFORMED);
        } catch (Refused e) {
            return new EpochVerdict.Rejected(e.reason);
        }
    }

    private static void checkHeader(CanonicalReader reader, ActorId provider, long epoch)
            throws CodecException, Refused {
        if (reader.u8("version") != EpochProof.VERSION) {
            throw new Refused(Reason.OTHER_VERSION);
        }
        if (reader.u64("epoch") != epoch) {
            throw new Refused(Reason.OTHER_EPOCH);
        }
        if (!Arrays.equals(reader.fixed(ActorId.LENGTH_BYTES, "provider"), provider.toBytes())) {
            throw new Refused(Reason.OTHER_PROVIDER);
        }
    }

    /// A node on the way to challenged leaves.
    ///
    /// @param base its first leaf, as challenges count them
    /// @param leaves how many leaves are below it
    /// @param from the first challenge among them
    /// @param end the one after the last
    /// @param depth levels of its tree above it
    private record Place(long base, long leaves, int from, int end, int depth) {}

    /// Reads a tree's leaf and hashes it.
    private interface Leaf {
        Digest hash(Place place) throws CodecException, Refused;
    }

    private Digest deals(Place place) throws CodecException, Refused {
        return walk(place, at -> {
            var deal = DealId.of(proof.fixed(DealId.LENGTH_BYTES, "deal"));
            Digest list = pieces(new Place(at.base(), at.leaves(), at.from(), at.end(), 0));
            return new DealEntry(deal, new SumNode(at.leaves(), list))
                    .node(hasher)
                    .hash();
        });
    }

    private Digest pieces(Place place) throws CodecException, Refused {
        return walk(place, at -> {
            var id = PieceId.of(proof.fixed(PieceId.LENGTH_BYTES, "piece"));
            long lengthBytes = proof.u64("piece length");
            if (lengthBytes < 1
                    || lengthBytes > PieceTree.PIECE_BYTES_MAX
                    || PieceTree.chunks(lengthBytes) != at.leaves()) {
                throw new Refused(Reason.WRONG_LEAF_COUNT);
            }
            long[] chunks = new long[at.end() - at.from()];
            for (int i = 0; i < chunks.length; i++) {
                chunks[i] = challenges[at.from() + i] - at.base();
            }
            PieceRoot root = ChunksVerifier.root(lengthBytes, chunks, proof);
            return new PieceEntry(id, lengthBytes, root).node(hasher).hash();
        });
    }

    private Digest walk(Place place, Leaf leaf) throws CodecException, Refused {
        int kind = proof.u8("kind of node");
        if (kind == EpochProof.LEAF) {
            return leaf.hash(place);
        }
        if (kind != EpochProof.INNER) {
            throw new CodecException("a node is of kind 0 or 1, not " + kind);
        }
        if (place.depth() == EpochProof.DEPTH_MAX) {
            throw new Refused(Reason.TOO_DEEP);
        }
        long leftLeaves = proof.u64("leaves of the left child");
        if (leftLeaves < 1 || leftLeaves >= place.leaves()) {
            throw new Refused(Reason.WRONG_SUM);
        }
        long middle = place.base() + leftLeaves;
        int split = Challenges.firstFrom(challenges, place.from(), place.end(), middle);
        int depth = place.depth() + 1;
        Digest left = child(new Place(place.base(), leftLeaves, place.from(), split, depth), leaf);
        long rightLeaves = place.leaves() - leftLeaves;
        Digest right = child(new Place(middle, rightLeaves, split, place.end(), depth), leaf);
        return hasher.inner(new SumNode(leftLeaves, left), new SumNode(rightLeaves, right))
                .hash();
    }

    private Digest child(Place place, Leaf leaf) throws CodecException, Refused {
        return place.from() == place.end()
                ? Digest.of(proof.fixed(Digest.LENGTH_BYTES, "hash of a child"))
                : walk(place, leaf);
    }
}
