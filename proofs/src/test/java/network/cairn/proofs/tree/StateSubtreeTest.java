package network.cairn.proofs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import network.cairn.proofs.Vectors;
import network.cairn.proofs.id.Digest;
import org.junit.jupiter.api.Test;

class StateSubtreeTest {
    @Test
    void vectors() {
        for (String[] vector : Vectors.read("state-tree")) {
            var tree = NaiveTree.numbered(Integer.parseInt(vector[0]));
            assertThat(StateSubtree.of(0, tree.leaves()).root().toHex()).isEqualTo(vector[1]);
        }
    }

    @Test
    void of_isAsJoinedNodeByNode() {
        for (long seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var records = new TreeMap<Digest, byte[]>();
            int depth = random.nextInt(257);
            byte[] prefix = new byte[32];
            random.nextBytes(prefix);
            for (int i = random.nextInt(20); i > 0; i--) {
                records.put(below(random, prefix, depth), new byte[random.nextInt(9)]);
            }
            var leaves = NaiveTree.leaves(records);
            assertThat(StateSubtree.of(depth, leaves)).as("seed %d", seed).isEqualTo(NaiveTree.node(leaves, depth));
        }
    }

    /// A path that begins with the first bits of a prefix, and often with more of them.
    private static Digest below(Random random, byte[] prefix, int depth) {
        byte[] path = prefix.clone();
        int from = depth + random.nextInt(257 - depth);
        for (int bit = from; bit < 256; bit++) {
            if (random.nextBoolean()) {
                path[bit / 8] ^= (byte) (1 << (7 - bit % 8));
            }
        }
        return Digest.of(path);
    }

    @Test
    void of_leavesThatDoNotBelong_areRefused() {
        var leaves = NaiveTree.numbered(5).leaves();
        assertThatThrownBy(() -> StateSubtree.of(0, leaves.reversed())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StateSubtree.of(0, List.of(leaves.getFirst(), leaves.getFirst())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StateSubtree.of(30, leaves)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StateSubtree.of(-1, leaves)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StateSubtree.of(257, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void commonBits() {
        byte[] path = new byte[32];
        assertThat(StateSubtree.commonBits(Digest.of(path), Digest.of(path))).isEqualTo(256);
        for (int bit = 0; bit < 256; bit++) {
            byte[] other = new byte[32];
            other[bit / 8] = (byte) (0x80 >>> bit % 8);
            assertThat(StateSubtree.commonBits(Digest.of(path), Digest.of(other)))
                    .isEqualTo(bit);
            assertThat(StateSubtree.bit(other, bit)).isTrue();
        }
    }

    @Test
    void tiling_ofRandomCuts_hasTheTreesTop() {
        for (long seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var tree = NaiveTree.numbered(random.nextInt(60));
            var tiles = new ArrayList<StateTiling.Tile>();
            var contents = new ArrayList<List<StateNode.Leaf>>();
            cut(random, tree.leaves(), 0, tiles, contents);
            var tiling = StateTiling.of(tiles).orElseThrow();
            assertThat(tiling.top()).as("seed %d", seed).isEqualTo(tree.top());
            for (int tile = 0; tile < tiles.size(); tile++) {
                for (int other = 0; other < tiles.size(); other++) {
                    for (StateNode.Leaf leaf : contents.get(other)) {
                        assertThat(tiling.covers(tile, leaf.path()))
                                .as("seed %d", seed)
                                .isEqualTo(tile == other);
                    }
                }
            }
            checkBroken(random, seed, tiles);
        }
    }

    private static void checkBroken(Random random, long seed, List<StateTiling.Tile> tiles) {
        var missing = new ArrayList<>(tiles);
        missing.remove(random.nextInt(missing.size()));
        assertThat(StateTiling.of(missing)).as("seed %d", seed).isEmpty();
        var more = new ArrayList<>(tiles);
        more.add(random.nextInt(more.size() + 1), tiles.get(random.nextInt(tiles.size())));
        assertThat(StateTiling.of(more)).as("seed %d", seed).isEmpty();
        assertThat(StateTiling.of(List.of())).isEmpty();
        var deeper = new ArrayList<>(tiles);
        int at = random.nextInt(tiles.size());
        deeper.set(
                at,
                new StateTiling.Tile(tiles.get(at).depth() + 1, tiles.get(at).node()));
        assertThat(StateTiling.of(deeper)).as("seed %d", seed).isEmpty();
    }

    private static void cut(
            Random random,
            List<StateNode.Leaf> leaves,
            int depth,
            List<StateTiling.Tile> tiles,
            List<List<StateNode.Leaf>> contents) {
        if (depth > 5 || random.nextInt(4) == 0) {
            tiles.add(new StateTiling.Tile(depth, StateSubtree.of(depth, leaves)));
            contents.add(leaves);
            return;
        }
        for (boolean right : new boolean[] {false, true}) {
            var half = leaves.stream()
                    .filter(leaf -> StateSubtree.bit(leaf.path().toBytes(), depth) == right)
                    .toList();
            cut(random, half, depth + 1, tiles, contents);
        }
    }

    @Test
    void tiling_deepest() {
        var tiles = new ArrayList<StateTiling.Tile>();
        for (int depth = 1; depth <= 256; depth++) {
            tiles.add(new StateTiling.Tile(depth, new StateNode.Empty()));
        }
        var leaf = new StateNode.Leaf(Digest.fromHex("ff".repeat(32)), StateNode.valueHash(new byte[0]));
        tiles.add(new StateTiling.Tile(256, leaf));
        var tiling = StateTiling.of(tiles).orElseThrow();
        assertThat(tiling.top()).isEqualTo(leaf);
        assertThat(tiling.covers(256, leaf.path())).isTrue();
        assertThat(tiling.covers(255, leaf.path())).isFalse();
        assertThatThrownBy(() -> new StateTiling.Tile(257, leaf)).isInstanceOf(IllegalArgumentException.class);
    }
}
