package network.cairn.proofs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.proofs.Vectors;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;
import org.junit.jupiter.api.Test;

class StateProofTest {
    private static final StateVerdict PRESENT = new StateVerdict.Present();
    private static final StateVerdict ABSENT = new StateVerdict.Absent();

    @Test
    void vectors() throws CodecException {
        for (String[] vector : Vectors.read("state-proof")) {
            var tree = NaiveTree.numbered(Integer.parseInt(vector[0]));
            var path = NaiveTree.path(Integer.parseInt(vector[1]));
            var proof = StateProof.decode(HexFormat.of().parseHex(vector[2]));
            assertThat(proof).isEqualTo(tree.prove(path));
            assertThat(HexFormat.of().formatHex(proof.encode())).isEqualTo(vector[2]);
            var value = tree.value(path);
            assertThat(proof.verify(tree.root(), path, value)).isEqualTo(value.isPresent() ? PRESENT : ABSENT);
        }
    }

    @Test
    void verify_randomTrees() {
        for (long seed = 0; seed < 25; seed++) {
            var random = new Random(seed);
            var tree = randomTree(random);
            var root = tree.root();
            for (Digest path : somePaths(random, tree)) {
                var value = tree.value(path);
                var proof = tree.prove(path);
                assertThat(proof.verify(root, path, value))
                        .as("seed %d path %s", seed, path)
                        .isEqualTo(value.isPresent() ? PRESENT : ABSENT);
                assertRejected(seed, proof, root, path, value.isPresent() ? Optional.empty() : some());
                assertRejected(seed, proof, root, path, Optional.of(new byte[99]));
                assertRejected(seed, proof, StateRoot.of(new byte[32]), path, value, tree.records.isEmpty());
            }
        }
    }

    private static Optional<byte[]> some() {
        return Optional.of(new byte[0]);
    }

    @Test
    void verify_changedProof_isRejected_orShowsTheTruth() {
        for (long seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            var tree = randomTree(random);
            for (Digest path : somePaths(random, tree)) {
                var proof = changed(random, tree, tree.prove(path));
                checkTruth(seed, tree, proof, path);
            }
        }
    }

    /// Whatever a proof is, it must not show what is not so.
    private static void checkTruth(long seed, NaiveTree tree, StateProof proof, Digest path) {
        var root = tree.root();
        var truth = tree.value(path);
        assertThat(proof.verify(root, path, Optional.empty()))
                .as("seed %d path %s", seed, path)
                .isNotEqualTo(PRESENT)
                .matches(verdict -> truth.isEmpty() || !verdict.equals(ABSENT));
        assertThat(proof.verify(root, path, Optional.of(new byte[80])))
                .as("seed %d path %s", seed, path)
                .isInstanceOf(StateVerdict.Rejected.class);
        truth.ifPresent(value -> assertThat(proof.verify(root, path, truth))
                .as("seed %d path %s", seed, path)
                .isNotEqualTo(ABSENT));
    }

    @Test
    void verify_truncatedExtendedOrOthers_isRejected() {
        var tree = NaiveTree.numbered(60);
        var root = tree.root();
        for (int i = 0; i < 80; i++) {
            var path = NaiveTree.path(i);
            var value = tree.value(path);
            var proof = tree.prove(path);
            var siblings = proof.siblings();
            var terminal = proof.terminal();
            var rejected = new ArrayList<StateProof>();
            rejected.add(new StateProof(terminal, siblings.subList(0, siblings.size() - 1)));
            rejected.add(new StateProof(terminal, siblings.subList(1, siblings.size())));
            rejected.add(new StateProof(terminal, append(siblings, Digest.of(new byte[32]))));
            rejected.add(new StateProof(terminal, append(siblings, siblings.getFirst())));
            rejected.add(new StateProof(terminal, siblings.reversed()));
            rejected.add(new StateProof(terminal, List.of()));
            rejected.add(new StateProof(Optional.empty(), List.of()));
            rejected.add(
                    terminal.isPresent()
                            ? new StateProof(Optional.empty(), siblings)
                            : new StateProof(Optional.of(tree.leaves().getFirst()), siblings));
            rejected.add(new StateProof(Optional.of(otherLeaf(path)), siblings));
            var others = tree.prove(NaiveTree.path(i + 1));
            if (!others.equals(proof)) {
                rejected.add(others);
            }
            for (StateProof wrong : rejected) {
                assertRejected(i, wrong, root, path, value);
                assertRejected(i, wrong, root, path, value.isPresent() ? Optional.empty() : some());
            }
        }
    }

    /// The path's own leaf, if another value were there.
    private static StateNode.Leaf otherLeaf(Digest path) {
        return new StateNode.Leaf(path, StateNode.valueHash(new byte[99]));
    }

    private static List<Digest> append(List<Digest> siblings, Digest last) {
        var longer = new ArrayList<>(siblings);
        longer.add(last);
        return longer;
    }

    @Test
    void verify_emptyTree() {
        var root = StateRoot.of(new byte[32]);
        var path = NaiveTree.path(1);
        var nothing = new StateProof(Optional.empty(), List.of());
        assertThat(nothing.verify(root, path, Optional.empty())).isEqualTo(ABSENT);
        assertRejected(0, nothing, root, path, some());
        var zeros = new StateProof(Optional.empty(), List.of(Digest.of(new byte[32])));
        assertRejected(0, zeros, root, path, Optional.empty());
        var leaf = new StateNode.Leaf(path, StateNode.valueHash(new byte[0]));
        assertRejected(0, new StateProof(Optional.of(leaf), List.of()), root, path, some());
    }

