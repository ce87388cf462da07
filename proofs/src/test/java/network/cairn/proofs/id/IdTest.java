package network.cairn.proofs.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import network.cairn.proofs.Vectors;
import org.junit.jupiter.api.Test;

class IdTest {
    /// An id type, with its text form read back.
    private record Type(
            String name,
            int lengthBytes,
            Function<byte[], FixedBytes> of,
            Function<String, FixedBytes> parse,
            int textLength) {}

    private static final List<Type> TYPES = List.of(
            new Type("ActorId", ActorId.LENGTH_BYTES, ActorId::of, ActorId::parse, 5 + 1 + 32 + 6),
            new Type("PieceId", PieceId.LENGTH_BYTES, PieceId::of, PieceId::fromHex, 64),
            new Type("SegmentId", SegmentId.LENGTH_BYTES, SegmentId::of, SegmentId::fromHex, 64),
            new Type("PieceRoot", PieceRoot.LENGTH_BYTES, PieceRoot::of, PieceRoot::fromHex, 64),
            new Type("Signature", Signature.LENGTH_BYTES, Signature::of, Signature::fromHex, 128),
            new Type("Nonce", Nonce.LENGTH_BYTES, Nonce::of, Nonce::fromHex, 32),
            new Type("ChainId", ChainId.LENGTH_BYTES, ChainId::of, ChainId::fromHex, 64),
            new Type("BlockHash", BlockHash.LENGTH_BYTES, BlockHash::of, BlockHash::fromHex, 64),
            new Type("DealId", DealId.LENGTH_BYTES, DealId::of, DealId::fromHex, 64),
            new Type("TransactionId", TransactionId.LENGTH_BYTES, TransactionId::of, TransactionId::fromHex, 64),
            new Type("StateRoot", StateRoot.LENGTH_BYTES, StateRoot::of, StateRoot::fromHex, 64),
            new Type("Digest", Digest.LENGTH_BYTES, Digest::of, Digest::fromHex, 64),
            new Type(
                    "BeaconSignature",
                    BeaconSignature.LENGTH_BYTES,
                    BeaconSignature::of,
                    BeaconSignature::fromHex,
                    96));

    @Test
    void everyType_isTested() {
        assertThat(FixedBytes.class.getPermittedSubclasses()).hasSize(TYPES.size());
    }

    @Test
    void parse_roundTrip() {
        for (Type type : TYPES) {
            for (long seed = 0; seed < 50; seed++) {
                byte[] bytes = random(seed, type.lengthBytes);
                FixedBytes id = type.of.apply(bytes);
                assertThat(id.toBytes()).isEqualTo(bytes);
                assertThat(id.toHex()).isEqualTo(HexFormat.of().formatHex(bytes));
                assertThat(id.toString()).hasSize(type.textLength);
                assertThat(type.parse.apply(id.toString())).isEqualTo(id).hasSameHashCodeAs(id);
                assertThat(type.parse.apply(id.toString().toUpperCase(Locale.ROOT)))
                        .isEqualTo(id);
            }
        }
    }

    @Test
    void of_wrongLength() {
        for (Type type : TYPES) {
            for (int length : new int[] {0, 1, type.lengthBytes - 1, type.lengthBytes + 1, 1000}) {
                assertThatThrownBy(() -> type.of.apply(new byte[length]))
                        .as("%s of %d bytes", type.name, length)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(type.name)
                        .hasMessageContaining(Integer.toString(length));
            }
        }
    }

    @Test
    void parse_hostileText() {
        for (Type type : TYPES) {
            String text = type.of.apply(random(1, type.lengthBytes)).toString();
            List<String> hostile = new ArrayList<>(List.of("", " ", "cairn1", "zz", "é".repeat(type.textLength)));
            hostile.add(text + "0");
            hostile.add(" " + text);
            hostile.add(text + "\n");
            hostile.add(text.substring(1));
            hostile.add(text.substring(0, text.length() - 1));
            hostile.add(text.substring(0, text.length() - 1) + "!");
            hostile.add("0x" + text.substring(2));
            hostile.add(text.substring(0, text.length() - 1) + "１");
            hostile.add("x".repeat(100_000));
            for (String bad : hostile) {
                assertThatThrownBy(() -> type.parse.apply(bad))
                        .as("%s from %.50s", type.name, bad)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void parse_signThatLowersToAscii() {
        for (long seed = 0; seed < 20; seed++) {
            String text = ActorId.of(random(seed, 20)).toString().toUpperCase(Locale.ROOT);
            if (text.indexOf('K') > 0) {
                String kelvin = text.replace('K', '\u212a');
                assertThatThrownBy(() -> ActorId.parse(kelvin)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void of_bytesChangedAfterwards() {
        for (Type type : TYPES) {
            byte[] bytes = random(3, type.lengthBytes);
            FixedBytes id = type.of.apply(bytes);
            FixedBytes same = type.of.apply(bytes);
            bytes[0] ^= 1;
            id.toBytes()[1] ^= 1;
            assertThat(id).isEqualTo(same);
        }
    }

    @Test
    void equals_otherTypeOfSameBytes() {
        byte[] bytes = random(4, 32);
        assertThat((FixedBytes) PieceId.of(bytes)).isNotEqualTo(SegmentId.of(bytes));
        assertThat((FixedBytes) PieceRoot.of(bytes)).isNotEqualTo(PieceId.of(bytes));
    }

    @Test
    void compareTo_unsignedBytes() {
        byte[] low = new byte[32];
        byte[] high = new byte[32];
        Arrays.fill(low, (byte) 0x7f);
        Arrays.fill(high, (byte) 0x80);
        assertThat(PieceId.of(low)).isLessThan(PieceId.of(high));
        assertThat(PieceId.of(high)).isEqualByComparingTo(PieceId.of(high));
    }

    @Test
    void actorId_goldenVectors() {
        for (String[] vector : Vectors.read("actor-id")) {
            ActorId id = ActorId.ofPublicKey(HexFormat.of().parseHex(vector[0]));
            assertThat(id.toHex()).isEqualTo(vector[1]);
            assertThat(id).hasToString(vector[2]);
            assertThat(ActorId.parse(vector[2])).isEqualTo(id);
        }
        assertThatThrownBy(() -> ActorId.ofPublicKey(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pieceIdOfSegment_goldenVectors() {
        for (String[] vector : Vectors.read("piece-id")) {
            assertThat(PieceId.ofSegment(SegmentId.fromHex(vector[0]), Integer.parseInt(vector[1])))
                    .isEqualTo(PieceId.fromHex(vector[2]));
        }
    }

    @Test
    void pieceIdOfSegment_indexOutOfRange() {
        SegmentId segment = SegmentId.of(random(5, 32));
        assertThatThrownBy(() -> PieceId.ofSegment(segment, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PieceId.ofSegment(segment, 255)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] random(long seed, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
