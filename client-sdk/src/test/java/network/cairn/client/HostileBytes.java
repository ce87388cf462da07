package network.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import network.cairn.proofs.codec.CodecException;

/// Encodings as an adversary would send them, thrown at a decoder that may only answer or say {@link CodecException}.
public final class HostileBytes {
    private static final int ROUNDS = 2_000;

    /// A decoder under attack.
    @FunctionalInterface
    public interface Decoder {
        Object decode(byte[] encoded) throws CodecException;
    }

    private HostileBytes() {}

    /// Every truncation, extension by a byte, random bytes and random changes of a good encoding.
    public static void assertOnlyCodecException(byte[] good, Decoder decoder) {
        for (int length = 0; length < good.length; length++) {
            assertRefused(Arrays.copyOf(good, length), decoder);
        }
        assertRefused(Arrays.copyOf(good, good.length + 1), decoder);
        for (int seed = 0; seed < ROUNDS; seed++) {
            var random = new Random(seed);
            byte[] bytes = seed % 4 == 0 ? new byte[random.nextInt(2 * good.length)] : good.clone();
            if (seed % 4 == 0) {
                random.nextBytes(bytes);
            } else {
                for (int change = 0; change <= random.nextInt(4); change++) {
                    bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
                }
            }
            assertThatCode(() -> answer(decoder, bytes))
                    .as("seed %d: %s", seed, HexFormat.of().formatHex(bytes))
                    .doesNotThrowAnyException();
        }
    }

    private static void assertRefused(byte[] bytes, Decoder decoder) {
        assertThatThrownBy(() -> decoder.decode(bytes))
                .as("%d bytes: %s", bytes.length, HexFormat.of().formatHex(bytes))
                .isInstanceOf(CodecException.class)
                .hasMessageMatching("(?s).+");
    }

    private static void answer(Decoder decoder, byte[] bytes) {
        try {
            decoder.decode(bytes);
        } catch (CodecException expected) {
            assertThat(expected).hasMessageMatching("(?s).+");
        }
    }
}
