package network.cairn.proofs.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import network.cairn.proofs.Vectors;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.MembershipVerdict.Member;
import network.cairn.proofs.deal.MembershipVerdict.Reason;
import network.cairn.proofs.deal.MembershipVerdict.Rejected;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import org.junit.jupiter.api.Test;

class MembershipProofTest {
    private static final int LENGTH_MAX = 70;

    private static List<PieceEntry> entries(long seed, int length) {
        var random = new SplittableRandom(seed);
        return Stream.generate(() -> ListChangeProofTest.entry(random))
                .limit(length)
                .toList();
    }

    private static SumTree tree(List<PieceEntry> entries) {
        var tree = new SumTree(new HeapSumNodes(), 0);
        entries.forEach(entry -> tree.append(entry.node()));
        return tree;
    }

    private static PieceEntry vectorEntry(int number) {
        byte[] id = new byte[PieceId.LENGTH_BYTES];
        byte[] root = new byte[PieceRoot.LENGTH_BYTES];
        Arrays.fill(id, (byte) number);
        Arrays.fill(root, (byte) (255 - number));
        return new PieceEntry(PieceId.of(id), 1 + 700L * number, PieceRoot.of(root));
    }

    @Test
    void vectors() throws Exception {
        for (String[] fields : Vectors.read("membership-proof")) {
            int items = Integer.parseInt(fields[0]);
            int index = Integer.parseInt(fields[1]);
            var entries = new ArrayList<PieceEntry>();
            for (int i = 0; i < items; i++) {
                entries.add(vectorEntry(i));
            }
            byte[] proof = HexFormat.of().parseHex(fields[4]);
            var root = new SumNode(Long.parseLong(fields[2]), Digest.fromHex(fields[3]));
            assertThat(MembershipProof.of(tree(entries), index).encode())
                    .as("%d of %d", index, items)
                    .isEqualTo(proof);
            assertThat(MembershipProof.verify(root, items, vectorEntry(index), proof))
                    .isEqualTo(new Member(index));
            assertThat(MembershipProof.decode(proof).encode()).isEqualTo(proof);
        }
    }

    @Test
    void verify_everyIndexOfEveryLength_againstTheNaiveRoot() {
        for (int length = 1; length < LENGTH_MAX; length++) {
            var entries = entries(length, length);
            var tree = tree(entries);
            SumNode root =
                    NaiveSumTree.root(entries.stream().map(PieceEntry::node).toList());
            for (int index = 0; index < length; index++) {
                byte[] proof = MembershipProof.of(tree, index).encode();
                assertThat(MembershipProof.verify(root, length, entries.get(index), proof))
                        .as("%d of %d", index, length)
                        .isEqualTo(new Member(index));
            }
        }
    }

    @Test
    void verify_anotherPlaceLengthOrPiece_isRejected() {
        for (int length = 1; length < 40; length++) {
            var entries = entries(length, length);
            var tree = tree(entries);
            SumNode root = tree.root();
            for (int index = 0; index < length; index++) {
                var proof = MembershipProof.of(tree, index);
                PieceEntry entry = entries.get(index);
                for (int other = 0; other < length; other++) {
                    if (other != index) {
                        assertThat(new MembershipProof(other, proof.siblings()).verify(root, length, entry))
                                .as("index %d for %d of %d", other, index, length)
                                .isInstanceOf(Rejected.class);
                        assertThat(proof.verify(root, length, entries.get(other)))
                                .as("piece %d for %d of %d", other, index, length)
                                .isInstanceOf(Rejected.class);
                    }
                }
                assertThat(proof.verify(root, index, entry)).isEqualTo(new Rejected(Reason.INDEX_OUTSIDE_LIST));
            }
        }
    }

