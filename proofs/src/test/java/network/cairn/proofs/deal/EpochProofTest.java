package network.cairn.proofs.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import network.cairn.proofs.Vectors;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.deal.EpochVerdict.Reason;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.piece.CorruptPieceException;
import org.junit.jupiter.api.Test;

class EpochProofTest {
    private static final EpochVerdict ACCEPTED = new EpochVerdict.Accepted();
    private static final int HEADER_BYTES = 1 + 8 + 20;
    private static final long EPOCH = 77;
    private static final ActorId PROVIDER = actor(1);

    private static ActorId actor(int number) {
        byte[] id = new byte[ActorId.LENGTH_BYTES];
        id[0] = (byte) number;
        return ActorId.of(id);
    }

    private static EpochVerdict rejected(Reason reason) {
        return new EpochVerdict.Rejected(reason);
    }

    private static BeaconSignature beacon(SplittableRandom random) {
        byte[] bytes = new byte[BeaconSignature.LENGTH_BYTES];
        random.nextBytes(bytes);
        return BeaconSignature.of(bytes);
    }

    @Test
    void derive_vectors() {
        for (String[] fields : Vectors.read("challenges")) {
            long[] expected = Arrays.stream(fields[5].split(","))
                    .mapToLong(Long::parseLong)
                    .toArray();
            assertThat(Challenges.derive(
                            BeaconSignature.of(HexFormat.of().parseHex(fields[0])),
                            ActorId.of(HexFormat.of().parseHex(fields[1])),
                            Long.parseLong(fields[2]),
                            Long.parseLong(fields[3]),
                            Integer.parseInt(fields[4])))
                    .isEqualTo(expected);
        }
    }

    /// The proof's bytes for fixed deals, so that no version of Cairn makes others unnoticed.
    @Test
    void make_vectors() throws Exception {
        for (String[] fields : Vectors.read("epoch-proof")) {
            var random = new SplittableRandom(Long.parseLong(fields[0]));
            var stored = StoredDeals.random(random, 3, 4, 5000);
            long[] challenges = Challenges.derive(
                    beacon(random), PROVIDER, EPOCH, stored.root().leaves(), 4);
            byte[] proof = EpochProof.make(stored, PROVIDER, EPOCH, challenges);
            assertThat(stored.root().leaves() + ":" + stored.root().hash()).isEqualTo(fields[1]);
            assertThat(proof).hasSize(Integer.parseInt(fields[2]));
            assertThat(NaiveSumTree.sha256(proof)).hasToString(fields[3]);
        }
    }

    @Test
    void verify_randomDealsAndEpochs_accepted_andEveryChangeRejected() throws Exception {
        for (long seed = 0; seed < 150; seed++) {
            var random = new SplittableRandom(seed);
            var stored = StoredDeals.random(random, random.nextInt(1, 12), 1 + (int) seed % 20, 20_000);
            long leaves = stored.root().leaves();
            long[] challenges = Challenges.derive(
                    beacon(random), PROVIDER, EPOCH, leaves, random.nextInt(1, Challenges.COUNT_MAX + 1));
            byte[] proof = EpochProof.make(stored, PROVIDER, EPOCH, challenges);
            String what = "seed " + seed + ", " + leaves + " leaves";
            assertThat(EpochVerifier.verify(stored.root(), PROVIDER, EPOCH, challenges, proof))
                    .as(what)
                    .isEqualTo(ACCEPTED);
            holdsTheChunks(stored, challenges, proof, what);
            rejectsChanged(random, stored.root(), challenges, proof, what);
        }
    }

    /// Each challenged chunk is in the proof, in order and once.
    private static void holdsTheChunks(StoredDeals stored, long[] challenges, byte[] proof, String what) {
        int at = 0;
        for (byte[] chunk : stored.chunks(challenges)) {
            at = indexOf(proof, chunk, at);
            assertThat(at).as("%s: place of a chunk", what).isNotNegative();
            at += chunk.length;
        }
    }

    private static int indexOf(byte[] proof, byte[] chunk, int from) {
        for (int at = from; at + chunk.length <= proof.length; at++) {
            if (Arrays.equals(proof, at, at + chunk.length, chunk, 0, chunk.length)) {
                return at;
            }
        }
        return -1;
    }

