package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.configuration.NotificationRule.Kind;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// Reads a notification configuration and refuses what S3 refuses, in its words.
final class NotificationReader {
    private static final int RULES_MAX = 100;
    private static final int ID_CHARACTERS_MAX = 255;
    private static final int FILTER_BYTES_MAX = 1024;
    private static final String SAME_EVENT =
            "Configurations overlap. Configurations on the same bucket cannot share a common event type.";

    private NotificationReader() {}

    static NotificationConfiguration read(SchemaElement root) throws S3Exception {
        root.only(Kind.TOPIC.element(), Kind.QUEUE.element(), Kind.FUNCTION.element(), "EventBridgeConfiguration");
        List<NotificationRule> rules = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (SchemaElement element : root.all(kind.element())) {
                rules.add(rule(kind, element));
            }
        }
        if (rules.size() > RULES_MAX) {
            throw Refusals.invalidRequest(
                    "Too many configurations submitted. The maximum number of configurations is " + RULES_MAX);
        }
        List<NotificationRule> named = named(rules);
        checkOverlaps(named);
        Optional<SchemaElement> eventBridge = root.one("EventBridgeConfiguration");
        if (eventBridge.isPresent()) {
            eventBridge.get().only();
        }
        return new NotificationConfiguration(named, eventBridge.isPresent());
    }

    private static NotificationRule rule(Kind kind, SchemaElement element) throws S3Exception {
        element.only("Id", kind.arnElement(), "Event", "Filter");
        String id = element.text("Id").orElse("");
        if (id.length() > ID_CHARACTERS_MAX) {
            throw Refusals.invalidArgument("ID length exceeded allowed limit of " + ID_CHARACTERS_MAX);
        }
        String arn = element.requiredWord(kind.arnElement());
        if (!NotificationTarget.isArn(arn)) {
            throw Refusals.invalidArgument("The ARN could not be parsed", kind.arnElement(), arn);
        }
        List<String> events = element.texts("Event").stream().map(String::strip).toList();
        check(events);
        @Nullable String prefix = null;
        @Nullable String suffix = null;
        for (SchemaElement filterRule : filterRules(element)) {
            filterRule.only("Name", "Value");
            String name = filterRule.requiredWord("Name");
            String value = filterRule.requiredText("Value");
            if (value.getBytes(StandardCharsets.UTF_8).length > FILTER_BYTES_MAX) {
                throw Refusals.invalidArgument("Size of filter rule value cannot exceed " + FILTER_BYTES_MAX
                        + " bytes in UTF-8 representation");
            }
            switch (name.toLowerCase(Locale.ROOT)) {
                case "prefix" -> {
                    checkNone(prefix, "prefix");
                    prefix = value;
                }
                case "suffix" -> {
                    checkNone(suffix, "suffix");
                    suffix = value;
                }
                default ->
                    throw Refusals.invalidArgument(
                            "filter rule name must be either prefix or suffix", "FilterRule.Name", name);
            }
        }
        return new NotificationRule(kind, id, arn, events, prefix, suffix);
    }

    private static void checkNone(@Nullable String value, String name) throws S3Exception {
        if (value != null) {
            throw Refusals.invalidArgument("Cannot specify more than one " + name + " rule in a filter.");
        }
    }

    private static void check(List<String> events) throws S3Exception {
        if (events.isEmpty()) {
            throw Refusals.malformed("a configuration needs an Event");
        }
        List<String> seen = new ArrayList<>();
        for (String event : events) {
            if (!EventType.isPattern(event)) {
                throw Refusals.invalidArgument("The event is not supported for notifications", "Event", event);
            }
            if (seen.stream().anyMatch(each -> EventType.overlap(each, event))) {
                throw Refusals.invalidArgument(SAME_EVENT);
            }
            seen.add(event);
        }
    }

    private static List<SchemaElement> filterRules(SchemaElement element) throws S3Exception {
        Optional<SchemaElement> filter = element.one("Filter");
        if (filter.isEmpty()) {
            return List.of();
        }
        Optional<SchemaElement> key = filter.get().only("S3Key").one("S3Key");
        return key.isEmpty() ? List.of() : key.get().only("FilterRule").all("FilterRule");
    }

    /// The rules, those without an id with one of ours.
    private static List<NotificationRule> named(List<NotificationRule> rules) throws S3Exception {
        Set<String> ids = new HashSet<>();
        for (NotificationRule rule : rules) {
            if (!rule.id().isEmpty() && !ids.add(rule.id())) {
                throw Refusals.invalidArgument("Same ID used for multiple configurations. IDs must be unique.");
            }
        }
        List<NotificationRule> named = new ArrayList<>();
        for (NotificationRule rule : rules) {
            named.add(rule.id().isEmpty() ? rule.withId(GeneratedId.of(named.size(), rule, ids)) : rule);
        }
        return named;
    }

    private static void checkOverlaps(List<NotificationRule> rules) throws S3Exception {
        for (int i = 0; i < rules.size(); i++) {
            for (NotificationRule other : rules.subList(0, i)) {
                NotificationRule rule = rules.get(i);
                if (rule.overlaps(other)) {
                    throw Refusals.invalidArgument(
                            rule.isFiltered() || other.isFiltered()
                                    ? "Configuration is ambiguously defined. Cannot have overlapping suffixes in two"
                                            + " rules if the prefixes are overlapping for the same event type."
                                    : SAME_EVENT);
                }
            }
        }
    }
}
