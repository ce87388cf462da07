package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertInvalidArgument;
import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.text;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import network.cairn.gateway.configuration.LifecycleRule.Expiration;
import network.cairn.gateway.configuration.LifecycleRule.NoncurrentExpiration;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LifecycleConfigurationTest {
    private static final LifecycleFilter EVERYTHING = new LifecycleFilter(false, null, List.of(), null, null);
    private static final String DAYS = "<Expiration><Days>1</Days></Expiration>";
    private static final String ON = "<Status>Enabled</Status>";
    private static final String ALL = "<Filter/>" + ON;

    private static LifecycleConfiguration read(String... rules) throws S3Exception {
        return LifecycleConfiguration.read(xml("<LifecycleConfiguration><Rule>" + String.join("</Rule><Rule>", rules)
                + "</Rule></LifecycleConfiguration>"));
    }

    private static LifecycleRule only(String rule) throws S3Exception {
        return read(rule).rules().getFirst();
    }

    private static LifecycleRule rule(String id, LifecycleFilter filter, Expiration expiration) {
        return new LifecycleRule(id, true, filter, expiration, null, null);
    }

    @Test
    void read_actionsOfEveryKind_asTheyAre() throws S3Exception {
        LifecycleConfiguration read = read(
                "<ID>days</ID>" + ALL + "<Expiration><Days>365</Days></Expiration>",
                "<ID>date</ID>" + ALL + "<Expiration><Date>2030-06-01T00:00:00.000Z</Date></Expiration>",
                "<ID>markers</ID>" + ALL
                        + "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>",
                "<ID>no markers</ID>" + ALL
                        + "<Expiration><ExpiredObjectDeleteMarker>false</ExpiredObjectDeleteMarker></Expiration>",
                "<ID>versions</ID><Filter/><Status>Disabled</Status><NoncurrentVersionExpiration>"
                        + "<NewerNoncurrentVersions>3</NewerNoncurrentVersions><NoncurrentDays>30</NoncurrentDays>"
                        + "</NoncurrentVersionExpiration>",
                "<ID>uploads</ID>" + ALL + "<AbortIncompleteMultipartUpload><DaysAfterInitiation>7"
                        + "</DaysAfterInitiation></AbortIncompleteMultipartUpload>");
        assertThat(read.rules())
                .containsExactly(
                        rule("days", EVERYTHING, new Expiration.AfterDays(365)),
                        rule("date", EVERYTHING, new Expiration.OnDate(Instant.parse("2030-06-01T00:00:00Z"))),
                        rule("markers", EVERYTHING, new Expiration.OfDeleteMarkers(true)),
                        rule("no markers", EVERYTHING, new Expiration.OfDeleteMarkers(false)),
                        new LifecycleRule("versions", false, EVERYTHING, null, new NoncurrentExpiration(30, 3), null),
                        new LifecycleRule("uploads", true, EVERYTHING, null, null, 7));
        assertThat(LifecycleConfiguration.read(read.toXml())).isEqualTo(read);
    }

    @Test
    void toXml_ofARule_elementsInTheOrderOfS3() throws S3Exception {
        String rule = "<ID>a</ID><Filter><Prefix>logs/</Prefix></Filter><Status>Enabled</Status>"
                + "<Expiration><Days>365</Days></Expiration><NoncurrentVersionExpiration><NoncurrentDays>30"
                + "</NoncurrentDays><NewerNoncurrentVersions>3</NewerNoncurrentVersions>"
                + "</NoncurrentVersionExpiration><AbortIncompleteMultipartUpload><DaysAfterInitiation>7"
                + "</DaysAfterInitiation></AbortIncompleteMultipartUpload>";
        assertThat(text(read(rule).toXml())).contains("<Rule>" + rule + "</Rule>");
        String old = "<ID>a</ID><Prefix>logs/</Prefix><Status>Disabled</Status>"
                + "<Expiration><Date>2030-01-01T00:00:00.000Z</Date></Expiration>";
        assertThat(text(read(old).toXml())).contains("<Rule>" + old + "</Rule>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ON + DAYS,
                "<Filter/>" + DAYS,
                "<Filter/><Status>enabled</Status>" + DAYS,
                "<Filter/><Status>disabled</Status>" + DAYS,
                "<Filter/><Status/>" + DAYS,
                ALL + ON + DAYS,
                ALL + "<Filter/>" + DAYS,
                ALL + DAYS + DAYS,
                ALL + "<ID>a</ID><ID>b</ID>" + DAYS,
                ALL + "<Expiration/>",
                ALL + "<Expiration>1</Expiration>",
                ALL + "<Expiration><Days>1</Days><Days>1</Days></Expiration>",
                ALL + "<Expiration><Days>1</Days><Date>2030-01-01T00:00:00Z</Date></Expiration>",
                ALL
                        + "<Expiration><Days>1</Days><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>",
                ALL + "<Expiration><ExpiredObjectDeleteMarker>yes</ExpiredObjectDeleteMarker></Expiration>",
                ALL + "<Expiration><Days>one</Days></Expiration>",
                ALL + "<Expiration><Days>1.0</Days></Expiration>",
                ALL + "<Expiration><Days>2147483648</Days></Expiration>",
                ALL + "<Expiration><Days/></Expiration>",
                ALL + "<Expiration><Date/></Expiration>",
                ALL + "<Expiration><Date>soon</Date></Expiration>",
                ALL + "<Expiration><Date>Fri, 01 Jan 2016 00:00:00 GMT</Date></Expiration>",
                ALL + "<Expiration><Date>2030-02-30T00:00:00Z</Date></Expiration>",
                ALL + "<NoncurrentVersionExpiration/>",
                ALL + "<NoncurrentVersionExpiration><NewerNoncurrentVersions>1</NewerNoncurrentVersions>"
                        + "</NoncurrentVersionExpiration>",
                ALL + "<AbortIncompleteMultipartUpload/>",
                ALL + DAYS + "<Extra/>"
            })
    void read_ruleNotOfTheSchema_malformed(String rule) {
        assertMalformed(() -> read(rule));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void read_daysNotPositive_invalidArgument(int days) {
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "'Days' for Expiration action must be a positive integer",
                () -> read(ALL + "<Expiration><Days>" + days + "</Days></Expiration>"));
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
                () -> read(ALL + "<NoncurrentVersionExpiration><NoncurrentDays>" + days
                        + "</NoncurrentDays></NoncurrentVersionExpiration>"));
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "'NewerNoncurrentVersions' must be a positive integer",
                () -> read(ALL + "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays>"
                        + "<NewerNoncurrentVersions>" + days
                        + "</NewerNoncurrentVersions></NoncurrentVersionExpiration>"));
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
                () -> read(ALL + "<AbortIncompleteMultipartUpload><DaysAfterInitiation>" + days
                        + "</DaysAfterInitiation></AbortIncompleteMultipartUpload>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2030-01-01T00:00:00.001Z", "2030-01-01T12:00:00Z", "2030-01-01T00:00:00+01:00"})
    void read_dateNotAtMidnight_invalidArgument(String date) {
        assertInvalidArgument(
                "'Date' must be at midnight GMT",
                "Date",
                date,
                () -> read(ALL + "<Expiration><Date>" + date + "</Date></Expiration>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2030-01-01", "2030-01-01T00:00:00", "2029-12-31T19:00:00-05:00", " 2030-01-01T00:00:00Z "})
    void read_midnightInAnyForm_taken(String date) throws S3Exception {
        assertThat(only(ALL + "<Expiration><Date>" + date + "</Date></Expiration>")
                        .expiration())
                .isEqualTo(new Expiration.OnDate(Instant.parse("2030-01-01T00:00:00Z")));
    }

    @Test
    void read_ruleWithoutAction_invalidRequest() {
        assertRefused(
                S3ErrorCode.INVALID_REQUEST, "At least one action needs to be specified in a rule", () -> read(ALL));
    }

    @Test
    void read_numberOfRules_1To1000() throws S3Exception {
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "At least one lifecycle rule must be specified.",
                () -> LifecycleConfiguration.read(xml("<LifecycleConfiguration/>")));
        String[] rules = new String[1000];
        Arrays.fill(rules, ALL + DAYS);
        LifecycleConfiguration read = read(rules);
        assertThat(read.rules()).hasSize(1000).extracting(LifecycleRule::id).doesNotHaveDuplicates();
        assertThat(LifecycleConfiguration.read(read.toXml())).isEqualTo(read);
        String[] more = Arrays.copyOf(rules, 1001);
        more[1000] = ALL + DAYS;
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "The number of lifecycle rules must not exceed the allowed limit of 1000 rules.",
                () -> read(more));
    }

    @Test
    void read_ids_uniqueAndAtMost255Characters() throws S3Exception {
        String longest = "<ID>" + "i".repeat(255) + "</ID>" + ALL + DAYS;
        assertThat(only(longest).id()).hasSize(255);
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "ID length should not exceed allowed limit of 255",
                () -> read(longest.replaceFirst("i", "ii")));
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "Rule ID must be unique. Found same ID for more than one rule",
                () -> read(longest, ALL + DAYS, longest));
    }

    @Test
    void read_rulesWithoutIds_theSameNewOnesEachTime() throws S3Exception {
        LifecycleConfiguration read = read(ALL + DAYS, "<ID/>" + ALL + DAYS);
        assertThat(read.rules())
                .extracting(LifecycleRule::id)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> {
                    String decoded = text(Base64.getDecoder().decode(id));
                    assertThat(UUID.fromString(decoded).toString()).isEqualTo(decoded);
                });
        assertThat(read(ALL + DAYS, "<ID/>" + ALL + DAYS)).isEqualTo(read);
        assertThat(LifecycleConfiguration.read(read.toXml())).isEqualTo(read);
    }

    /// A client can work out the id that a rule will get, and give it to another one.
    @Test
    void read_idThatAnotherRuleWouldGet_staysUnique() throws S3Exception {
        String generated = only(ALL + DAYS).id();
        LifecycleConfiguration read = read(ALL + DAYS, "<ID>" + generated + "</ID>" + ALL + DAYS);
        assertThat(read.rules())
                .extracting(LifecycleRule::id)
                .contains(generated)
                .doesNotHaveDuplicates();
        assertThat(LifecycleConfiguration.read(read.toXml())).isEqualTo(read);
    }

    @Test
    void read_rulesOfBothForms_invalidRequest() {
        String old = "<Prefix>a</Prefix>" + ON + DAYS;
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.",
                () -> read(ALL + DAYS, old));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "Filter element can only be used in Lifecycle V2.",
                () -> read(old, ALL + DAYS));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.",
                () -> read("<Prefix>a</Prefix>" + ALL + DAYS));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "NewerNoncurrentVersions element can only be used in Lifecycle V2.",
                () -> read("<Prefix/>" + ON + "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays>"
                        + "<NewerNoncurrentVersions>1</NewerNoncurrentVersions></NoncurrentVersionExpiration>"));
    }

    @ParameterizedTest
    @CsvSource({"'', a", "a, ab", "a, a", "logs/, logs/2030/", "z, za"})
    void read_overlappingPrefixesOfTheOldForm_invalidRequest(String shorter, String longer) throws S3Exception {
        String first = "<Prefix>" + shorter + "</Prefix>" + ON;
        String second = "<Prefix>" + longer + "</Prefix>" + ON;
        String versions =
                "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>";
        String uploads = "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation>"
                + "</AbortIncompleteMultipartUpload>";
        String found = "Found overlapping prefixes '" + shorter + "' and '" + longer + "' for same action type '";
        assertRefused(S3ErrorCode.INVALID_REQUEST, found + "Expiration'", () -> read(second + DAYS, first + DAYS));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                found + "NoncurrentVersionExpiration'",
                () -> read(first + versions, second + versions));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                found + "AbortIncompleteMultipartUpload'",
                () -> read(first + uploads, second + uploads));
        assertThat(read(first + DAYS, second + versions).rules()).hasSize(2);
    }

    @Test
    void read_prefixesThatOnlyLookAlike_taken() throws S3Exception {
        assertThat(read(
                                "<Prefix>a/</Prefix>" + ON + DAYS,
                                "<Prefix>a-</Prefix>" + ON + DAYS,
                                "<Prefix>b</Prefix>" + ON + DAYS)
                        .rules())
                .hasSize(3);
    }

    @Test
    void read_overlappingFilters_taken() throws S3Exception {
        String logs = "<Filter><Prefix>logs/</Prefix></Filter>" + ON;
        assertThat(read(ALL + DAYS, logs + DAYS, logs + DAYS).rules()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <Tag><Key>a</Key><Value>b</Value></Tag> | Tags
            <ObjectSizeLessThan>9</ObjectSizeLessThan> | Object Size
            <ObjectSizeGreaterThan>9</ObjectSizeGreaterThan> | Object Size
            """)
    void read_actionsThatHaveNoTagsAndSizes_invalidRequest(String filter, String what) {
        String start = "<Filter>" + filter + "</Filter>" + ON;
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "AbortIncompleteMultipartUpload cannot be specified with " + what + ".",
                () -> read(start + "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation>"
                        + "</AbortIncompleteMultipartUpload>"));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "ExpiredObjectDeleteMarker cannot be specified with " + what + ".",
                () -> read(start
                        + "<Expiration><ExpiredObjectDeleteMarker>false</ExpiredObjectDeleteMarker></Expiration>"));
    }
}
