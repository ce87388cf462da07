package network.cairn.proofs.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.SplittableRandom;
import network.cairn.proofs.Vectors;
import org.junit.jupiter.api.Test;

class Bech32mTest {
    private static final String CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    @Test
    void decode_validVectorsOfBip350() {
        var vectors = Vectors.read("bech32m-valid");
        assertThat(vectors).hasSize(7);
        for (String[] vector : vectors) {
            String text = vector[0];
            String prefix = prefixOf(text);
            if (text.contains("llllllll")) {
                // Its data is no whole number of bytes; that it is the padding that is refused shows the checksum held.
                assertThatThrownBy(() -> Bech32m.decode(prefix, text)).hasMessageContaining("padding");
            } else {
                byte[] bytes = Bech32m.decode(prefix, text);
                assertThat(Bech32m.encode(prefix, bytes)).isEqualTo(text.toLowerCase(Locale.ROOT));
            }
        }
    }

    @Test
    void decode_invalidVectorsOfBip350() {
        var vectors = Vectors.read("bech32m-invalid");
        assertThat(vectors).hasSize(11);
        for (String[] vector : vectors) {
            assertThatThrownBy(() -> Bech32m.decode(prefixOf(vector[0]), vector[0]))
                    .as(vector[0])
                    .isInstanceOf(IllegalArgumentException.class);
        }
        // Prefixes that a text file cannot carry well.
        for (String text : new String[] {" 1xj0phk", "\u007f1g6xzxy", "\u00801vctc34"}) {
            assertThatThrownBy(() -> Bech32m.decode(prefixOf(text), text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void decode_bech32ChecksumOfBip173() {
        assertThatThrownBy(() -> Bech32m.decode("a", "a12uel5l")).hasMessageContaining("checksum");
    }

    @Test
    void decode_roundTripOfRandomBytes() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String text = Bech32m.encode("cairn", bytes);
            assertThat(Bech32m.decode("cairn", text)).as("seed %d", seed).isEqualTo(bytes);
            assertThat(Bech32m.decode("cairn", text.toUpperCase(Locale.ROOT)))
                    .as("seed %d", seed)
                    .isEqualTo(bytes);
        }
    }

    @Test
    void decode_upToFourWrongCharacters() {
        for (long seed = 0; seed < 5_000; seed++) {
            var random = new SplittableRandom(seed);
            byte[] bytes = new byte[20];
            random.nextBytes(bytes);
            String text = Bech32m.encode("cairn", bytes);
            var changed = new StringBuilder(text);
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                changed.setCharAt(random.nextInt(6, text.length()), CHARSET.charAt(random.nextInt(32)));
            }
            if (!changed.toString().equals(text)) {
                assertThatThrownBy(() -> Bech32m.decode("cairn", changed.toString()))
                        .as("seed %d", seed)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static String prefixOf(String text) {
        int separator = text.lastIndexOf('1');
        return text.substring(0, Math.max(0, separator)).toLowerCase(Locale.ROOT);
    }
}
