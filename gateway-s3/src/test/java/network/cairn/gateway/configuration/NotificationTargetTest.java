package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.refusal;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import network.cairn.gateway.configuration.NotificationRule.Kind;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the events of a bucket go: which targets there are, and which rule wants what.
final class NotificationTargetTest {
    private static final String ARN = "arn:cairn:sqs::audit:webhook";

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
    void checkTargets_unknownOnes_invalidArgumentNamesEach() throws S3Exception {
        var known = Set.of(new NotificationTarget("audit", NotificationTarget.Type.WEBHOOK));
        NotificationConfiguration.NONE.checkTargets(known);
        read(queue("q", "s3:ObjectCreated:*", "")).checkTargets(known);
        NotificationConfiguration wrong = read(
                "<TopicConfiguration><Topic>" + ARN + "</Topic><Event>s3:ObjectAcl:Put</Event></TopicConfiguration>",
                queue("q", "s3:ObjectCreated:*", ""),
                queue("<Queue>arn:cairn:sqs::audit:kafka</Queue><Event>s3:ObjectRemoved:*</Event>"),
                "<CloudFunctionConfiguration><CloudFunction>arn:aws:lambda:r:1:function:f</CloudFunction>"
                        + "<Event>s3:ObjectTagging:*</Event></CloudFunctionConfiguration>");
        S3Exception refusal = assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "Unable to validate the following destination configurations",
                () -> wrong.checkTargets(known));
        assertThat(refusal.elements())
                .containsEntry("ArgumentName1", ARN)
                .containsEntry("ArgumentValue1", "The destination topic does not exist")
                .containsEntry("ArgumentName2", "arn:cairn:sqs::audit:kafka")
                .containsEntry("ArgumentValue2", "The destination queue does not exist")
                .containsEntry("ArgumentName3", "arn:aws:lambda:r:1:function:f")
                .containsEntry("ArgumentValue3", "The destination Lambda does not exist")
                .hasSize(6);
    }

    @Test
    void checkTargets_eventBridge_notImplemented() throws S3Exception {
        NotificationConfiguration read = read("<EventBridgeConfiguration/>");
        assertThat(read.eventBridge()).isTrue();
        assertThat(NotificationConfiguration.read(read.toXml())).isEqualTo(read);
        refusal(S3ErrorCode.NOT_IMPLEMENTED, () -> read.checkTargets(Set.of()));
        assertMalformed(() -> read("<EventBridgeConfiguration><a/></EventBridgeConfiguration>"));
        assertMalformed(() -> read("<EventBridgeConfiguration/><EventBridgeConfiguration/>"));
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUE, arn:cairn:sqs::audit:webhook, audit, WEBHOOK",
        "QUEUE, arn:cairn:sqs:us-east-1:a_b-C9:kafka, a_b-C9, KAFKA",
        "TOPIC, arn:cairn:sns:x:t:webhook, t, WEBHOOK",
        "FUNCTION, arn:cairn:lambda::f:kafka, f, KAFKA",
        "QUEUE, arn:cairn:sns::audit:webhook, , ",
        "QUEUE, arn:aws:sqs::audit:webhook, , ",
        "QUEUE, arn:cairn:sqs::audit:mail, , ",
        "QUEUE, arn:cairn:sqs::audit:webhook:x, , ",
        "QUEUE, arn:cairn:sqs:::webhook, , ",
        "QUEUE, arn:cairn:sqs::a b:webhook, , "
    })
    void target_ofAnArn_whereItIsOneOfOurs(
            Kind kind, String arn, @Nullable String id, NotificationTarget.@Nullable Type type) {
        var target = rule(kind, "x", arn, "s3:ObjectCreated:*").target();
        if (id == null || type == null) {
            assertThat(target).isEmpty();
        } else {
            assertThat(target).contains(new NotificationTarget(id, type));
        }
    }

    @Test
    void queueArn_ofATarget_meansIt() {
        for (NotificationTarget.Type type : NotificationTarget.Type.values()) {
            var target = new NotificationTarget("a-1", type);
            for (String region : List.of("", "eu-central-1")) {
                assertThat(rule(Kind.QUEUE, "x", target.queueArn(region), "s3:ObjectAcl:Put")
                                .target())
                        .contains(target);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "\u00e4", "a\n"})
    void target_ofSuchAnId_refused(String id) {
        assertThatThrownBy(() -> new NotificationTarget(id, NotificationTarget.Type.KAFKA))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NotificationTarget("i".repeat(65), NotificationTarget.Type.KAFKA))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "s3:ObjectCreated:*, , , OBJECT_CREATED_PUT, any, true",
        "s3:ObjectCreated:*, , , OBJECT_CREATED_COMPLETE_MULTIPART_UPLOAD, any, true",
        "s3:ObjectCreated:*, , , OBJECT_REMOVED_DELETE, any, false",
        "s3:ObjectCreated:Put, , , OBJECT_CREATED_POST, any, false",
        "s3:ObjectRemoved:*, , , OBJECT_REMOVED_DELETE_MARKER_CREATED, any, true",
        "s3:ObjectRemoved:Delete, , , OBJECT_REMOVED_DELETE_MARKER_CREATED, any, false",
        "s3:LifecycleExpiration:*, , , LIFECYCLE_EXPIRATION_DELETE_MARKER_CREATED, any, true",
        "s3:LifecycleTransition, , , LIFECYCLE_TRANSITION, any, true",
        "s3:ObjectCreated:*, images/, , OBJECT_CREATED_PUT, images/a, true",
        "s3:ObjectCreated:*, images/, , OBJECT_CREATED_PUT, Images/a, false",
        "s3:ObjectCreated:*, , .jpg, OBJECT_CREATED_PUT, a.jpg, true",
        "s3:ObjectCreated:*, , .jpg, OBJECT_CREATED_PUT, a.jpg.txt, false",
        "s3:ObjectCreated:*, ab, ba, OBJECT_CREATED_PUT, aba, true",
        "s3:ObjectCreated:*, a+b%2F, , OBJECT_CREATED_PUT, a b/c, true",
        "s3:ObjectCreated:*, a+b%2F, , OBJECT_CREATED_PUT, a+b/c, false",
        "s3:ObjectCreated:*, a%2Bb, , OBJECT_CREATED_PUT, a+b/c, true",
        "s3:ObjectCreated:*, 100%, , OBJECT_CREATED_PUT, 100% sure, true",
        "s3:ObjectCreated:*, %C3%A4, , OBJECT_CREATED_PUT, \u00e4x, true",
        "s3:ObjectCreated:*, \u00e4, , OBJECT_CREATED_PUT, \u00e4x, true",
        "s3:ObjectCreated:*, %FF, , OBJECT_CREATED_PUT, %FFx, true"
    })
    void wanting_eventAndKey_byPatternAndFilter(
            String pattern,
            @Nullable String prefix,
            @Nullable String suffix,
            EventType type,
            String key,
            boolean wanted) {
        var rule = new NotificationRule(Kind.QUEUE, "q", ARN, List.of("s3:ObjectAcl:Put", pattern), prefix, suffix);
        var configuration = new NotificationConfiguration(List.of(rule), false);
        assertThat(configuration.wanting(type, key)).isEqualTo(wanted ? List.of(rule) : List.of());
    }

    @Test
    void wanting_severalRules_atMostOne() throws S3Exception {
        NotificationConfiguration read = read(
                queue("a", "s3:ObjectCreated:*", filter("prefix", "a/")),
                queue("b", "s3:ObjectCreated:*", filter("prefix", "b/")),
                queue("c", "s3:ObjectRemoved:*", ""));
        assertThat(read.wanting(EventType.OBJECT_CREATED_COPY, "b/x"))
                .extracting(NotificationRule::id)
                .containsExactly("b");
        assertThat(read.wanting(EventType.OBJECT_REMOVED_DELETE, "b/x"))
                .extracting(NotificationRule::id)
                .containsExactly("c");
        assertThat(read.wanting(EventType.OBJECT_CREATED_COPY, "c/x")).isEmpty();
        assertThat(Arrays.stream(EventType.values()).map(EventType::s3Name).collect(Collectors.toSet()))
                .hasSameSizeAs(EventType.values());
    }
}
