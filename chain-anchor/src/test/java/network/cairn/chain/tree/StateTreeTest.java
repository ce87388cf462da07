package network.cairn.chain.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.tree.StateVerdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateTreeTest {
    private static final StateRoot EMPTY = StateRoot.of(new byte[32]);

    @Test
    void root_ofNothing() {
        var model = new TreeModel();
        assertThat(StateTree.root(model)).isEqualTo(EMPTY);
        assertThat(model.apply(List.of())).isEqualTo(EMPTY);
        assertThat(model.apply(List.of(new StateTree.Change(path(1, 1), null)))).isEqualTo(EMPTY);
        assertThat(model.pages).isEmpty();
    }

    @Test
    void update_randomChanges_isAsComputedAnew() {
        for (long seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var model = new TreeModel();
            int spreadBits = 1 + random.nextInt(24);
            for (int round = 0; round < 25; round++) {
                StateRoot root = model.apply(changes(random, model, spreadBits, random.nextInt(120), round));
                assertThat(root).as("seed %d round %d", seed, round).isEqualTo(model.naiveRoot());
                assertThat(StateTree.root(model))
                        .as("seed %d round %d", seed, round)
                        .isEqualTo(root);
                checkShape(model, seed);
            }
            prove(model, random, spreadBits, seed);
            var removals = model.records.keySet().stream()
                    .map(path -> new StateTree.Change(path, null))
                    .toList();
            assertThat(model.apply(removals)).as("seed %d", seed).isEqualTo(EMPTY);
            assertThat(model.pages).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void update_manyRecordsInOneBatch_isAsOneByOne() {
        var random = new Random(7);
        var whole = new TreeModel();
        var single = new TreeModel();
        var changes = changes(random, whole, 200, 2000, 0);
        StateRoot root = whole.apply(changes);
        changes.forEach(change -> single.apply(List.of(change)));
        assertThat(StateTree.root(single)).isEqualTo(root);
        assertThat(encoded(single)).isEqualTo(encoded(whole));
    }

    @Test
    void update_onePathTwice_isRefused() {
        var changes =
                List.of(new StateTree.Change(path(3, 1), new byte[1]), new StateTree.Change(path(3, 1), new byte[2]));
        assertThatThrownBy(() -> new TreeModel().apply(changes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two changes are of one path");
    }

    @Test
    void update_pageIsMissing_saysThatTheStoreIsDamaged() {
        var model = new TreeModel();
        var changes = changes(new Random(5), model, 200, LeafPage.LEAVES_MAX + 1, 0);
        model.apply(changes);
        model.pages.keySet().removeIf(key -> !key.equals(PageKey.ROOT));
        var removals = changes.subList(0, 20).stream()
                .map(change -> new StateTree.Change(change.path(), null))
                .toList();
        assertThatThrownBy(() -> model.apply(removals))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void page_otherBytes_areRefused() {
        for (byte[] bytes : List.of(new byte[0], new byte[1], new byte[64], new byte[66], new byte[578])) {
            assertThatThrownBy(() -> Page.decode(bytes)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static Map<PageKey, String> encoded(TreeModel model) {
        var encoded = new HashMap<PageKey, String>();
        model.pages.forEach((key, page) -> encoded.put(key, HexFormat.of().formatHex(page.encoded())));
        return encoded;
    }

    /// No page is larger than it may be, and none could have been part of the one above.
    private static void checkShape(TreeModel model, long seed) {
        model.pages.forEach((key, page) -> {
            if (page instanceof LeafPage) {
                assertThat(page.count()).as("seed %d page %s", seed, key).isBetween(1, LeafPage.LEAVES_MAX);
            } else {
                assertThat(page.count()).as("seed %d page %s", seed, key).isGreaterThan(LeafPage.LEAVES_JOINED);
            }
        });
    }

    private static void prove(TreeModel model, Random random, int spreadBits, long seed) {
        StateRoot root = StateTree.root(model);
        for (int i = 0; i < 40; i++) {
            Digest path = i % 2 == 0 || model.records.isEmpty()
                    ? path(random.nextLong(), spreadBits)
                    : model.records.keySet().stream()
                            .skip(random.nextInt(model.records.size()))
                            .findFirst()
                            .orElseThrow();
            var value = Optional.ofNullable(model.records.get(path));
            var proof = StateTree.prove(model, model.records::get, path);
            assertThat(proof.verify(root, path, value))
                    .as("seed %d path %s", seed, path)
                    .isEqualTo(value.isPresent() ? new StateVerdict.Present() : new StateVerdict.Absent());
            assertThat(proof.verify(root, path, value.isPresent() ? Optional.empty() : Optional.of(new byte[3])))
                    .isInstanceOf(StateVerdict.Rejected.class);
        }
    }

    private static List<StateTree.Change> changes(
            Random random, TreeModel model, int spreadBits, int count, int round) {
        var changes = new HashMap<Digest, StateTree.Change>();
        var known = new ArrayList<>(model.records.keySet());
        for (int i = 0; i < count; i++) {
            boolean old = !known.isEmpty() && random.nextInt(3) > 0;
            Digest path = old ? known.get(random.nextInt(known.size())) : path(random.nextLong(), spreadBits);
            byte @Nullable [] value = null;
            if (!old || random.nextInt(4) > (round > 12 ? 2 : 0)) {
                value = new byte[random.nextInt(60)];
                random.nextBytes(value);
            }
            changes.put(path, new StateTree.Change(path, value));
        }
        return new ArrayList<>(changes.values());
    }

    /// A path that differs from others in its first bits only a little: so that paths have much in common.
    private static Digest path(long seed, int spreadBits) {
        byte[] path = new byte[32];
        var random = new Random(seed);
        int first = random.nextInt(257 - spreadBits);
        for (int i = 0; i < spreadBits; i++) {
            if (random.nextBoolean()) {
                path[(first + i) / 8] |= (byte) (1 << (7 - (first + i) % 8));
            }
        }
        return Digest.of(path);
    }
}
