package network.cairn.proofs.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.proofs.Vectors;
import network.cairn.proofs.id.Nonce;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CanonicalCodecTest {
    private static final int LENGTH_BYTES_MAX = 300;

    /// One value of every kind the codec has.
    private enum Kind {
        U8,
        U16,
        U32,
        U64,
        BOOL,
        FIXED,
        BYTES,
        TEXT
    }

    private record Field(Kind kind, Object value) {}

    @Test
    void toBytes_goldenVectors() {
        for (String[] vector : Vectors.read("codec")) {
            assertThat(HexFormat.of().formatHex(encodeVector(vector[0], vector[1])))
                    .as("%s %s", vector[0], vector[1])
                    .isEqualTo(vector[2]);
        }
    }

    private static byte[] encodeVector(String kind, String value) {
        var writer = new CanonicalWriter();
        return switch (kind) {
            case "u8" -> writer.u8(Integer.parseInt(value)).toBytes();
            case "u16" -> writer.u16(Integer.parseInt(value)).toBytes();
            case "u32" -> writer.u32(Integer.parseInt(value)).toBytes();
            case "u64" -> writer.u64(Long.parseLong(value)).toBytes();
            case "bool" -> writer.bool(Boolean.parseBoolean(value)).toBytes();
            case "fixed" -> writer.fixed(HexFormat.of().parseHex(value)).toBytes();
            case "id" -> writer.id(Nonce.fromHex(value)).toBytes();
            case "bytes" -> writer.bytes(HexFormat.of().parseHex(value)).toBytes();
            case "text" -> writer.text(value).toBytes();
            default -> throw new IllegalArgumentException("no kind " + kind);
        };
    }

    @Test
    void read_whatWasWritten() throws CodecException {
        for (long seed = 0; seed < 1_000; seed++) {
            List<Field> fields = randomFields(new SplittableRandom(seed));
            byte[] encoded = write(fields);
            var reader = new CanonicalReader(encoded);
            for (Field field : fields) {
                Object value = read(reader, field);
                assertThat(value).as("seed %d, %s", seed, field).isEqualTo(field.value);
            }
            reader.end();
        }
    }

    @Test
    void read_truncatedOrExtended() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            List<Field> fields = randomFields(random);
            byte[] encoded = write(fields);
            byte[] truncated = Arrays.copyOf(encoded, random.nextInt(encoded.length));
            assertThatThrownBy(() -> readAll(truncated, fields))
                    .as("seed %d", seed)
                    .isInstanceOf(CodecException.class);
            byte[] extended = Arrays.copyOf(encoded, encoded.length + random.nextInt(1, 40));
            assertThatThrownBy(() -> readAll(extended, fields))
                    .as("seed %d", seed)
                    .isInstanceOf(CodecException.class);
        }
    }

    /// What the reader accepts is what the writer writes: no value has two encodings.
    @Test
    void read_randomBytes_onlyCanonicalOnesAccepted() {
        int accepted = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new SplittableRandom(seed);
            List<Field> fields = randomFields(random);
            byte[] encoded = write(fields);
            for (int i = random.nextInt(3); i >= 0; i--) {
                encoded[random.nextInt(encoded.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(write(readAll(encoded, fields))).as("seed %d", seed).isEqualTo(encoded);
                accepted++;
            } catch (CodecException e) {
                assertThat(e).as("seed %d", seed).hasMessageMatching("(?s).+");
            }
        }
        assertThat(accepted).isPositive();
    }

    @Test
    void read_lengthBeyondLimitOrInput_beforeAllocating() {
        byte[] huge = HexFormat.of().parseHex("7fffffff00");
        rejects("field is 2147483647 long", () -> new CanonicalReader(huge).bytes(10, "field"));
        rejects("field needs 2147483647 bytes", () -> new CanonicalReader(huge).bytes(Integer.MAX_VALUE, "field"));
        rejects("field is 2147483647 long", () -> new CanonicalReader(huge).text(10, "field"));
        rejects("field is 2147483647 long", () -> new CanonicalReader(huge).count(1000, "field"));
        byte[] beyond = HexFormat.of().parseHex("80000000");
        rejects("field is 2147483648", () -> new CanonicalReader(beyond).u32("field"));
        byte[] beyondLong = HexFormat.of().parseHex("ffffffffffffffff");
        rejects("field is 18446744073709551615", () -> new CanonicalReader(beyondLong).u64("field"));
    }

    @Test
    void bool_otherThanZeroAndOne() {
        for (int value = 2; value < 256; value++) {
            byte[] encoded = {(byte) value};
            rejects("field", () -> new CanonicalReader(encoded).bool("field"));
        }
    }

    @Test
    void text_notUtf8() {
        String[] malformed = {
            "80", "c3", "c080", "c1bf", "e08080", "eda080", "edbfbf", "f0808080", "f4908080", "ff", "fe"
        };
        for (String hex : malformed) {
            byte[] encoded =
                    new CanonicalWriter().bytes(HexFormat.of().parseHex(hex)).toBytes();
            rejects("not UTF-8", () -> new CanonicalReader(encoded).text(10, "field"));
        }
    }

    @Test
    void write_valueOutOfRange() {
        var writer = new CanonicalWriter();
        for (int value : new int[] {-1, 256, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> writer.u8(value)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int value : new int[] {-1, 65_536}) {
            assertThatThrownBy(() -> writer.u16(value)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> writer.u32(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.u64(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.text("a\ud800b")).isInstanceOf(IllegalArgumentException.class);
        assertThat(writer.toBytes()).isEmpty();
    }

    private static void rejects(String message, ThrowingCallable read) {
        assertThatThrownBy(read).isInstanceOf(CodecException.class).hasMessageContaining(message);
    }

    private static List<Field> randomFields(SplittableRandom random) {
        List<Field> fields = new ArrayList<>();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            fields.add(new Field(kind, randomValue(random, kind)));
        }
        fields.add(new Field(Kind.U8, random.nextInt(256)));
        return fields;
    }

    private static Object randomValue(SplittableRandom random, Kind kind) {
        return switch (kind) {
            case U8 -> random.nextInt(256);
            case U16 -> random.nextInt(65_536);
            case U32 -> random.nextInt() >>> random.nextInt(1, 32);
            case U64 -> random.nextLong() >>> random.nextInt(1, 64);
            case BOOL -> random.nextBoolean();
            case FIXED, BYTES -> {
                byte[] bytes = new byte[random.nextInt(LENGTH_BYTES_MAX)];
                random.nextBytes(bytes);
                yield bytes;
            }
            case TEXT ->
                random.ints(random.nextInt(LENGTH_BYTES_MAX / 4), 0, 0x10ffff)
                        .filter(point -> point < 0xd800 || point > 0xdfff)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
        };
    }

    private static byte[] write(List<Field> fields) {
        var writer = new CanonicalWriter();
        for (Field field : fields) {
            switch (field.kind) {
                case U8 -> writer.u8((int) field.value);
                case U16 -> writer.u16((int) field.value);
                case U32 -> writer.u32((int) field.value);
                case U64 -> writer.u64((long) field.value);
                case BOOL -> writer.bool((boolean) field.value);
                case FIXED -> writer.fixed((byte[]) field.value);
                case BYTES -> writer.bytes((byte[]) field.value);
                case TEXT -> writer.text((String) field.value);
            }
        }
        return writer.toBytes();
    }

    private static List<Field> readAll(byte[] encoded, List<Field> shape) throws CodecException {
        var reader = new CanonicalReader(encoded);
        List<Field> fields = new ArrayList<>();
        for (Field field : shape) {
            fields.add(new Field(field.kind, read(reader, field)));
        }
        reader.end();
        return fields;
    }

    private static Object read(CanonicalReader reader, Field field) throws CodecException {
        return switch (field.kind) {
            case U8 -> reader.u8("field");
            case U16 -> reader.u16("field");
            case U32 -> reader.u32("field");
            case U64 -> reader.u64("field");
            case BOOL -> reader.bool("field");
            case FIXED -> reader.fixed(((byte[]) field.value).length, "field");
            case BYTES -> reader.bytes(LENGTH_BYTES_MAX, "field");
            case TEXT -> reader.text(LENGTH_BYTES_MAX, "field");
        };
    }
}
