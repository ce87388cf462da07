package network.cairn.gateway.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "2030-01-01, 2030-01-01T00:00:00Z",
        "2030-01-01T10:11:12, 2030-01-01T10:11:12Z",
        "2030-01-01T10:11, 2030-01-01T10:11:00Z",
        "2030-01-01T10:11:12Z, 2030-01-01T10:11:12Z",
        "2030-01-01t10:11:12z, 2030-01-01T10:11:12Z",
        "2030-01-01T10:11:12.5Z, 2030-01-01T10:11:12.500Z",
        "2030-01-01T10:11:12.345678Z, 2030-01-01T10:11:12.346Z",
        "2030-01-01T23:59:59.9991Z, 2030-01-02T00:00:00Z",
        "2030-01-01T10:11:12+02:00, 2030-01-01T08:11:12Z",
        "2030-01-01T10:11:12-00:30, 2030-01-01T10:41:12Z",
        "' 2030-01-01 ', 2030-01-01T00:00:00Z",
        "2028-02-29, 2028-02-29T00:00:00Z",
        "0000-01-01, 0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
    })
    void parseIso_aTime_inMilliseconds(String text, Instant time) {
        assertThat(Timestamps.parseIso(text)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "now",
                "2030",
                "2030-1-1",
                "2030-13-01",
                "2030-02-30",
                "2029-02-29",
                "20300101",
                "20300101T000000Z",
                "2030-01-01 10:11:12",
                "2030-01-01T25:00:00Z",
                "2030-01-01T10:61:00Z",
                "2030-01-01T10:11:12+99:00",
                "2030-01-01T10:11:12Zx",
                "2030-01-01x",
                "+12030-01-01",
                "-2030-01-01",
                "12030-01-01",
                "9999-12-31T23:59:59.9991Z",
                "9999-12-31T23:59:59-01:00",
                "1893456000",
                "Tue, 01 Jan 2030 00:00:00 GMT"
            })
    void parseIso_noTime_empty(String text) {
        assertThat(Timestamps.parseIso(text)).isEmpty();
    }

    @Test
    void parseIso_longText_empty() {
        assertThat(Timestamps.parseIso("2030-01-01T00:00:00." + "0".repeat(100_000) + "Z"))
                .isEmpty();
    }

    @Test
    void formats_ofATime_asS3WritesThem() {
        Instant time = Instant.parse("2030-01-01T02:03:04.005999Z");
        assertThat(Timestamps.iso(time)).isEqualTo("2030-01-01T02:03:04.005Z");
        assertThat(Timestamps.http(time)).isEqualTo("Tue, 01 Jan 2030 02:03:04 GMT");
        assertThat(Timestamps.parseIso(Timestamps.iso(Timestamps.LAST))).contains(Timestamps.LAST);
    }

    @ParameterizedTest
    @CsvSource({
        "a b/c?d, a%20b/c%3Fd, a%20b/c?d",
        "\u00e4, %C3%A4, %C3%A4",
        "100%, 100%25, 100%",
        "'a\r\nb', a%0D%0Ab, a%0D%0Ab",
        "'<\">', %3C%22%3E, %3C%22%3E",
        "-._~, -._~, -._~",
        "a+b&c=d;e, a%2Bb%26c%3Dd%3Be, a+b&c=d;e",
        "\ud83d\ude00, %F0%9F%98%80, %F0%9F%98%80"
    })
    void uriText_ofAKeyAndOfAPartOfAUri(String text, String key, String uri) {
        assertThat(UriText.ofKey(text)).isEqualTo(key);
        assertThat(UriText.ofUri(text)).isEqualTo(uri);
    }
}
