package network.cairn.client.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import network.cairn.client.GoldenVectors;
import network.cairn.client.HostileBytes;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.manifest.SegmentManifest.StoredPiece;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.SegmentId;
import org.junit.jupiter.api.Test;

class SegmentManifestTest {
    private static final SegmentId SEGMENT = SegmentId.fromHex("a1".repeat(32));
    private static final SegmentManifest MANIFEST = new SegmentManifest(
            SEGMENT, Scheme.parse("4/5/6/6"), 256 * 1024, 64L * 1024 * 1024, List.of(piece(0), piece(2), piece(5)));

    @Test
    void encode_frozenManifest_isTheFrozenBytes() throws CodecException {
        byte[] frozen = GoldenVectors.load("manifest.properties").bytes("segment");

        assertThat(HexFormat.of().formatHex(MANIFEST.encode()))
                .isEqualTo(HexFormat.of().formatHex(frozen));
        assertThat(SegmentManifest.decode(frozen)).isEqualTo(MANIFEST);
    }

    @Test
    void decode_whatWasEncoded() throws CodecException {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            int total = 1 + random.nextInt(255);
            int k = 1 + random.nextInt(total);
            var pieces = new ArrayList<StoredPiece>();
            for (int i = 0; i < total; i++) {
                if (random.nextBoolean()) {
                    pieces.add(piece(i));
                }
            }
            var manifest = new SegmentManifest(
                    SEGMENT,
                    new Scheme(k, k, total, total),
                    64 * (1 + random.nextInt(4096)),
                    1L + random.nextInt(9999),
                    pieces);

            assertThat(SegmentManifest.decode(manifest.encode()))
                    .as("seed %d", seed)
                    .isEqualTo(manifest);
        }
    }

    @Test
    void decode_hostileBytes_neverThrowsAnythingElse() {
        HostileBytes.assertOnlyCodecException(MANIFEST.encode(), encoded -> {
            SegmentManifest manifest = SegmentManifest.decode(encoded);
            assertThat(manifest.encode()).isEqualTo(encoded);
            return manifest.layout().pieceBytes();
        });
    }

    @Test
    void manifest_piecesOutOfOrderRepeatedOrOutsideTheScheme_areRefused() {
        for (List<StoredPiece> pieces : List.of(
                List.of(piece(2), piece(0)), List.of(piece(2), piece(2)), List.of(piece(6)), List.of(piece(-1)))) {
            assertThatThrownBy(() -> new SegmentManifest(SEGMENT, Scheme.parse("4/5/6/6"), 64, 64, pieces))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("piece index");
        }
    }

    @Test
    void pieceId_followsFromTheSegment() {
        assertThat(MANIFEST.pieceId(piece(2))).isEqualTo(PieceId.ofSegment(SEGMENT, 2));
    }

    private static StoredPiece piece(int index) {
        byte[] node = new byte[ActorId.LENGTH_BYTES];
        byte[] root = new byte[PieceRoot.LENGTH_BYTES];
        node[0] = (byte) index;
        root[31] = (byte) index;
        return new StoredPiece(index, ActorId.of(node), PieceRoot.of(root));
    }
}
