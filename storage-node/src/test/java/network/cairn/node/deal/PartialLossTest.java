package network.cairn.node.deal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.client.deal.RevisionAcceptance;
import network.cairn.client.deal.RevisionAnswer;
import network.cairn.client.deal.RevisionOffer;
import network.cairn.client.deal.RevisionProposal;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.ledger.Revision;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.proofs.deal.Challenges;
import network.cairn.proofs.deal.EpochVerdict;
import network.cairn.proofs.deal.EpochVerifier;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.piece.PieceHasher;
import network.cairn.proofs.piece.PieceTree;
import network.cairn.proofs.piece.RangeReader;
import org.junit.jupiter.api.Test;

/// How often a provider that has lost a part of its bytes is found out, over many epochs: as often as the formula
/// says.
class PartialLossTest {
    private static final long SEED = 20_261_128;
    private static final int EPOCHS = 1_500;
    private static final int PIECES = 40;
    private static final int GROUPS = 5;
    private static final Identity CLIENT = identity(1);
    private static final Identity PROVIDER = identity(2);
    private static final DealId DEAL = DealId.of(new byte[DealId.LENGTH_BYTES]);

    private static Identity identity(int seed) {
        byte[] bytes = new byte[Identity.SEED_LENGTH_BYTES];
        Arrays.fill(bytes, (byte) seed);
        return Identity.ofSeed(bytes);
    }

    /// Pieces in memory, of whose groups of 64 KiB some are gone.
    private static final class Stock implements PieceStock {
        private final Map<PieceId, Kept> kept = new HashMap<>();

        private record Kept(byte[] bytes, PieceTree tree, BitSet lost) {}

        Kept kept(PieceId piece) {
            return Objects.requireNonNull(kept.get(piece));
        }

        PieceEntry add(SplittableRandom random) {
            byte[] id = new byte[PieceId.LENGTH_BYTES];
            random.nextBytes(id);
            byte[] content = new byte[GROUPS * PieceTree.GROUP_BYTES];
            random.nextBytes(content);
            var hasher = new PieceHasher();
            hasher.update(content, 0, content.length);
            PieceTree tree = hasher.finish();
            var piece = PieceId.of(id);
            kept.put(piece, new Kept(content, tree, new BitSet()));
            return new PieceEntry(piece, content.length, tree.root());
        }

        @Override
        public Optional<PieceStat> stat(PieceId piece) {
            return Optional.ofNullable(kept.get(piece))
                    .map(one -> new PieceStat(
                            piece, one.tree().lengthBytes(), one.tree().root()));
        }

        @Override
        public void delete(PieceId piece) {
            kept.remove(piece);
        }

        @Override
        public OpenPiece open(PieceId piece) {
            return new OpenPiece() {
                @Override
                public PieceTree tree() {
                    return kept(piece).tree();
                }

                @Override
                public RangeReader reader() {
                    return (offset, lengthBytes) -> {
                        if (kept(piece).lost().get((int) (offset / PieceTree.GROUP_BYTES))) {
                            throw new IOException("lost");
                        }
                        return Arrays.copyOfRange(
                                kept(piece).bytes(), Math.toIntExact(offset), Math.toIntExact(offset + lengthBytes));
                    };
                }

                @Override
                public void close() {}
            };
        }
    }

    @Test
    void detectionRate_ofPartialLoss_isTheFormulas() throws Exception {
        for (int lostGroups : new int[] {2, 20}) {
            for (int count : new int[] {8, 20}) {
                detects(lostGroups, count);
            }
        }
    }

    /// @param lostGroups of the 200 that there are: 1 % and 10 %
    private static void detects(int lostGroups, int count) throws Exception {
        var random = new SplittableRandom(SEED + lostGroups * 100L + count);
        var stock = new Stock();
        List<PieceEntry> pieces = java.util.stream.Stream.generate(() -> stock.add(random))
                .limit(PIECES)
                .toList();
        var book = new DealBook(
                new InMemoryKeyValueStore(),
                stock,
                PROVIDER,
                ChainId.of(new byte[ChainId.LENGTH_BYTES]),
                SignatureVerifier.ED25519);
        book.adopt(DEAL, CLIENT.publicIdentity());
        Revision revision = agree(book, pieces);
        var mirror = new DealMirror(new InMemoryKeyValueStore());
        mirror.replace(
                List.of(new DealMirror.InTree(
                        DEAL, new DealMirror.Held(Optional.empty(), 1, revision.list(), revision.pieces()))),
                1,
                0);
        SumNode bound = mirror.now().tree().root();
        for (int lost = 0; lost < lostGroups; ) {
            BitSet of = stock.kept(pieces.get(random.nextInt(PIECES)).id()).lost();
            int group = random.nextInt(GROUPS);
            lost += of.get(group) ? 0 : 1;
            of.set(group);
        }
        var prover = new EpochProver(mirror, book, stock, PROVIDER.id());
        int caught = 0;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            byte[] bytes = new byte[BeaconSignature.LENGTH_BYTES];
            random.nextBytes(bytes);
            ByteBuffer.wrap(bytes).putLong(epoch);
            var beacon = BeaconSignature.of(bytes);
            try {
                byte[] proof = prover.prove(epoch, beacon, count);
                long[] challenges = Challenges.derive(beacon, PROVIDER.id(), epoch, bound.leaves(), count);
                assertThat(EpochVerifier.verify(bound, PROVIDER.id(), epoch, challenges, proof))
                        .isEqualTo(new EpochVerdict.Accepted());
            } catch (IOException e) {
                caught++;
            }
        }
        double part = (double) lostGroups / (PIECES * GROUPS);
        double expected = 1 - Math.pow(1 - part, count);
        // Four standard deviations: of sixteen thousand seeds one is outside.
        double deviation = Math.sqrt(expected * (1 - expected) / EPOCHS);
        assertThat((double) caught / EPOCHS)
                .as("detection of %.0f %% lost with %d challenges, seed %d", part * 100, count, SEED)
                .isBetween(expected - 4 * deviation, expected + 4 * deviation);
    }

    private static Revision agree(DealBook book, List<PieceEntry> pieces) throws Exception {
        var proposal = new RevisionProposal(DEAL, 0, List.of(), pieces);
        RevisionOffer offer = ((RevisionAnswer.Offered) book.propose(proposal, 0)).offer();
        var signature = offer.revision().sign(CLIENT, ChainId.of(new byte[ChainId.LENGTH_BYTES]));
        assertThat(book.accept(DEAL, new RevisionAcceptance(offer.revision(), signature), 0))
                .isInstanceOf(RevisionAnswer.Settled.class);
        return offer.revision();
    }
}