    @Test
    void verify_innerNodeAsLeaf_isRejected() {
        // The bytes that are hashed for an inner node, read as those of a leaf.
        var tree = NaiveTree.numbered(2);
        var proof = tree.prove(NaiveTree.path(0));
        var left = Digest.of(proof.terminal().orElseThrow().hash());
        var posing = new StateNode.Leaf(left, proof.siblings().getFirst());
        assertRejected(0, new StateProof(Optional.of(posing), List.of()), tree.root(), left, some());
        assertRejected(0, new StateProof(Optional.of(posing), List.of()), tree.root(), left, Optional.empty());
    }

    @Test
    void construct_tooManySiblings_isRefused() {
        var siblings = new ArrayList<Digest>();
        for (int i = 0; i <= StateProof.DEPTH_MAX; i++) {
            siblings.add(NaiveTree.path(i));
        }
        assertThatThrownBy(() -> new StateProof(Optional.empty(), siblings))
                .isInstanceOf(IllegalArgumentException.class);
        var deepest = new StateProof(Optional.empty(), siblings.subList(0, StateProof.DEPTH_MAX));
        assertThat(deepest.verify(StateRoot.of(new byte[32]), NaiveTree.path(0), Optional.empty()))
                .isInstanceOf(StateVerdict.Rejected.class);
        var leaf = new StateNode.Leaf(NaiveTree.path(0), NaiveTree.path(1));
        var longest = new StateProof(Optional.of(leaf), siblings.subList(0, StateProof.DEPTH_MAX));
        assertThat(longest.encode()).hasSize(StateProof.ENCODED_BYTES_MAX);
        assertRejected(0, longest, StateRoot.of(new byte[32]), NaiveTree.path(0), some());
    }

    @Test
    void decode_roundTripAndEveryPrefix() throws CodecException {
        var tree = NaiveTree.numbered(50);
        for (int i = 0; i < 80; i++) {
            byte[] encoded = tree.prove(NaiveTree.path(i)).encode();
            assertThat(StateProof.decode(encoded)).isEqualTo(tree.prove(NaiveTree.path(i)));
            for (int length = 0; length < encoded.length; length++) {
                byte[] prefix = Arrays.copyOf(encoded, length);
                assertThatThrownBy(() -> StateProof.decode(prefix)).isInstanceOf(CodecException.class);
            }
            assertThatThrownBy(() -> StateProof.decode(Arrays.copyOf(encoded, encoded.length + 1)))
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void decode_randomBytes_isAProofThatShowsTheTruth_orRefused() {
        var tree = NaiveTree.numbered(20);
        for (long seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 3 && random.nextBoolean()) {
                bytes[0] = 0;
                bytes[1] = 0;
                bytes[2] = (byte) ((bytes.length - 3) / 32);
                bytes = Arrays.copyOf(bytes, 3 + (bytes.length - 3) / 32 * 32);
            }
            try {
                var proof = StateProof.decode(bytes);
                assertThat(proof.encode()).as("seed %d", seed).isEqualTo(bytes);
                checkTruth(seed, tree, proof, NaiveTree.path(random.nextInt(30)));
            } catch (CodecException e) {
                assertThat(e).as("seed %d", seed).hasMessageNotContaining("null");
            }
        }
    }

    private static StateProof changed(Random random, NaiveTree tree, StateProof proof) {
        var siblings = new ArrayList<>(proof.siblings());
        var terminal = proof.terminal();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> siblings.addLast(anyHash(random, tree));
                case 1 -> siblings.addFirst(anyHash(random, tree));
                case 2 -> terminal = Optional.empty();
                case 3 ->
                    terminal = tree.leaves().stream()
                            .skip(random.nextInt(1 + tree.records.size()))
                            .findFirst();
                case 4 -> {
                    if (!siblings.isEmpty()) {
                        siblings.remove(random.nextInt(siblings.size()));
                    }
                }
                default -> {
                    if (!siblings.isEmpty()) {
                        siblings.set(random.nextInt(siblings.size()), anyHash(random, tree));
                    }
                }
            }
        }
        return new StateProof(terminal, siblings);
    }

    private static Digest anyHash(Random random, NaiveTree tree) {
        return switch (random.nextInt(3)) {
            case 0 -> Digest.of(new byte[32]);
            case 1 -> Digest.of(tree.root().toBytes());
            default -> NaiveTree.path(random.nextInt(100));
        };
    }

    private static NaiveTree randomTree(Random random) {
        var tree = new NaiveTree();
        int deep = random.nextInt(256);
        for (int i = random.nextInt(25); i > 0; i--) {
            byte[] path = new byte[32];
            random.nextBytes(path);
            // Paths with long common beginnings, as somebody might search for.
            if (random.nextInt(3) == 0) {
                Arrays.fill(path, 0, deep / 8, (byte) 0);
            }
            byte[] value = new byte[random.nextInt(60)];
            random.nextBytes(value);
            tree.records.put(Digest.of(path), value);
        }
        return tree;
    }

    private static List<Digest> somePaths(Random random, NaiveTree tree) {
        var paths = new ArrayList<>(tree.records.keySet());
        for (int i = 0; i < 5; i++) {
            byte[] path = new byte[32];
            random.nextBytes(path);
            if (!tree.records.isEmpty() && random.nextBoolean()) {
                path = tree.records.firstKey().toBytes();
                path[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
            }
            paths.add(Digest.of(path));
        }
        return paths;
    }

    private static void assertRejected(
            long seed, StateProof proof, StateRoot root, Digest path, Optional<byte[]> value) {
        assertRejected(seed, proof, root, path, value, false);
    }

    private static void assertRejected(
            long seed, StateProof proof, StateRoot root, Digest path, Optional<byte[]> value, boolean except) {
        if (!except) {
            assertThat(proof.verify(root, path, value))
                    .as("seed %d path %s", seed, path)
                    .isInstanceOf(StateVerdict.Rejected.class);
        }
    }
}
