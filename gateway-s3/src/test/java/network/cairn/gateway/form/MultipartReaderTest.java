package network.cairn.gateway.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import network.cairn.gateway.s3.S3BodyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartReaderTest {
    /// Gives out a few bytes at a time, as a network does.
    static InputStream trickle(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                int most = random.nextInt(10) == 0 ? 70_000 : 1 + random.nextInt(40);
                return super.read(into, offset, Math.min(length, most));
            }
        };
    }

    private static List<byte[]> parts(byte[] body, String boundary, Random random) throws IOException {
        var reader = new MultipartReader(trickle(body, random), boundary);
        var parts = new ArrayList<byte[]>();
        for (PartHead head = reader.first(); head != null; head = reader.next()) {
            var content = new ByteArrayOutputStream();
            byte[] piece = new byte[1 + random.nextInt(100_000)];
            for (int count = reader.read(piece, 0, piece.length);
                    count >= 0;
                    count = reader.read(piece, 0, piece.length)) {
                content.write(piece, 0, count);
            }
            parts.add(content.toByteArray());
        }
        reader.finish();
        return parts;
    }

    /// Contents made of what delimiters are made of, so that many nearly are one.
    private static byte[] nearlyDelimiters(Random random, String boundary) {
        var out = new ByteArrayOutputStream();
        String delimiter = "\r\n--" + boundary;
        int pieces = random.nextInt(2000);
        for (int i = 0; i < pieces; i++) {
            out.writeBytes(
                    delimiter.substring(0, random.nextInt(delimiter.length())).getBytes(StandardCharsets.ISO_8859_1));
            out.write(random.nextInt(3) == 0 ? '\r' : random.nextInt(256));
        }
        byte[] bytes = out.toByteArray();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.contains(delimiter) ? new byte[0] : bytes;
    }

    @Test
    void read_anyContents_atAnySplit() throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            String boundary = random.nextBoolean() ? "b" : "----WebKitFormBoundary7MA4YWxkTrZu0gW";
            var contents = new ArrayList<byte[]>();
            var body = new ByteArrayOutputStream();
            body.writeBytes((random.nextBoolean() ? "" : "preamble\r\n").getBytes(StandardCharsets.ISO_8859_1));
            int count = random.nextInt(6);
            for (int i = 0; i < count; i++) {
                byte[] content = random.nextBoolean() ? new byte[0] : nearlyDelimiters(random, boundary);
                contents.add(content);
                body.writeBytes(("--" + boundary + (random.nextBoolean() ? " \t" : "")
                                + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                body.writeBytes(content);
                body.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
            body.writeBytes(("--" + boundary + "--" + (random.nextBoolean() ? "" : "\r\nepilogue"))
                    .getBytes(StandardCharsets.ISO_8859_1));
            List<byte[]> read = parts(body.toByteArray(), boundary, random);
            assertThat(read).as("seed " + seed).hasSameSizeAs(contents);
            for (int i = 0; i < count; i++) {
                assertThat(read.get(i)).as("seed " + seed + " part " + i).isEqualTo(contents.get(i));
            }
        }
    }

    @Test
    void read_cutAnywhere_isMalformed() {
        byte[] body = new FormText().field("key", "k").file("f", new byte[300]).end();
        for (int cut = 0; cut < body.length - 2; cut++) {
            byte[] less = Arrays.copyOf(body, cut);
            assertThatThrownBy(() -> parts(less, FormText.BOUNDARY, new Random(1)))
                    .as("cut at " + less.length)
                    .isInstanceOfSatisfying(
                            S3BodyException.class,
                            e -> assertThat(e.error().code().code()).isEqualTo("MalformedPOSTRequest"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--x",
                "--b",
                "--bx\r\n\r\n",
                "--b\r\n",
                "--b-",
                "no boundary at all",
                "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n"
            })
    void first_nonsense_isMalformed(String body) {
        assertThatThrownBy(() -> parts(body.getBytes(StandardCharsets.ISO_8859_1), "b", new Random(1)))
                .isInstanceOf(S3BodyException.class);
    }

    @Test
    void first_endlessPreambleOrHead_isCutOff() {
        for (String start : new String[] {"", "--b\r\nContent-Disposition: "}) {
            byte[] body = (start + "x".repeat(1 << 20)).getBytes(StandardCharsets.ISO_8859_1);
            var in = new ByteArrayInputStream(body);
            assertThatThrownBy(() -> new MultipartReader(in, "b").first()).isInstanceOf(S3BodyException.class);
            assertThat(in.available()).as("left unread").isGreaterThan(800_000);
        }
    }
}
