package network.cairn.gateway.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessLogEntryTest {
    private static final Instant TIME = Instant.parse("2030-02-06T00:00:38.999Z");

    private static AccessLogEntry ofUnknown(
            String operation, @Nullable String key, @Nullable String uri, @Nullable String agent) {
        return new AccessLogEntry(
                "owner", "bucket", TIME, null, null, "id", operation, key, uri, null, null, null, null, null, null,
                null, agent, null, null, null, null, null, null, null, null, false, null);
    }

    private static AccessLogEntry ofBytes(@Nullable Long sent, @Nullable Long size) {
        return new AccessLogEntry(
                "owner",
                "bucket",
                TIME,
                null,
                null,
                "id",
                "REST.GET.OBJECT",
                null,
                null,
                null,
                null,
                sent,
                size,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null);
    }

    @Test
    void line_ofARequest_theFieldsOfS3InTheirOrder() {
        var entry = new AccessLogEntry(
                "79a59df900b949e5",
                "photos",
                TIME,
                "192.0.2.3",
                "arn:aws:iam::1:user/x",
                "3E57427F33A59F07",
                "REST.PUT.OBJECT",
                "2019/08/puppy.jpg",
                "PUT /photos/2019/08/puppy.jpg?x-foo=bar HTTP/1.1",
                200,
                "NoSuchBucket",
                2662992L,
                3462992L,
                Duration.ofMillis(70),
                Duration.ofNanos(10_999_999),
                "http://www.example.com/x",
                "curl/7.15.1",
                "3HL4kqtJvjVBH40Nrjfkd",
                "s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuN",
                "SigV4",
                "ECDHE-RSA-AES128-GCM-SHA256",
                "AuthHeader",
                "s3.example.com",
                "TLSv1.2",
                "arn:aws:s3:us-east-1:1:accesspoint/ap",
                true,
                "us-east-1");
        assertThat(entry.line())
                .isEqualTo("79a59df900b949e5 photos [06/Feb/2030:00:00:38 +0000] 192.0.2.3 arn:aws:iam::1:user/x"
                        + " 3E57427F33A59F07 REST.PUT.OBJECT 2019/08/puppy.jpg"
                        + " \"PUT /photos/2019/08/puppy.jpg?x-foo=bar HTTP/1.1\" 200 NoSuchBucket 2662992 3462992 70 10"
                        + " \"http://www.example.com/x\" \"curl/7.15.1\" 3HL4kqtJvjVBH40Nrjfkd"
                        + " s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuN SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader"
                        + " s3.example.com TLSv1.2 arn:aws:s3:us-east-1:1:accesspoint/ap Yes us-east-1");
    }

    @Test
    void line_ofWhatIsNotKnown_hyphens() {
        assertThat(ofUnknown("REST.GET.BUCKET", null, null, null).line())
                .isEqualTo("owner bucket [06/Feb/2030:00:00:38 +0000] - - id REST.GET.BUCKET - \"-\""
                        + " - - - - - - \"-\" \"-\" - - - - - - - - - -");
        assertThat(ofUnknown("REST.GET.BUCKET", null, "", "").line())
                .isEqualTo(ofUnknown("REST.GET.BUCKET", null, null, null).line());
    }

    @Test
    void line_ofNoBytes_asS3TellsThem() {
        assertThat(ofBytes(0L, 0L).line()).contains(" - \"-\" - - - 0 - - ");
        assertThat(ofBytes(1L, null).line()).contains(" - \"-\" - - 1 - - - ");
    }

    @ParameterizedTest
    @CsvSource({
        "REST.GET.OBJECT, a b, a%2520b",
        "REST.GET.OBJECT, \u00e4, %25C3%25A4",
        "REST.GET.OBJECT, a/b-_.~, a/b-_.~",
        "WEBSITE.GET.OBJECT, a\"b, a%2522b",
        "BATCH.DELETE.OBJECT, a b, a%20b",
        "S3.EXPIRE.OBJECT, 'a\nb', a%0Ab",
        "REST.GET.OBJECT, -, -"
    })
    void line_ofAKey_encoded(String operation, String key, String told) {
        assertThat(ofUnknown(operation, key, null, null).line()).contains(" " + operation + " " + told + " \"-\"");
    }

    @ParameterizedTest
    @CsvSource({
        "Mozilla/5.0 (X11; Linux), Mozilla/5.0 (X11; Linux)",
        "a\" 200 - \"b, a%22 200 - %22b",
        "'a\r\nb', a%0D%0Ab",
        "\u00e4\u007f, %C3%A4%7F",
        "100% sure\\, 100% sure\\"
    })
    void line_ofTextOfClients_cannotEndAField(String agent, String told) {
        assertThat(ofUnknown("REST.GET.OBJECT", null, agent, agent).line())
                .contains(" \"" + told + "\" - - - - - - \"-\" \"" + told + "\" ");
    }

    @Test
    void line_ofLongText_isCut() {
        String line = ofUnknown("REST.GET.OBJECT", "k".repeat(1024), "u".repeat(100_000), "\u00e4".repeat(100_000))
                .line();
        assertThat(line).hasSizeLessThan(3 * 9000).contains("u...\"").contains("%C3...\"");
    }

    /// A line has as many fields as S3's, whatever clients send.
    @Test
    void line_ofRandomText_staysOneLineOf27Fields() {
        var random = new Random(27);
        for (int round = 0; round < 2000; round++) {
            String text = random.ints(random.nextInt(30), 0, 0x180)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            var entry = new AccessLogEntry(
                    text,
                    text,
                    TIME,
                    text,
                    text,
                    text,
                    text,
                    text,
                    text,
                    1,
                    text,
                    1L,
                    1L,
                    Duration.ZERO,
                    Duration.ZERO,
                    text,
                    text,
                    text,
                    text,
                    text,
                    text,
                    text,
                    text,
                    text,
                    text,
                    true,
                    text);
            String line = entry.line();
            assertThat(line).matches("[ -~]*");
            assertThat(line.replaceAll("\"[^\"]*\"", "quoted")
                            .replace("[06/Feb/2030:00:00:38 +0000]", "time")
                            .split(" ", -1))
                    .hasSize(27)
                    .doesNotContain("");
        }
    }
}
