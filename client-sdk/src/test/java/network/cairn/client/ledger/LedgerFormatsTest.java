package network.cairn.client.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import network.cairn.client.GoldenVectors;
import network.cairn.client.HostileBytes;
import network.cairn.proofs.codec.CodecException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerFormatsTest {
    private static final GoldenVectors VECTORS = GoldenVectors.load("ledger.properties");

    static List<LedgerFormat<?>> formats() {
        return LedgerFormat.all();
    }

    @ParameterizedTest
    @MethodSource("formats")
    <T> void encode_sample_isItsGoldenVectorAndDecodesToIt(LedgerFormat<T> format) throws Exception {
        byte[] encoded = format.encodedSample();
        assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(HexFormat.of().formatHex(VECTORS.bytes(format.name())));
        assertThat(format.decoder().decode(encoded)).isEqualTo(format.sample()).hasSameHashCodeAs(format.sample());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void decode_hostileBytes_refusesOrGivesBackTheSameBytes(LedgerFormat<?> format) {
        HostileBytes.assertOnlyCodecException(format.encodedSample(), encoded -> {
            byte[] recoded = format.recode(encoded);
            assertThat(recoded).isEqualTo(encoded);
            return recoded;
        });
    }

    @ParameterizedTest
    @MethodSource("formats")
    void decode_oneBitFlipped_refusesOrIsAnotherValueInItsOneForm(LedgerFormat<?> format) {
        byte[] encoded = format.encodedSample();
        int step = 1 + encoded.length / 512;
        for (int bit = 0; bit < 8 * encoded.length; bit += step) {
            byte[] flipped = encoded.clone();
            flipped[bit >>> 3] ^= (byte) (0x80 >>> (bit & 7));
            try {
                assertThat(format.recode(flipped)).as("bit %d", bit).isEqualTo(flipped);
                assertThat((Object) format.decoder().decode(flipped))
                        .as("bit %d", bit)
                        .isNotEqualTo(format.sample());
            } catch (CodecException expected) {
                assertThat(expected).as("bit %d", bit).hasMessageMatching("(?s).+");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void decode_hugeCountAnywhere_refusesBeforeItAllocates(LedgerFormat<?> format) {
        byte[] encoded = format.encodedSample();
        int step = 1 + encoded.length / 512;
        for (int at = 0; at + 4 <= encoded.length; at += step) {
            byte[] huge = encoded.clone();
            Arrays.fill(huge, at, at + 4, (byte) 0xff);
            huge[at] = 0x7f;
            try {
                assertThat(format.recode(huge)).as("count at %d", at).isEqualTo(huge);
            } catch (CodecException expected) {
                assertThat(expected).as("count at %d", at).hasMessageMatching("(?s).+");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void decode_nothing_isRefused(LedgerFormat<?> format) {
        assertThatThrownBy(() -> format.recode(new byte[0])).isInstanceOf(CodecException.class);
    }
}