    /// A list's length fixes how deep each of its items is. One that is wrong and gives the same way to an index shows
    /// no more than the right one: that the item is in the list, at the end of that way.
    @Test
    void verify_anotherLength_isRejectedUnlessTheWayIsTheSame() {
        var entries = entries(11, 11);
        var proof = MembershipProof.of(tree(entries), 10);
        SumNode root = tree(entries).root();
        assertThat(proof.verify(root, 12, entries.get(10))).isEqualTo(new Rejected(Reason.WRONG_DEPTH));
        assertThat(proof.verify(root, 1L << 40, entries.get(10))).isEqualTo(new Rejected(Reason.WRONG_DEPTH));
        assertThat(proof.verify(root, (1L << 40) + 1, entries.get(10)))
                .isEqualTo(new Rejected(Reason.INDEX_OUTSIDE_LIST));
        assertThat(proof.verify(root, 0, entries.get(10))).isEqualTo(new Rejected(Reason.INDEX_OUTSIDE_LIST));
        assertThat(proof.verify(root, -1, entries.get(10))).isEqualTo(new Rejected(Reason.INDEX_OUTSIDE_LIST));
    }

    @Test
    void verify_oddNodeThatWentUp_isNotPairedWithItself() {
        var entries = entries(3, 3);
        SumNode root = tree(entries).root();
        SumNode last = entries.get(2).node();
        SumNode left = tree(entries.subList(0, 2)).root();
        assertThat(new MembershipProof(2, List.of(left)).verify(root, 3, entries.get(2)))
                .isEqualTo(new Member(2));
        assertThat(new MembershipProof(2, List.of(left, last)).verify(root, 3, entries.get(2)))
                .isEqualTo(new Rejected(Reason.WRONG_DEPTH));
        // A list of four of which the last two are the same has another root.
        assertThat(new MembershipProof(3, List.of(left, last)).verify(root, 4, entries.get(2)))
                .isEqualTo(new Rejected(Reason.WRONG_SUM));
    }

    @Test
    void verify_sumsThatDoNotAddUp_areRejected() {
        var entries = entries(5, 6);
        var tree = tree(entries);
        SumNode root = tree.root();
        PieceEntry entry = entries.get(4);
        var siblings = MembershipProof.of(tree, 4).siblings();
        for (int i = 0; i < siblings.size(); i++) {
            SumNode honest = siblings.get(i);
            for (long leaves : new long[] {1, honest.leaves() + 1, Long.MAX_VALUE, Long.MAX_VALUE - honest.leaves()}) {
                var changed = new ArrayList<>(siblings);
                changed.set(i, new SumNode(leaves, honest.hash()));
                if (leaves != honest.leaves()) {
                    assertThat(new MembershipProof(4, changed).verify(root, 6, entry))
                            .isEqualTo(new Rejected(Reason.WRONG_SUM));
                }
            }
        }
        // Leaves that move from one sibling to the other keep the sum, and change the hash.
        var moved = new ArrayList<>(siblings);
        moved.set(0, new SumNode(siblings.get(0).leaves() + 1, siblings.get(0).hash()));
        moved.set(1, new SumNode(siblings.get(1).leaves() - 1, siblings.get(1).hash()));
        assertThat(new MembershipProof(4, moved).verify(root, 6, entry)).isEqualTo(new Rejected(Reason.ROOT_MISMATCH));
        var otherSum = new SumNode(root.leaves() + 1, root.hash());
        assertThat(new MembershipProof(4, siblings).verify(otherSum, 6, entry))
                .isEqualTo(new Rejected(Reason.WRONG_SUM));
        assertThat(new MembershipProof(0, List.of()).verify(SumNode.EMPTY, 1, entry))
                .isEqualTo(new Rejected(Reason.WRONG_SUM));
    }