    private static void rejectsChanged(
            SplittableRandom random, SumNode root, long[] challenges, byte[] proof, String what) {
        for (int i = 0; i < 20; i++) {
            byte[] flipped = proof.clone();
            flipped[random.nextInt(proof.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, challenges, flipped))
                    .as("%s, a bit flipped", what)
                    .isInstanceOf(EpochVerdict.Rejected.class);
        }
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, challenges, Arrays.copyOf(proof, proof.length - 1)))
                .as("%s, cut", what)
                .isEqualTo(rejected(Reason.MALFORMED));
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, challenges, Arrays.copyOf(proof, proof.length + 1)))
                .as("%s, longer", what)
                .isEqualTo(rejected(Reason.MALFORMED));
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH + 1, challenges, proof))
                .isEqualTo(rejected(Reason.OTHER_EPOCH));
        assertThat(EpochVerifier.verify(root, actor(2), EPOCH, challenges, proof))
                .isEqualTo(rejected(Reason.OTHER_PROVIDER));
        var otherRoot = new SumNode(root.leaves(), Digest.of(new byte[32]));
        assertThat(EpochVerifier.verify(otherRoot, PROVIDER, EPOCH, challenges, proof))
                .isEqualTo(rejected(Reason.ROOT_MISMATCH));
        var moreLeaves = new SumNode(root.leaves() + 1, root.hash());
        assertThat(EpochVerifier.verify(moreLeaves, PROVIDER, EPOCH, challenges, proof))
                .as("%s, another sum", what)
                .isInstanceOf(EpochVerdict.Rejected.class);
    }

    /// A proof of last epoch says nothing about this one's challenges, even under this one's number.
    @Test
    void verify_lastEpochsProof_underThisEpochsNumber() throws Exception {
        var random = new SplittableRandom(1000);
        var stored = StoredDeals.random(random, 5, 10, 100_000);
        long leaves = stored.root().leaves();
        long[] last = Challenges.derive(beacon(random), PROVIDER, EPOCH - 1, leaves, 20);
        long[] now = Challenges.derive(beacon(random), PROVIDER, EPOCH, leaves, 20);
        byte[] replayed = EpochProof.make(stored, PROVIDER, EPOCH - 1, last);
        assertThat(EpochVerifier.verify(stored.root(), PROVIDER, EPOCH, now, replayed))
                .isEqualTo(rejected(Reason.OTHER_EPOCH));
        ByteBuffer.wrap(replayed).putLong(1, EPOCH);
        assertThat(EpochVerifier.verify(stored.root(), PROVIDER, EPOCH, now, replayed))
                .isInstanceOf(EpochVerdict.Rejected.class);
    }

    /// Nor does a proof of the same pieces by somebody else, even under one's own name.
    @Test
    void verify_anotherProvidersProof_underOnesOwnName() throws Exception {
        var random = new SplittableRandom(1001);
        var stored = StoredDeals.random(random, 5, 10, 100_000);
        BeaconSignature beacon = beacon(random);
        long leaves = stored.root().leaves();
        long[] theirs = Challenges.derive(beacon, actor(2), EPOCH, leaves, 20);
        long[] own = Challenges.derive(beacon, PROVIDER, EPOCH, leaves, 20);
        assertThat(own).isNotEqualTo(theirs);
        byte[] copied = EpochProof.make(stored, actor(2), EPOCH, theirs);
        assertThat(EpochVerifier.verify(stored.root(), PROVIDER, EPOCH, own, copied))
                .isEqualTo(rejected(Reason.OTHER_PROVIDER));
        System.arraycopy(PROVIDER.toBytes(), 0, copied, 9, ActorId.LENGTH_BYTES);
        assertThat(EpochVerifier.verify(stored.root(), PROVIDER, EPOCH, own, copied))
                .isInstanceOf(EpochVerdict.Rejected.class);
    }

    @Test
    void verify_chunksOfAnotherPiece() throws Exception {
        var random = new SplittableRandom(1002);
        var stored = new StoredDeals();
        stored.addDeal(random);
        byte[] bytes = new byte[1024];
        random.nextBytes(bytes);
        stored.addPiece(random, bytes.clone());
        random.nextBytes(bytes);
        stored.addPiece(random, bytes.clone());
        SumNode root = stored.commit();
        byte[] first = EpochProof.make(stored, PROVIDER, EPOCH, new long[] {0});
        byte[] second = EpochProof.make(stored, PROVIDER, EPOCH, new long[] {1});
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, new long[] {0}, second))
                .isInstanceOf(EpochVerdict.Rejected.class);
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, new long[] {0}, first))
                .isEqualTo(ACCEPTED);
    }

    /// Sums that would lead challenges to pieces of one's choice.
    @Test
    void verify_sumsOfOnesOwn() throws Exception {
        var random = new SplittableRandom(1003);
        var stored = StoredDeals.random(random, 1, 1, 5000);
        stored.addPiece(random, new byte[9000]);
        SumNode root = stored.commit();
        byte[] proof = EpochProof.make(stored, PROVIDER, EPOCH, new long[] {0});
        int dealAt = HEADER_BYTES;
        int innerAt = dealAt + 1 + DealId.LENGTH_BYTES;
        assertThat(proof[dealAt]).isEqualTo((byte) EpochProof.LEAF);
        assertThat(proof[innerAt]).isEqualTo((byte) EpochProof.INNER);
        for (long sum : new long[] {0, root.leaves(), root.leaves() + 1, Long.MAX_VALUE}) {
            byte[] changed = proof.clone();
            ByteBuffer.wrap(changed).putLong(innerAt + 1, sum);
            assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, new long[] {0}, changed))
                    .as("a left child of %d leaves", sum)
                    .isEqualTo(rejected(Reason.WRONG_SUM));
        }
        byte[] changed = proof.clone();
        ByteBuffer.wrap(changed).putLong(innerAt + 1, root.leaves() - 1);
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, new long[] {0}, changed))
                .isEqualTo(rejected(Reason.WRONG_LEAF_COUNT));
        ByteBuffer.wrap(changed).putLong(innerAt + 1, -1);
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, new long[] {0}, changed))
                .isEqualTo(rejected(Reason.MALFORMED));
    }

    @Test
    void verify_piecesOfOtherLengths() throws Exception {
        var random = new SplittableRandom(1004);
        var stored = StoredDeals.random(random, 1, 1, 1);
        byte[] proof = EpochProof.make(stored, PROVIDER, EPOCH, new long[] {0});
        int lengthAt = HEADER_BYTES + 1 + DealId.LENGTH_BYTES + 1 + PieceId.LENGTH_BYTES;
        assertThat(ByteBuffer.wrap(proof).getLong(lengthAt)).isEqualTo(1);
        for (long length : new long[] {0, 1025, 1L << 40, Long.MAX_VALUE}) {
            byte[] changed = proof.clone();
            ByteBuffer.wrap(changed).putLong(lengthAt, length);
            assertThat(EpochVerifier.verify(stored.root(), PROVIDER, EPOCH, new long[] {0}, changed))
                    .as("a piece of %d bytes in place of 1", length)
                    .isEqualTo(rejected(Reason.WRONG_LEAF_COUNT));
        }
    }

    /// An odd node at the end goes up as it is: a list with that node twice is not the same, nor may a proof skip it.
    @Test
    void verify_oddNodeDuplicatedOrMovedUp() throws Exception {
        var random = new SplittableRandom(1005);
        var three = new StoredDeals();
        three.addDeal(random);
        byte[] last = new byte[700];
        var pieces = new ArrayList<byte[]>(List.of(new byte[600], new byte[650], last));
        pieces.forEach(piece -> three.addPiece(random, piece));
        SumNode root = three.commit();
        byte[] proof = EpochProof.make(three, PROVIDER, EPOCH, new long[] {2});
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, new long[] {2}, proof))
                .isEqualTo(ACCEPTED);
        // The same list, its last piece once more: what duplicating odd nodes would not tell apart.
        three.addPiece(random, last);
        SumNode four = three.commit();
        assertThat(four.hash()).isNotEqualTo(root.hash());
        assertThat(EpochVerifier.verify(four, PROVIDER, EPOCH, new long[] {2}, proof))
                .isInstanceOf(EpochVerdict.Rejected.class);
        // The odd node as the whole list.
        int listAt = HEADER_BYTES + 1 + DealId.LENGTH_BYTES;
        byte[] promoted = new CanonicalWriter()
                .fixed(Arrays.copyOf(proof, listAt))
                .fixed(Arrays.copyOfRange(proof, proof.length - 700 - 8 - 32 - 1, proof.length))
                .toBytes();
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, new long[] {2}, promoted))
                .isEqualTo(rejected(Reason.WRONG_LEAF_COUNT));
    }

    @Test
    void verify_endlessDepthAndLength() {
        var root = new SumNode(1000, Digest.of(new byte[32]));
        var writer = StoredDeals.header(EPOCH, PROVIDER);
        for (int level = 0; level < 200; level++) {
            writer.u8(EpochProof.INNER).u64(999 - level);
        }
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, new long[] {0}, writer.toBytes()))
                .isEqualTo(rejected(Reason.TOO_DEEP));
        assertThat(EpochVerifier.verify(
                        root, PROVIDER, EPOCH, new long[] {0}, new byte[EpochProof.PROOF_BYTES_MAX + 1]))
                .isEqualTo(rejected(Reason.TOO_LONG));
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, new long[] {0}, new byte[] {2}))
                .isEqualTo(rejected(Reason.OTHER_VERSION));
        byte[] unknownKind =
                StoredDeals.header(EPOCH, PROVIDER).u8(2).fixed(new byte[100]).toBytes();
        assertThat(EpochVerifier.verify(root, PROVIDER, EPOCH, new long[] {0}, unknownKind))
                .isEqualTo(rejected(Reason.MALFORMED));
    }

    @Test
    void verify_randomBytes_rejectedWithoutException() {
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new SplittableRandom(seed);
            long leaves = random.nextLong() >>> random.nextInt(1, 64);
            leaves = Math.max(1, leaves);
            byte[] bytes = new byte[random.nextInt(1500)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i += 9) {
                bytes[i] &= 1;
            }
            byte[] proof = StoredDeals.header(EPOCH, PROVIDER).fixed(bytes).toBytes();
            long[] challenges = Challenges.derive(beacon(random), PROVIDER, EPOCH, leaves, random.nextInt(1, 65));
            assertThat(EpochVerifier.verify(
                            new SumNode(leaves, Digest.of(new byte[32])), PROVIDER, EPOCH, challenges, proof))
                    .as("seed %d", seed)
                    .isInstanceOf(EpochVerdict.Rejected.class);
        }
    }

    @Test
    void make_sharesWhatChallengesHaveInCommon() throws Exception {
        var random = new SplittableRandom(1006);
        var stored = StoredDeals.random(random, 50, 20, 60_000);
        long leaves = stored.root().leaves();
        long[] challenges = Challenges.derive(beacon(random), PROVIDER, EPOCH, leaves, 64);
        int together = EpochProof.make(stored, PROVIDER, EPOCH, challenges).length;
        int apart = 0;
        for (long challenge : challenges) {
            apart += EpochProof.make(stored, PROVIDER, EPOCH, new long[] {challenge}).length;
        }
        assertThat(together).isLessThan(apart * 4 / 5);
    }

    @Test
    void make_lostBytes() {
        var random = new SplittableRandom(1007);
        var stored = new StoredDeals();
        stored.addDeal(random);
        byte[] bytes = new byte[5000];
        random.nextBytes(bytes);
        stored.addPiece(random, bytes);
        stored.commit();
        bytes[3000] ^= 1;
        assertThatThrownBy(() -> EpochProof.make(stored, PROVIDER, EPOCH, new long[] {2}))
                .isInstanceOf(CorruptPieceException.class);
    }

    @Test
    void challenges_thatAreNone() throws Exception {
        var stored = StoredDeals.random(new SplittableRandom(1008), 1, 1, 3000);
        SumNode root = stored.root();
        for (long[] challenges : new long[][] {{}, {-1}, {root.leaves()}, {0, 0}, {1, 0}}) {
            assertThatThrownBy(() -> EpochProof.make(stored, PROVIDER, EPOCH, challenges))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> EpochVerifier.verify(root, PROVIDER, EPOCH, challenges, new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// Drawn leaves are spread evenly: a chi-square over 16 buckets stays below the value that one in 10,000 exceeds.
    @Test
    void derive_isUniformAndOfEachInput() {
        var random = new SplittableRandom(1009);
        var counts = new long[16];
        long draws = 0;
        for (int i = 0; i < 500; i++) {
            long[] drawn = Challenges.derive(beacon(random), PROVIDER, EPOCH, 1L << 40, 64);
            draws += drawn.length;
            LongStream.of(drawn).forEach(leaf -> counts[(int) (leaf >> 36)]++);
            assertThat(drawn).isSorted().doesNotHaveDuplicates();
        }
        double expected = draws / 16.0;
        double chiSquare = LongStream.of(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        assertThat(chiSquare).isLessThan(44.26);
        BeaconSignature beacon = beacon(random);
        long[] one = Challenges.derive(beacon, PROVIDER, EPOCH, 1L << 40, 20);
        assertThat(Challenges.derive(beacon, PROVIDER, EPOCH, 1L << 40, 20)).isEqualTo(one);
        assertThat(Challenges.derive(beacon, PROVIDER, EPOCH + 1, 1L << 40, 20)).doesNotContain(one);
        assertThat(Challenges.derive(beacon, actor(2), EPOCH, 1L << 40, 20)).doesNotContain(one);
        assertThat(Challenges.derive(beacon(random), PROVIDER, EPOCH, 1L << 40, 20))
                .doesNotContain(one);
        assertThat(Challenges.derive(beacon, PROVIDER, EPOCH, 1, 64)).containsExactly(0);
    }
}
