package network.cairn.gateway.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.GoldenVectors;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.encryption.SecretBox;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CodecException;
import org.junit.jupiter.api.Test;

/// What rests on disks, against bytes that another implementation (Python's `cryptography`) made.
final class KeyVectorsTest {
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    static final String KEY = "11111111-2222-4333-8444-555555555555";
    static final String OTHER_KEY = "66666666-7777-4888-9999-aaaaaaaaaaaa";

    private final GoldenVectors vectors = GoldenVectors.load("gateway-keys-v1.properties");
    private final SecretBox box = MasterKey.of(filled(0x07)).secretBox("gateway-key-ring");

    static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static Ring ring() {
        var key = new RingKey(
                KEY,
                true,
                Optional.empty(),
                List.of(new KeyVersion(1, TIME, filled(0xa1)), new KeyVersion(2, TIME.plusSeconds(1), filled(0xa2))));
        var other = new RingKey(
                OTHER_KEY,
                false,
                Optional.of(TIME.plus(Duration.ofDays(30))),
                List.of(new KeyVersion(1, TIME.plusSeconds(2), filled(0xb1))));
        return Ring.EMPTY
                .with(
                        "alice",
                        TenantKeys.NONE.with(key).withAlias("reports", KEY).withAlias("aws/s3", KEY))
                .with("bob", TenantKeys.NONE.with(other));
    }

    static EncryptionContext context() throws KeyServiceException {
        return EncryptionContext.of(new TreeMap<>(Map.of("department", "ü", "aws:s3:arn", "arn:aws:s3:::photos/a/b")));
    }

    @Test
    void ring_encodedAndSealed_isTheFrozenOne() throws Exception {
        assertThat(HexFormat.of().formatHex(RingCodec.encode(ring())))
                .isEqualTo(HexFormat.of().formatHex(vectors.bytes("ring")));
        assertThat(RingCodec.decode(vectors.bytes("ring"))).isEqualTo(ring());
        assertThat(RingDocument.open(vectors.bytes("document"), box)).isEqualTo(ring());
    }

    @Test
    void context_encoded_isTheFrozenOne() throws Exception {
        assertThat(context().toBytes()).isEqualTo(vectors.bytes("context"));
        assertThat(EncryptionContext.read(new CanonicalReader(vectors.bytes("context"))))
                .isEqualTo(context());
    }

    @Test
    void blobs_ofBothVersions_open() throws Exception {
        KeyVersion first = new KeyVersion(1, TIME, filled(0xa1));
        KeyVersion second = new KeyVersion(2, TIME, filled(0xa2));

        assertThat(LocalBlob.decode(vectors.bytes("blob.old")).open(first, context()))
                .isEqualTo(DataKey.of(filled(0xdd)));
        assertThat(LocalBlob.decode(vectors.bytes("blob.new")).open(second, context()))
                .isEqualTo(DataKey.of(filled(0xdd)));
        assertThat(LocalBlob.decode(vectors.bytes("blob.new")).encode()).isEqualTo(vectors.bytes("blob.new"));
        assertThat(vectors.bytes("blob.new")).hasSizeLessThan(KeyService.WRAPPED_BYTES_MAX / 4);
    }

    @Test
    void document_anyBitFlippedOrCut_isRefused() {
        byte[] document = vectors.bytes("document");
        for (int bit = 0; bit < 8 * document.length; bit++) {
            byte[] flipped = document.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> RingDocument.open(flipped, box))
                    .as("bit %s", bit)
                    .isInstanceOfAny(CodecException.class, DecryptionException.class);
        }
        for (int length = 0; length < document.length; length++) {
            byte[] cut = Arrays.copyOf(document, length);
            assertThatThrownBy(() -> RingDocument.open(cut, box))
                    .isInstanceOfAny(CodecException.class, DecryptionException.class);
        }
        assertThatThrownBy(() -> RingDocument.open(Arrays.copyOf(document, document.length + 1), box))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void ringBytes_anyBitFlippedOrCut_neverCrashTheDecoder() {
        byte[] encoded = vectors.bytes("ring");
        for (int bit = 0; bit < 8 * encoded.length; bit++) {
            byte[] flipped = encoded.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertThat(RingCodec.encode(RingCodec.decode(flipped))).isEqualTo(flipped);
            } catch (CodecException e) {
                assertThat(e).hasMessageMatching("(?s).+");
            }
        }
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> RingCodec.decode(cut)).isInstanceOf(CodecException.class);
        }
    }
}