    @Test
    void verify_everyBitFlippedAndEveryLength_isRejected() {
        var entries = entries(6, 13);
        var tree = tree(entries);
        byte[] proof = MembershipProof.of(tree, 7).encode();
        for (int bit = 0; bit < 8 * proof.length; bit++) {
            byte[] flipped = proof.clone();
            flipped[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThat(MembershipProof.verify(tree.root(), 13, entries.get(7), flipped))
                    .as("bit %d", bit)
                    .isInstanceOf(Rejected.class);
        }
        for (int length = 0; length < proof.length; length++) {
            assertThat(MembershipProof.verify(tree.root(), 13, entries.get(7), Arrays.copyOf(proof, length)))
                    .isEqualTo(new Rejected(Reason.MALFORMED));
        }
        assertThat(MembershipProof.verify(tree.root(), 13, entries.get(7), Arrays.copyOf(proof, proof.length + 1)))
                .isEqualTo(new Rejected(Reason.MALFORMED));
        assertThat(MembershipProof.verify(
                        tree.root(), 13, entries.get(7), Arrays.copyOf(proof, MembershipProof.ENCODED_BYTES_MAX + 1)))
                .isEqualTo(new Rejected(Reason.TOO_LONG));
    }

    @Test
    void verify_nodeWithoutLeavesOrTooManyNodes_isMalformed() {
        var entry = vectorEntry(1);
        byte[] empty =
                new CanonicalWriter().u64(0).u8(1).u64(0).fixed(new byte[32]).toBytes();
        assertThat(MembershipProof.verify(entry.node(), 2, entry, empty)).isEqualTo(new Rejected(Reason.MALFORMED));
        byte[] deep = new CanonicalWriter().u64(0).u8(41).fixed(new byte[400]).toBytes();
        assertThat(MembershipProof.verify(entry.node(), 2, entry, deep)).isEqualTo(new Rejected(Reason.MALFORMED));
        byte[] far = new CanonicalWriter().u64(SumTree.ITEMS_MAX).u8(0).toBytes();
        assertThat(MembershipProof.verify(entry.node(), 2, entry, far)).isEqualTo(new Rejected(Reason.MALFORMED));
    }

    @Test
    void verify_nodeOfTheTreeAsAnItem_isRejected() {
        var entries = entries(9, 8);
        var tree = tree(entries);
        // A proof of the node over four pieces would be this one, were nodes and pieces hashed alike.
        var proof = new MembershipProof(0, List.of(tree.subtree(4, 4)));
        assertThat(proof.verify(tree.root(), 2, entries.get(0))).isInstanceOf(Rejected.class);
        assertThat(proof.verify(
                        tree.root(), 2, new DealEntry(DealId.of(new byte[DealId.LENGTH_BYTES]), tree.subtree(0, 4))))
                .isEqualTo(new Rejected(Reason.ROOT_MISMATCH));
    }

    @Test
    void verify_dealOfAProvider() {
        var lists = List.of(
                tree(entries(1, 4)).root(),
                tree(entries(2, 9)).root(),
                tree(entries(3, 1)).root());
        var deals = new SumTree(new HeapSumNodes(), 0);
        var held = new ArrayList<DealEntry>();
        for (SumNode list : lists) {
            byte[] id = new byte[DealId.LENGTH_BYTES];
            id[0] = (byte) held.size();
            held.add(new DealEntry(DealId.of(id), list));
            deals.append(held.getLast().node());
        }
        for (int i = 0; i < held.size(); i++) {
            assertThat(MembershipProof.of(deals, i).verify(deals.root(), 3, held.get(i)))
                    .isEqualTo(new Member(i));
            var other = new DealEntry(held.get(i).deal(), lists.get((i + 1) % 3));
            assertThat(MembershipProof.of(deals, i).verify(deals.root(), 3, other))
                    .isInstanceOf(Rejected.class);
        }
    }

    @Test
    void of_indexOutsideTheList() {
        var tree = tree(entries(1, 3));
        assertThatThrownBy(() -> MembershipProof.of(tree, 3)).hasMessage("item 3 of 3");
        assertThatThrownBy(() -> MembershipProof.of(tree, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void verify_randomBytes_areRejected() throws Exception {
        var random = new SplittableRandom(77);
        var entry = vectorEntry(3);
        var root = new SumNode(500, Digest.of(new byte[Digest.LENGTH_BYTES]));
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 8) {
                Arrays.fill(bytes, 0, 7, (byte) 0);
                bytes[8] &= 3;
            }
            assertThat(MembershipProof.verify(root, random.nextLong(300), entry, bytes))
                    .isInstanceOf(Rejected.class);
            try {
                assertThat(MembershipProof.decode(bytes).encode()).isEqualTo(bytes);
            } catch (CodecException refused) {
                assertThat(refused).hasMessageNotContaining("null");
            }
        }
    }
}
