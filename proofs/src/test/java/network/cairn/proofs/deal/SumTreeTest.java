package network.cairn.proofs.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.proofs.Vectors;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import org.junit.jupiter.api.Test;

class SumTreeTest {
    static SumNode item(SplittableRandom random, long leavesMax) {
        byte[] hash = new byte[Digest.LENGTH_BYTES];
        random.nextBytes(hash);
        return new SumNode(random.nextLong(1, leavesMax + 1), Digest.of(hash));
    }

    @Test
    void root_vectors() {
        for (String[] fields : Vectors.read("sum-tree")) {
            var tree = new SumTree(new HeapSumNodes(), 0);
            for (int i = 0; i < Integer.parseInt(fields[0]); i++) {
                byte[] id = new byte[PieceId.LENGTH_BYTES];
                byte[] root = new byte[PieceRoot.LENGTH_BYTES];
                Arrays.fill(id, (byte) i);
                Arrays.fill(root, (byte) (255 - i));
                tree.append(new PieceEntry(PieceId.of(id), 1 + 700L * i, PieceRoot.of(root)).node());
            }
            var expected = new SumNode(Long.parseLong(fields[1]), Digest.fromHex(fields[2]));
            assertThat(tree.root()).as("%s pieces", fields[0]).isEqualTo(expected);
            if (!expected.isEmpty()) {
                assertThat(new DealEntry(DealId.of(new byte[DealId.LENGTH_BYTES]), expected).node())
                        .isEqualTo(new SumNode(expected.leaves(), Digest.fromHex(fields[3])));
            }
        }
    }

    @Test
    void root_everyLength_isTheNaiveOne() {
        var random = new SplittableRandom(1);
        var items = new ArrayList<SumNode>();
        var tree = new SumTree(new HeapSumNodes(), 0);
        for (int length = 0; length < 200; length++) {
            assertThat(tree.items()).isEqualTo(length);
            assertThat(tree.root()).as("%d items", length).isEqualTo(NaiveSumTree.root(items));
            SumNode item = item(random, 5000);
            items.add(item);
            tree.append(item);
        }
    }

    @Test
    void changes_randomOrder_keepTheNaiveRootAndNoStrayNode() {
        for (long seed = 0; seed < 40; seed++) {
            var random = new SplittableRandom(seed);
            var items = new ArrayList<SumNode>();
            var nodes = new HeapSumNodes();
            var tree = new SumTree(nodes, 0);
            for (int step = 0; step < 300; step++) {
                change(random, items, tree);
                assertThat(tree.root()).as("seed %d, step %d", seed, step).isEqualTo(NaiveSumTree.root(items));
            }
            var fresh = new HeapSumNodes();
            var again = new SumTree(fresh, 0);
            items.forEach(again::append);
            assertThat(nodes.size()).as("nodes kept, seed %d", seed).isEqualTo(fresh.size());
            assertThat(new SumTree(nodes, items.size()).root()).isEqualTo(again.root());
        }
    }

    private static void change(SplittableRandom random, List<SumNode> items, SumTree tree) {
        int kind = items.isEmpty() ? 0 : random.nextInt(5);
        SumNode item = item(random, 1L << random.nextInt(40));
        if (kind < 2) {
            items.add(item);
            tree.append(item);
            return;
        }
        int index = random.nextInt(items.size());
        if (kind == 2) {
            items.set(index, item);
            tree.replace(index, item);
        } else {
            SumNode last = items.removeLast();
            if (index < items.size()) {
                items.set(index, last);
            }
            tree.swapRemove(index);
        }
    }

    @Test
    void find_everyLeaf() {
        var random = new SplittableRandom(3);
        for (int length = 1; length < 40; length++) {
            var tree = new SumTree(new HeapSumNodes(), 0);
            var expected = new ArrayList<SumTree.Found>();
            for (int i = 0; i < length; i++) {
                SumNode item = item(random, 6);
                tree.append(item);
                for (int offset = 0; offset < item.leaves(); offset++) {
                    expected.add(new SumTree.Found(i, offset));
                }
            }
            for (int leaf = 0; leaf < expected.size(); leaf++) {
                assertThat(tree.find(leaf)).isEqualTo(expected.get(leaf));
            }
            assertThatThrownBy(() -> tree.find(expected.size())).hasMessage("leaf %d of %1$d", expected.size());
            assertThatThrownBy(() -> tree.find(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void append_moreLeavesThanFit_leavesTheListAsItWas() {
        var random = new SplittableRandom(4);
        var nodes = new HeapSumNodes();
        var tree = new SumTree(nodes, 0);
        var half = new SumNode(Long.MAX_VALUE / 2, item(random, 1).hash());
        tree.append(half);
        tree.append(new SumNode(Long.MAX_VALUE / 2 + 1, half.hash()));
        SumNode root = tree.root();
        assertThat(root.leaves()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> tree.append(item(random, 1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> tree.replace(0, new SumNode(Long.MAX_VALUE / 2 + 1, half.hash())))
                .isInstanceOf(ArithmeticException.class);
        assertThat(tree.items()).isEqualTo(2);
        assertThat(tree.root()).isEqualTo(root);
        assertThat(nodes.size()).isEqualTo(3);
    }

    @Test
    void item_withoutLeaves() {
        var tree = new SumTree(new HeapSumNodes(), 0);
        assertThatThrownBy(() -> tree.append(SumNode.EMPTY)).hasMessage("an item has at least one leaf");
        assertThatThrownBy(() -> tree.item(0)).hasMessage("item 0 of 0");
        assertThatThrownBy(() -> tree.swapRemove(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void root_ofAStoreWithAHole() {
        var random = new SplittableRandom(5);
        var nodes = new HeapSumNodes();
        var tree = new SumTree(nodes, 0);
        for (int i = 0; i < 4; i++) {
            tree.append(item(random, 9));
        }
        nodes.remove(2, 0);
        assertThatThrownBy(tree::root)
                .isInstanceOf(MissingNodeException.class)
                .hasMessage("the tree lacks its node 0 of level 2");
    }
}
