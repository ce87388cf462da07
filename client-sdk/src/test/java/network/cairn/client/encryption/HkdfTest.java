package network.cairn.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import network.cairn.client.GoldenVectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HkdfTest {
    private final GoldenVectors vectors = GoldenVectors.load("hkdf-rfc5869.properties");

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void expand_rfc5869Case_givesItsOutput(String testCase) {
        byte[] expected = vectors.bytes("okm." + testCase);

        byte[] actual =
                Hkdf.expand(vectors.bytes("prk." + testCase), vectors.bytes("info." + testCase), expected.length);

        assertThat(HexFormat.of().formatHex(actual)).isEqualTo(HexFormat.of().formatHex(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void extractAndExpand_rfc5869Case_givesItsOutput(String testCase) {
        byte[] expected = vectors.bytes("okm." + testCase);

        byte[] actual = Hkdf.extractAndExpand(
                vectors.bytes("ikm." + testCase),
                vectors.bytes("salt." + testCase),
                vectors.bytes("info." + testCase),
                expected.length);

        assertThat(HexFormat.of().formatHex(actual)).isEqualTo(HexFormat.of().formatHex(expected));
    }
}
