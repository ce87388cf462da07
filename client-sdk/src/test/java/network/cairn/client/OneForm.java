package network.cairn.client;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import network.cairn.proofs.codec.CodecException;

/// The law of the canonical codec, for fuzzing: whatever bytes come, a decoder refuses them with
/// {@link CodecException} or gives a value whose encoding is these bytes.
public final class OneForm {
    @FunctionalInterface
    public interface Decoding<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    private OneForm() {}

    public static <T> void check(byte[] bytes, Decoding<T> decoder, Function<T, byte[]> encoder) {
        T value;
        try {
            value = decoder.decode(bytes.clone());
        } catch (CodecException refused) {
            if (String.valueOf(refused.getMessage()).isBlank()) {
                throw new AssertionError("a refusal that does not say why", refused);
            }
            return;
        }
        byte[] again = encoder.apply(value);
        if (!Arrays.equals(bytes, again)) {
            throw new AssertionError(
                    "decoded " + value + " from " + HexFormat.of().formatHex(bytes) + ", which is encoded as "
                            + HexFormat.of().formatHex(again));
        }
    }
}
