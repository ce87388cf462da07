package network.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.cairn.client.ClientFixture.Stored;
import network.cairn.client.encryption.SegmentMaskKey;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.SegmentManifest.StoredPiece;
import network.cairn.client.repair.RepairException;
import network.cairn.client.transport.NodeFault;
import network.cairn.client.transport.StorageNode;
import network.cairn.proofs.id.PieceRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SegmentRepairTest {
    private static SegmentManifest without(SegmentManifest segment, int... indices) {
        List<StoredPiece> left = segment.pieces().stream()
                .filter(piece -> Arrays.stream(indices).noneMatch(index -> index == piece.index()))
                .toList();
        return new SegmentManifest(
                segment.id(), segment.scheme(), segment.shareBytesMax(), segment.ciphertextBytes(), left);
    }

    private static SegmentManifest repair(ClientFixture fixture, Stored stored, SegmentManifest segment)
            throws RepairException, InterruptedException {
        return fixture.client
                .repairer()
                .repair(segment, SegmentMaskKey.of(stored.keys().mask(), segment.id()), 6, stored.journal()::sending);
    }

    @Test
    void repair_anyTwoPiecesComeBackAsTheyWere() throws Exception {
        try (var fixture = new ClientFixture(30, 10)) {
            Stored stored = fixture.store(fixture.plaintext(15_000));
            SegmentManifest whole = stored.journal().segments().getFirst();
            for (int a = 0; a < 6; a++) {
                for (int b = a + 1; b < 6; b++) {
                    SegmentManifest repaired = repair(fixture, stored, without(whole, a, b));
                    List<PieceRoot> roots =
                            repaired.pieces().stream().map(StoredPiece::root).toList();
                    assertThat(roots)
                            .isEqualTo(whole.pieces().stream()
                                    .map(StoredPiece::root)
                                    .toList());
                    for (StoredPiece piece : repaired.pieces()) {
                        StorageNode node = fixture.network.node(piece.node());
                        assertThat(node.stat(repaired.pieceId(piece)).root()).isEqualTo(piece.root());
                    }
                }
            }
            fixture.assertNothingLeaks();
        }
    }

    @Test
    void repair_lyingSourceAndDyingTarget() throws Exception {
        try (var fixture = new ClientFixture(31, 12)) {
            Stored stored = fixture.store(fixture.plaintext(15_000));
            SegmentManifest whole = stored.journal().segments().getFirst();
            fixture.network.inMemory(whole.pieces().get(1).node()).fault(new NodeFault.Lies(true));
            fixture.network.all().stream()
                    .filter(node -> whole.pieces().stream()
                            .noneMatch(piece -> piece.node().equals(node.id())))
                    .limit(2)
                    .forEach(node -> node.fault(new NodeFault.Dies(3_000)));
            SegmentManifest repaired = repair(fixture, stored, without(whole, 5));
            assertThat(repaired.pieces().getLast().root())
                    .isEqualTo(whole.pieces().getLast().root());
            fixture.assertNothingLeaks();
        }
    }

    @Test
    void repair_tooFewSources() throws Exception {
        try (var fixture = new ClientFixture(32, 8)) {
            Stored stored = fixture.store(fixture.plaintext(15_000));
            SegmentManifest whole = stored.journal().segments().getFirst();
            assertThatThrownBy(() -> repair(fixture, stored, without(whole, 0, 1, 2)))
                    .isInstanceOf(RepairException.class)
                    .hasMessageContaining("needs 4 pieces to read and had 3");
        }
    }
}
