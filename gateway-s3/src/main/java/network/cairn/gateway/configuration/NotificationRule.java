package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import network.cairn.gateway.auth.PercentCoding;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// Which events of a bucket a target gets.
///
/// @param events names and patterns of [EventType]
/// @param prefix of the keys, form-encoded as S3 wants it, or null
/// @param suffix likewise
public record NotificationRule(
        Kind kind,
        String id,
        String arn,
        List<String> events,
        @Nullable String prefix,
        @Nullable String suffix) {
    /// The kinds of S3, which differ in their names and in the service of their ARNs alone.
    public enum Kind {
        TOPIC("TopicConfiguration", "Topic", "sns", "topic"),
        QUEUE("QueueConfiguration", "Queue", "sqs", "queue"),
        FUNCTION("CloudFunctionConfiguration", "CloudFunction", "lambda", "Lambda");

        private final String element;
        private final String arnElement;
        private final String service;
        private final String noun;

        Kind(String element, String arnElement, String service, String noun) {
            this.element = element;
            this.arnElement = arnElement;
            this.service = service;
            this.noun = noun;
        }

        String element() {
            return element;
        }

        String arnElement() {
            return arnElement;
        }

        String noun() {
            return noun;
        }
    }

    public NotificationRule {
        events = List.copyOf(events);
    }

    /// Where the events go; nothing where the ARN is none of this store's.
    public Optional<NotificationTarget> target() {
        return NotificationTarget.ofArn(arn, kind.service);
    }

    NotificationRule withId(String other) {
        return new NotificationRule(kind, other, arn, events, prefix, suffix);
    }

    boolean wants(EventType type, String key) {
        return events.stream().anyMatch(type::matches)
                && key.startsWith(decoded(prefix))
                && key.endsWith(decoded(suffix));
    }

    boolean isFiltered() {
        return prefix != null || suffix != null;
    }

    /// Whether there can be an event that both want.
    boolean overlaps(NotificationRule other) {
        return events.stream().anyMatch(event -> other.events.stream().anyMatch(each -> EventType.overlap(event, each)))
                && oneStartsTheOther(decoded(prefix), decoded(other.prefix))
                && oneEndsTheOther(decoded(suffix), decoded(other.suffix));
    }

    private static boolean oneStartsTheOther(String one, String other) {
        return one.startsWith(other) || other.startsWith(one);
    }

    private static boolean oneEndsTheOther(String one, String other) {
        return one.endsWith(other) || other.endsWith(one);
    }

    /// The text that a filter's value stands for; one that is not form-encoded stands for itself.
    private static String decoded(@Nullable String value) {
        if (value == null) {
            return "";
        }
        String bytes = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try {
            return PercentCoding.decodeUtf8(bytes, true);
        } catch (S3Exception e) {
            return value;
        }
    }

    void write(XmlWriter xml) {
        xml.open(kind.element).element("Id", id).element(kind.arnElement, arn);
        events.forEach(event -> xml.element("Event", event));
        if (isFiltered()) {
            xml.open("Filter").open("S3Key");
            write(xml, "Prefix", prefix);
            write(xml, "Suffix", suffix);
            xml.close().close();
        }
        xml.close();
    }

    private static void write(XmlWriter xml, String name, @Nullable String value) {
        if (value != null) {
            xml.open("FilterRule").element("Name", name).element("Value", value).close();
        }
    }
}
