package network.cairn.proofs.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.deal.ListChangeProof.Reason;
import network.cairn.proofs.deal.ListChangeProof.Result;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import org.junit.jupiter.api.Test;

class ListChangeProofTest {
    static PieceEntry entry(SplittableRandom random) {
        byte[] id = new byte[PieceId.LENGTH_BYTES];
        byte[] root = new byte[PieceRoot.LENGTH_BYTES];
        random.nextBytes(id);
        random.nextBytes(root);
        return new PieceEntry(PieceId.of(id), random.nextLong(1, 1 << 20), PieceRoot.of(root));
    }

    private static SumTree tree(List<PieceEntry> entries) {
        var tree = new SumTree(new HeapSumNodes(), 0);
        entries.forEach(entry -> tree.append(entry.node()));
        return tree;
    }

    /// A change to a list, which is carried out on the entries.
    private static ListChange change(SplittableRandom random, List<PieceEntry> entries, int removals, int appended) {
        var out = new ArrayList<ListChange.Removal>();
        for (int i = 0; i < removals; i++) {
            int index = random.nextInt(entries.size());
            out.add(new ListChange.Removal(index, entries.get(index)));
            PieceEntry last = entries.removeLast();
            if (index < entries.size()) {
                entries.set(index, last);
            }
        }
        var in = Stream.generate(() -> entry(random)).limit(appended).toList();
        entries.addAll(in);
        return new ListChange(out, in);
    }

    @Test
    void verify_everyLengthAndRandomChanges_givesTheNaiveRoot() {
        for (int length = 0; length < 40; length++) {
            for (long seed = 0; seed < 20; seed++) {
                var random = new SplittableRandom(seed * 1000 + length);
                var entries = new ArrayList<>(
                        Stream.generate(() -> entry(random)).limit(length).toList());
                SumTree before = tree(entries);
                ListChange change = change(random, entries, random.nextInt(length + 1), random.nextInt(5));
                byte[] proof = ListChangeProof.of(before, change);
                SumNode after =
                        NaiveSumTree.root(entries.stream().map(PieceEntry::node).toList());
                assertThat(ListChangeProof.verify(before.root(), length, change, proof))
                        .as("%d items, seed %d", length, seed)
                        .isEqualTo(new Result.Changed(after, entries.size()));
                rejectsChanged(random, before, change, proof, "items " + length + ", seed " + seed);
            }
        }
    }

