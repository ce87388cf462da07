package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertInvalidArgument;
import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.refusal;
import static network.cairn.gateway.configuration.RefusalAssertions.text;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import network.cairn.gateway.configuration.NotificationRule.Kind;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NotificationConfigurationTest {
    private static final String ARN = "arn:cairn:sqs::audit:webhook";
    private static final String SAME_EVENT =
            "Configurations overlap. Configurations on the same bucket cannot share a common event type.";
    private static final String AMBIGUOUS = "Configuration is ambiguously defined. Cannot have overlapping suffixes in"
            + " two rules if the prefixes are overlapping for the same event type.";

    private static NotificationConfiguration read(String... rules) throws S3Exception {
        return NotificationConfiguration.read(
                xml("<NotificationConfiguration>" + String.join("", rules) + "</NotificationConfiguration>"));
    }

    private static String queue(String content) {
        return "<QueueConfiguration>" + content + "</QueueConfiguration>";
    }

    private static String queue(String id, String event, String filters) {
        return queue("<Id>" + id + "</Id><Queue>" + ARN + "</Queue><Event>" + event + "</Event><Filter><S3Key>"
                + filters + "</S3Key></Filter>");
    }

    private static String filter(String name, String value) {
        return "<FilterRule><Name>" + name + "</Name><Value>" + value + "</Value></FilterRule>";
    }

    private static NotificationRule rule(Kind kind, String id, String arn, String event) {
        return new NotificationRule(kind, id, arn, List.of(event), null, null);
    }

    @Test
    void read_rulesOfEveryKind_asTheyAre() throws S3Exception {
        NotificationConfiguration read = read(
                "<CloudFunctionConfiguration><Id>f</Id><CloudFunction>arn:aws:lambda:us-east-1:1:function:x"
                        + "</CloudFunction><Event>s3:ObjectAcl:Put</Event></CloudFunctionConfiguration>",
                queue("<Id>q</Id><Queue> " + ARN + " </Queue><Event>s3:ObjectCreated:*</Event>"
                        + "<Event>s3:ObjectRemoved:Delete</Event><Filter><S3Key>" + filter("SUFFIX", ".jpg")
                        + filter("prefix", "a b/") + "</S3Key></Filter>"),
                "<TopicConfiguration><Id>t</Id><Topic>arn:aws:sns:us-east-1:1:x</Topic>"
                        + "<Event>s3:ReducedRedundancyLostObject</Event></TopicConfiguration>");
        assertThat(read.rules())
                .containsExactly(
                        rule(Kind.TOPIC, "t", "arn:aws:sns:us-east-1:1:x", "s3:ReducedRedundancyLostObject"),
                        new NotificationRule(
                                Kind.QUEUE,
                                "q",
                                ARN,
                                List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"),
                                "a b/",
                                ".jpg"),
                        rule(Kind.FUNCTION, "f", "arn:aws:lambda:us-east-1:1:function:x", "s3:ObjectAcl:Put"));
        assertThat(NotificationConfiguration.read(read.toXml())).isEqualTo(read);
    }

    @Test
    void toXml_ofAFilter_namesWithCapitals() throws S3Exception {
        String rule = "<QueueConfiguration><Id>q</Id><Queue>" + ARN + "</Queue><Event>s3:ObjectCreated:*</Event>"
                + "<Filter><S3Key><FilterRule><Name>Prefix</Name><Value>a</Value></FilterRule>"
                + "<FilterRule><Name>Suffix</Name><Value>b</Value></FilterRule></S3Key></Filter></QueueConfiguration>";
        assertThat(text(read(queue("q", "s3:ObjectCreated:*", filter("suffix", "b") + filter("prefix", "a")))
                        .toXml()))
                .contains(rule);
    }

    @Test
    void read_nothing_nobodyIsTold() throws S3Exception {
        assertThat(read()).isEqualTo(NotificationConfiguration.NONE);
        assertThat(text(NotificationConfiguration.NONE.toXml())).endsWith("\"></NotificationConfiguration>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<Queue>arn:a:b:c:d:e</Queue>",
                "<Event>s3:ObjectCreated:*</Event>",
                "<Queue>arn:a:b:c:d:e</Queue><Queue>arn:a:b:c:d:e</Queue><Event>s3:ObjectCreated:*</Event>",
                "<Topic>arn:a:b:c:d:e</Topic><Event>s3:ObjectCreated:*</Event>",
                "<Queue>arn:a:b:c:d:e</Queue><Event>s3:ObjectCreated:*</Event><Filter><Key/></Filter>",
                "<Queue>arn:a:b:c:d:e</Queue><Event>s3:ObjectCreated:*</Event><Filter><S3Key><Rule/></S3Key></Filter>",
                "<Queue>arn:a:b:c:d:e</Queue><Event>s3:ObjectCreated:*</Event><Filter><S3Key/><S3Key/></Filter>",
                "<Queue>arn:a:b:c:d:e</Queue><Event>s3:ObjectCreated:*</Event><Filter/><Filter/>",
                "<Queue>arn:a:b:c:d:e</Queue><Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule>"
                        + "<Value>a</Value></FilterRule></S3Key></Filter>",
                "<Queue>arn:a:b:c:d:e</Queue><Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule>"
                        + "<Name>prefix</Name></FilterRule></S3Key></Filter>",
                "<Id>a</Id><Id>b</Id><Queue>arn:a:b:c:d:e</Queue><Event>s3:ObjectCreated:*</Event>",
                "<Queue>arn:a:b:c:d:e</Queue><Event><b/></Event>"
            })
    void read_ruleNotOfTheSchema_malformed(String rule) {
        assertMalformed(() -> read(queue(rule)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<Filter/>", "<Filter><S3Key/></Filter>"})
    void read_emptyFilter_asNone(String filter) throws S3Exception {
        assertThat(read(queue("<Queue>" + ARN + "</Queue><Event>s3:ObjectCreated:*</Event>" + filter))
                        .rules()
                        .getFirst()
                        .isFiltered())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid-queue", "", "arn", "arn:aws:sqs", "arn:aws:sqs:us-east-1:1:", "ARN:aws:sqs:r:1:q"})
    void read_noArn_invalidArgument(String arn) {
        assertInvalidArgument(
                "The ARN could not be parsed",
                "Queue",
                arn,
                () -> read(queue("<Queue>" + arn + "</Queue><Event>s3:ObjectCreated:*</Event>")));
    }

    @Test
    void read_arn_atMost512Characters() throws S3Exception {
        String longest = "arn:aws:sqs:us-east-1:1:" + "q".repeat(512 - 24);
        String rest = "</Queue><Event>s3:ObjectCreated:*</Event>";
        assertThat(read(queue("<Queue>" + longest + rest)).rules().getFirst().arn())
                .hasSize(512);
        refusal(S3ErrorCode.INVALID_ARGUMENT, () -> read(queue("<Queue>" + longest + "q" + rest)));
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void read_everyEventOfS3_taken(EventType type) throws S3Exception {
        assertThat(read(queue("<Queue>" + ARN + "</Queue><Event>" + type.s3Name() + "</Event>"))
                        .rules())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3:ObjectCreated:*",
                "s3:ObjectRemoved:*",
                "s3:ObjectRestore:*",
                "s3:Replication:*",
                "s3:LifecycleExpiration:*",
                "s3:ObjectTagging:*"
            })
    void read_everyWildcardOfS3_taken(String event) throws S3Exception {
        assertThat(read(queue("<Queue>" + ARN + "</Queue><Event>" + event + "</Event>"))
                        .rules())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "s3:*",
                "s3:ObjectCreated",
                "s3:ObjectCreated:",
                "s3:ObjectCreated:put",
                "s3:ObjectAcl:*",
                "s3:LifecycleTransition:*",
                "s3:IntelligentTiering:*",
                "ObjectCreated:*",
                "s3:TestEvent"
            })
    void read_otherEvents_invalidArgument(String event) {
        assertInvalidArgument(
                "The event is not supported for notifications",
                "Event",
                event,
                () -> read(queue("<Queue>" + ARN + "</Queue><Event>" + event + "</Event>")));
    }

    @Test
    void read_filterRules_ofPrefixAndSuffixOnceEach() {
        assertInvalidArgument(
                "filter rule name must be either prefix or suffix",
                "FilterRule.Name",
                "infix",
                () -> read(queue("q", "s3:ObjectCreated:*", filter("infix", "a"))));
        for (String name : List.of("prefix", "suffix")) {
            assertRefused(
                    S3ErrorCode.INVALID_ARGUMENT,
                    "Cannot specify more than one " + name + " rule in a filter.",
                    () -> read(queue("q", "s3:ObjectCreated:*", filter(name, "a") + filter(name, "b"))));
        }
    }

    @Test
    void read_filterValue_atMost1024Bytes() throws S3Exception {
        String longest = "\u00e4".repeat(512);
        assertThat(read(queue("q", "s3:ObjectCreated:*", filter("prefix", longest)))
                        .rules()
                        .getFirst()
                        .prefix())
                .isEqualTo(longest);
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation",
                () -> read(queue("q", "s3:ObjectCreated:*", filter("suffix", longest + "x"))));
    }

    @Test
    void read_numberOfRules_atMost100() throws S3Exception {
        String[] rules = IntStream.range(0, 100)
                .mapToObj(i -> queue("q" + i, "s3:ObjectCreated:*", filter("prefix", "%03d/".formatted(i))))
                .toArray(String[]::new);
        assertThat(read(rules).rules()).hasSize(100);
        String[] more = Arrays.copyOf(rules, 101);
        more[100] = queue("more", "s3:ObjectCreated:*", filter("prefix", "more/"));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "Too many configurations submitted. The maximum number of configurations is 100",
                () -> read(more));
    }

    @Test
    void read_ids_uniqueAtMost255CharactersAndMadeWhereMissing() throws S3Exception {
        String longest = "i".repeat(255);
        assertThat(read(queue(longest, "s3:ObjectCreated:*", ""))
                        .rules()
                        .getFirst()
                        .id())
                .isEqualTo(longest);
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "ID length exceeded allowed limit of 255",
                () -> read(queue(longest + "i", "s3:ObjectCreated:*", "")));
        assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "Same ID used for multiple configurations. IDs must be unique.",
                () -> read(queue("q", "s3:ObjectCreated:*", ""), queue("q", "s3:ObjectRemoved:*", "")));
        String unnamed = queue("", "s3:ObjectCreated:*", "");
        String generated = read(unnamed).rules().getFirst().id();
        NotificationConfiguration read = read(unnamed, queue(generated, "s3:ObjectRemoved:*", ""));
        assertThat(read.rules())
                .extracting(NotificationRule::id)
                .contains(generated)
                .doesNotHaveDuplicates()
                .doesNotContain("");
        assertThat(NotificationConfiguration.read(read.toXml())).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({
        "s3:ObjectCreated:*, s3:ObjectCreated:*, true",
        "s3:ObjectCreated:*, s3:ObjectCreated:Put, true",
        "s3:ObjectCreated:Put, s3:ObjectCreated:*, true",
        "s3:ObjectCreated:Put, s3:ObjectCreated:Post, false",
        "s3:ObjectCreated:*, s3:ObjectRemoved:*, false",
        "s3:LifecycleExpiration:Delete, s3:ObjectRemoved:Delete, false",
        "s3:LifecycleTransition, s3:LifecycleExpiration:*, false"
    })
    void read_sameEventTwice_overlaps(String one, String other, boolean overlap) throws S3Exception {
        String within = queue("<Queue>" + ARN + "</Queue><Event>" + one + "</Event><Event>" + other + "</Event>");
        String[] between = {queue("a", one, ""), queue("b", other, "")};
        if (overlap) {
            assertRefused(S3ErrorCode.INVALID_ARGUMENT, SAME_EVENT, () -> read(within));
            assertRefused(S3ErrorCode.INVALID_ARGUMENT, SAME_EVENT, () -> read(between));
        } else {
            assertThat(read(within).rules()).hasSize(1);
            assertThat(read(between).rules()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a/, , b/, , false",
        "a/, , a/, , true",
        "a/, , a/b/, , true",
        "a/, , , , true",
        ", .jpg, , .png, false",
        ", .jpg, , jpg, true",
        "a/, .jpg, a/, .png, false",
        "a/, .jpg, a/b/, .jpg, true",
        "a/, .jpg, , .jpg, true",
        "a/, , , .jpg, true",
        "a+b, , a%20b, , true",
        "a+b, , a%2Bb, , false"
    })
    void read_filtersOfOneEvent_mustBeDisjoint(
            @Nullable String prefix,
            @Nullable String suffix,
            @Nullable String otherPrefix,
            @Nullable String otherSuffix,
            boolean overlap)
            throws S3Exception {
        String[] rules = {
            queue("a", "s3:ObjectCreated:*", filters(prefix, suffix)),
            queue("b", "s3:ObjectCreated:Put", filters(otherPrefix, otherSuffix))
        };
        if (overlap) {
            assertRefused(S3ErrorCode.INVALID_ARGUMENT, AMBIGUOUS, () -> read(rules));
        } else {
            assertThat(read(rules).rules()).hasSize(2);
        }
    }

    private static String filters(@Nullable String prefix, @Nullable String suffix) {
        return (prefix == null ? "" : filter("prefix", prefix)) + (suffix == null ? "" : filter("suffix", suffix));
    }
}
