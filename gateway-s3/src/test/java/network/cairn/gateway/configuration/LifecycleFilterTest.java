package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LifecycleFilterTest {
    private static final LifecycleFilter EVERYTHING = new LifecycleFilter(false, null, List.of(), null, null);
    private static final String DAYS = "<Expiration><Days>1</Days></Expiration>";
    private static final String ON = "<Status>Enabled</Status>";

    private static LifecycleConfiguration read(String... rules) throws S3Exception {
        return LifecycleConfiguration.read(xml("<LifecycleConfiguration><Rule>" + String.join("</Rule><Rule>", rules)
                + "</Rule></LifecycleConfiguration>"));
    }

    private static LifecycleRule only(String rule) throws S3Exception {
        return read(rule).rules().getFirst();
    }

    private static LifecycleFilter filter(String filter) throws S3Exception {
        return only("<Filter>" + filter + "</Filter>" + ON + DAYS).filter();
    }

    private static String tag(String key, String value) {
        return "<Tag><Key>" + key + "</Key><Value>" + value + "</Value></Tag>";
    }

    @Test
    void read_filters_asTheyAre() throws S3Exception {
        assertThat(filter("")).isEqualTo(EVERYTHING);
        assertThat(filter("<Prefix/>")).isEqualTo(new LifecycleFilter(false, "", List.of(), null, null));
        assertThat(filter("<Prefix>a b/</Prefix>"))
                .isEqualTo(new LifecycleFilter(false, "a b/", List.of(), null, null));
        assertThat(filter(tag("k", "v")))
                .isEqualTo(new LifecycleFilter(false, null, List.of(new Tag("k", "v")), null, null));
        assertThat(filter("<Tag><Key>k</Key></Tag>"))
                .isEqualTo(new LifecycleFilter(false, null, List.of(new Tag("k", "")), null, null));
        assertThat(filter("<ObjectSizeGreaterThan>0</ObjectSizeGreaterThan>"))
                .isEqualTo(new LifecycleFilter(false, null, List.of(), 0L, null));
        assertThat(filter("<ObjectSizeLessThan>1</ObjectSizeLessThan>"))
                .isEqualTo(new LifecycleFilter(false, null, List.of(), null, 1L));
        assertThat(filter("<And><Prefix/><ObjectSizeLessThan>9</ObjectSizeLessThan>" + tag("a", "1") + tag("b", "2")
                        + "<ObjectSizeGreaterThan>7</ObjectSizeGreaterThan></And>"))
                .isEqualTo(new LifecycleFilter(false, "", List.of(new Tag("a", "1"), new Tag("b", "2")), 7L, 9L));
        assertThat(only("<Prefix>p</Prefix>" + ON + DAYS).filter()).isEqualTo(LifecycleFilter.ofRule("p"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Prefix>a</Prefix><ObjectSizeLessThan>9</ObjectSizeLessThan>",
                "<Prefix>a</Prefix><Prefix>b</Prefix>",
                "<Prefix>a</Prefix><Tag><Key>k</Key><Value>v</Value></Tag>",
                "<Tag><Key>a</Key><Value>v</Value></Tag><Tag><Key>b</Key><Value>v</Value></Tag>",
                "<Prefix>a</Prefix><And><Tag><Key>a</Key><Value>v</Value></Tag><Prefix>b</Prefix></And>",
                "<And/>",
                "<And><Prefix>a</Prefix></And>",
                "<And><Tag><Key>a</Key><Value>v</Value></Tag></And>",
                "<And><And/><Prefix>a</Prefix><ObjectSizeLessThan>9</ObjectSizeLessThan></And>",
                "<Tag/>",
                "<Tag><Value>v</Value></Tag>",
                "<Tag><Key>a</Key><Key>a</Key><Value>v</Value></Tag>",
                "<Tag><Key>a</Key><Value>v</Value><More/></Tag>",
                "<ObjectSizeLessThan>big</ObjectSizeLessThan>",
                "<Suffix>x</Suffix>"
            })
    void read_filterNotOfTheSchema_malformed(String filter) {
        assertMalformed(() -> filter(filter));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <ObjectSizeGreaterThan>-1</ObjectSizeGreaterThan> | \
            'ObjectSizeGreaterThan' should be between 0 and 1099511627776000.
            <ObjectSizeGreaterThan>1099511627776001</ObjectSizeGreaterThan> | \
            'ObjectSizeGreaterThan' should be between 0 and 1099511627776000.
            <ObjectSizeLessThan>0</ObjectSizeLessThan> | \
            'ObjectSizeLessThan' should be between 1 and 1099511627776000.
            <And><ObjectSizeLessThan>5</ObjectSizeLessThan><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan></And> | \
            'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.
            <Tag><Key/><Value>v</Value></Tag> | A Tag's Key must be a length between 1 and 128.
            <And><Tag><Key>a</Key><Value/></Tag><Tag><Key>a</Key><Value>b</Value></Tag></And> | \
            Duplicate Tag Keys are not allowed.
            """, quoteCharacter = '`')
    void read_filterOutOfBounds_invalidRequest(String filter, String message) {
        assertRefused(S3ErrorCode.INVALID_REQUEST, message, () -> filter(filter));
    }

    @Test
    void read_filterAtItsLimits_taken() throws S3Exception {
        String big = "<ObjectSizeGreaterThan>1099511627776000</ObjectSizeGreaterThan>";
        assertThat(filter(big).sizeBytesGreaterThan()).isEqualTo(1_099_511_627_776_000L);
        String emoji = "\ud83d\ude00";
        assertThat(filter(tag(emoji.repeat(128), emoji.repeat(256))).tags()).hasSize(1);
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "A Tag's Key must be a length between 1 and 128.",
                () -> filter(tag("k".repeat(129), "v")));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "A Tag's Value must be a length between 0 and 256.",
                () -> filter(tag("k", "v".repeat(257))));
        assertThat(filter("<Prefix>" + "\u00e4".repeat(512) + "</Prefix>").prefix())
                .hasSize(512);
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "The maximum size of a prefix is 1024",
                () -> filter("<Prefix>" + "\u00e4".repeat(512) + "x</Prefix>"));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "The maximum size of a prefix is 1024",
                () -> read("<Prefix>" + "x".repeat(1025) + "</Prefix>" + ON + DAYS));
        StringBuilder tags = new StringBuilder();
        IntStream.range(0, 10).forEach(i -> tags.append(tag("k" + i, "v")));
        assertThat(filter("<And>" + tags + "</And>").tags()).hasSize(10);
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "A filter has at most 10 tags, as many as an object can have.",
                () -> filter("<And>" + tags + tag("k", "v") + "</And>"));
    }
}