    private static void rejectsChanged(
            SplittableRandom random, SumTree list, ListChange change, byte[] proof, String what) {
        if (proof.length > 0) {
            byte[] flipped = proof.clone();
            flipped[random.nextInt(proof.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(ListChangeProof.verify(list.root(), list.items(), change, flipped))
                    .as("%s, a bit flipped", what)
                    .isInstanceOf(Result.Rejected.class);
            assertThat(ListChangeProof.verify(
                            list.root(), list.items(), change, Arrays.copyOf(proof, proof.length - 1)))
                    .as("%s, cut", what)
                    .isEqualTo(new Result.Rejected(Reason.MALFORMED));
        }
        assertThat(ListChangeProof.verify(list.root(), list.items(), change, Arrays.copyOf(proof, proof.length + 40)))
                .as("%s, longer", what)
                .isEqualTo(new Result.Rejected(Reason.MALFORMED));
        var otherRoot = new SumNode(list.root().leaves() + 1, list.root().hash());
        assertThat(ListChangeProof.verify(otherRoot, list.items(), change, proof))
                .as("%s, another sum", what)
                .isEqualTo(new Result.Rejected(Reason.ROOT_MISMATCH));
    }

    @Test
    void verify_pieceThatIsElsewhere() {
        var random = new SplittableRandom(7);
        var entries = Stream.generate(() -> entry(random)).limit(9).toList();
        SumTree list = tree(entries);
        var wrong = new ListChange(List.of(new ListChange.Removal(3, entries.get(4))), List.of());
        byte[] proof = ListChangeProof.of(list, wrong);
        assertThat(ListChangeProof.verify(list.root(), 9, wrong, proof))
                .isEqualTo(new Result.Rejected(Reason.WRONG_PIECE));
        assertThatThrownBy(() -> wrong.applyTo(list))
                .isInstanceOf(WrongPieceException.class)
                .hasMessageContaining("is not at index 3");
    }

    @Test
    void verify_indexOutsideTheList() {
        var random = new SplittableRandom(8);
        var entries = Stream.generate(() -> entry(random)).limit(3).toList();
        SumTree list = tree(entries);
        for (long index : new long[] {-1, 3, Long.MAX_VALUE, Long.MIN_VALUE}) {
            var outside = new ListChange(List.of(new ListChange.Removal(index, entries.get(0))), List.of());
            assertThat(ListChangeProof.verify(list.root(), 3, outside, new byte[0]))
                    .isEqualTo(new Result.Rejected(Reason.INDEX_OUTSIDE_LIST));
            assertThatThrownBy(() -> ListChangeProof.of(list, outside)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        // The list is one shorter when the second is carried out.
        var second = new ListChange(
                List.of(new ListChange.Removal(0, entries.get(0)), new ListChange.Removal(2, entries.get(2))),
                List.of());
        assertThat(ListChangeProof.verify(list.root(), 3, second, new byte[0]))
                .isEqualTo(new Result.Rejected(Reason.INDEX_OUTSIDE_LIST));
    }

    @Test
    void verify_sumsThatOverflow() {
        var random = new SplittableRandom(9);
        var huge = new SumNode(Long.MAX_VALUE, entry(random).node().hash());
        var change = new ListChange(List.of(), List.of(entry(random)));
        var list = new SumTree(new HeapSumNodes(), 0);
        list.append(huge);
        assertThat(ListChangeProof.verify(list.root(), 1, change, ListChangeProof.of(list, change)))
                .isEqualTo(new Result.Rejected(Reason.LIST_TOO_LARGE));
        // Two nodes in the proof that have more leaves together than a node can have.
        var writer = new CanonicalWriter();
        huge.write(writer);
        huge.write(writer);
        assertThat(ListChangeProof.verify(new SumNode(5, huge.hash()), 2, change, writer.toBytes()))
                .isEqualTo(new Result.Rejected(Reason.ROOT_MISMATCH));
    }

    @Test
    void verify_innerNodePresentedAsAPiece() {
        var random = new SplittableRandom(10);
        var entries = Stream.generate(() -> entry(random)).limit(4).toList();
        SumTree list = tree(entries);
        // The list of four has the same root as a list of two whose items are its inner nodes. A removal shows that no
        // such item is a piece's.
        var two = new SumTree(new HeapSumNodes(), 0);
        two.append(list.subtree(0, 2));
        two.append(list.subtree(2, 2));
        assertThat(two.root()).isEqualTo(list.root());
        var change = new ListChange(List.of(new ListChange.Removal(0, entries.get(0))), List.of());
        assertThat(ListChangeProof.verify(list.root(), 2, change, ListChangeProof.of(two, change)))
                .isEqualTo(new Result.Rejected(Reason.WRONG_PIECE));
    }

    @Test
    void verify_randomBytes_rejectedWithoutException() {
        for (long seed = 0; seed < 5000; seed++) {
            var random = new SplittableRandom(seed);
            byte[] proof = new byte[random.nextInt(400) / 40 * (random.nextInt(8) == 0 ? 39 : 40)];
            random.nextBytes(proof);
            for (int i = 0; i < proof.length; i += 40) {
                proof[i] &= 0x7f;
            }
            var removals = Stream.generate(() -> new ListChange.Removal(random.nextLong(1 << 20), entry(random)))
                    .limit(random.nextInt(3))
                    .toList();
            var change = new ListChange(removals, List.of(entry(random)));
            byte[] hash = new byte[Digest.LENGTH_BYTES];
            random.nextBytes(hash);
            long items = random.nextLong() >>> random.nextInt(24, 63);
            assertThat(ListChangeProof.verify(
                            new SumNode(random.nextLong(1, 99), Digest.of(hash)), items, change, proof))
                    .as("seed %d", seed)
                    .isInstanceOf(Result.Rejected.class);
        }
    }

    @Test
    void change_tooLarge() {
        var random = new SplittableRandom(11);
        var many = Stream.generate(() -> entry(random))
                .limit(ListChange.PIECES_MAX + 1)
                .toList();
        assertThatThrownBy(() -> new ListChange(List.of(), many)).hasMessageContaining("at most 4096");
    }
}
