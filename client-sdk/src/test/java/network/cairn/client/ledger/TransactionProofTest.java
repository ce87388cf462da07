package network.cairn.client.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.TransactionId;
import org.junit.jupiter.api.Test;

class TransactionProofTest {
    private static List<TransactionId> ids(int count) {
        var random = new Random(count);
        var ids = new ArrayList<TransactionId>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[TransactionId.LENGTH_BYTES];
            random.nextBytes(bytes);
            ids.add(TransactionId.of(bytes));
        }
        return ids;
    }

    @Test
    void shows_everyPlaceOfManyCounts_andNoOtherTransaction() throws Exception {
        for (int count = 1; count <= 70; count++) {
            var ids = ids(count);
            var root = TransactionsRoot.of(ids);
            for (int index = 0; index < count; index++) {
                var proof = TransactionProof.of(ids, index);
                assertThat(proof.shows(ids.get(index), root))
                        .as("%d of %d", index, count)
                        .isTrue();
                assertThat(proof.shows(ids.get((index + 1) % count), root))
                        .as("the next of %d of %d", index, count)
                        .isEqualTo(count == 1);
                var writer = new CanonicalWriter();
                proof.write(writer);
                assertThat(TransactionProof.read(new CanonicalReader(writer.toBytes())))
                        .isEqualTo(proof);
            }
        }
    }

    @Test
    void shows_theLongestBlock_withinTheSiblingsLimit() {
        var ids = ids(Block.TRANSACTIONS_MAX);
        var root = TransactionsRoot.of(ids);
        for (int index : new int[] {0, 9_999, Block.TRANSACTIONS_MAX - 1}) {
            var proof = TransactionProof.of(ids, index);
            assertThat(proof.siblings()).hasSizeLessThanOrEqualTo(TransactionProof.SIBLINGS_MAX);
            assertThat(proof.shows(ids.get(index), root)).isTrue();
        }
    }

    @Test
    void shows_anotherPlaceCountOrSibling_isFalse() {
        int count = 13;
        var ids = ids(count);
        var root = TransactionsRoot.of(ids);
        for (int index = 0; index < count; index++) {
            var proof = TransactionProof.of(ids, index);
            for (int otherCount = 1; otherCount <= 32; otherCount++) {
                for (int otherIndex = 0; otherIndex < otherCount; otherIndex++) {
                    if (otherCount == count && otherIndex == index) {
                        continue;
                    }
                    try {
                        var moved = new TransactionProof(otherCount, otherIndex, proof.siblings());
                        assertThat(moved.shows(ids.get(index), root))
                                .as("%d of %d as %d of %d", index, count, otherIndex, otherCount)
                                .isFalse();
                    } catch (IllegalArgumentException expected) {
                        assertThat(expected).hasMessageContaining("siblings");
                    }
                }
            }
            for (int i = 0; i < proof.siblings().size(); i++) {
                var siblings = new ArrayList<>(proof.siblings());
                siblings.set(i, LedgerSamples.digest(0));
                assertThat(new TransactionProof(count, index, siblings).shows(ids.get(index), root))
                        .isFalse();
            }
        }
    }

    @Test
    void root_innerNodesGivenAsLeavesOrListsExtended_areOtherRoots() {
        Set<Digest> roots = new HashSet<>();
        for (int count = 0; count <= 40; count++) {
            assertThat(roots.add(TransactionsRoot.of(ids(40).subList(0, count))))
                    .as("the first %d", count)
                    .isTrue();
        }
        var ids = ids(5);
        var twiceTheLast = new ArrayList<>(ids);
        twiceTheLast.add(ids.getLast());
        assertThat(TransactionsRoot.of(twiceTheLast)).isNotEqualTo(TransactionsRoot.of(ids));
    }

    @Test
    void constructor_placeOutOfTheBlock_isRefused() {
        for (var bad : List.of(new int[] {0, 0}, new int[] {1, 1}, new int[] {1, -1}, new int[] {20_001, 0})) {
            assertThatThrownBy(() -> new TransactionProof(bad[0], bad[1], List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
