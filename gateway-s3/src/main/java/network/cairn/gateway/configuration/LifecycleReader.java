package network.cairn.gateway.configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// Reads lifecycle rules and refuses what S3 refuses, in its words.
///
/// A configuration is in what S3's errors call Lifecycle V2 if its first rule has a `Filter`; the older
/// form has a `Prefix` in each rule, and the two do not mix. Transitions are refused last, so that a
/// document that S3 would refuse is refused as there.
final class LifecycleReader {
    private static final int RULES_MAX = 1000;
    private static final int ID_CHARACTERS_MAX = 255;

    private boolean filtered;
    private boolean transitions;

    List<LifecycleRule> read(byte[] xml) throws S3Exception {
        List<SchemaElement> elements =
                SchemaElement.root(xml, "LifecycleConfiguration").only("Rule").all("Rule");
        if (elements.isEmpty()) {
            throw Refusals.invalidRequest("At least one lifecycle rule must be specified.");
        }
        if (elements.size() > RULES_MAX) {
            throw Refusals.invalidRequest(
                    "The number of lifecycle rules must not exceed the allowed limit of " + RULES_MAX + " rules.");
        }
        filtered = elements.getFirst().one("Filter").isPresent();
        List<LifecycleRule> rules = new ArrayList<>();
        for (SchemaElement element : elements) {
            rules.add(rule(element));
        }
        List<LifecycleRule> named = named(rules);
        if (!filtered) {
            PrefixOverlaps.check(named);
        }
        if (transitions) {
            throw Refusals.notImplemented("Transition and NoncurrentVersionTransition are not supported: there is one"
                    + " storage class here, STANDARD.");
        }
        return named;
    }

    private LifecycleRule rule(SchemaElement element) throws S3Exception {
        element.only(
                "ID",
                "Status",
                "Prefix",
                "Filter",
                "Expiration",
                "NoncurrentVersionExpiration",
                "AbortIncompleteMultipartUpload",
                "Transition",
                "NoncurrentVersionTransition");
        String id = element.text("ID").orElse("");
        if (id.length() > ID_CHARACTERS_MAX) {
            throw Refusals.invalidArgument("ID length should not exceed allowed limit of " + ID_CHARACTERS_MAX);
        }
        LifecycleFilter filter = filter(element);
        var rule = new LifecycleRule(
                id,
                enabled(element),
                filter,
                expiration(element.one("Expiration"), filter),
                noncurrent(element.one("NoncurrentVersionExpiration")),
                abort(element.one("AbortIncompleteMultipartUpload"), filter));
        boolean moves = TransitionSyntax.check(element, rule.expiration());
        transitions |= moves;
        if (!moves && !rule.hasAction()) {
            throw Refusals.invalidRequest("At least one action needs to be specified in a rule");
        }
        return rule;
    }

    private static boolean enabled(SchemaElement rule) throws S3Exception {
        String status = rule.requiredWord("Status");
        return switch (status) {
            case "Enabled" -> true;
            case "Disabled" -> false;
            default -> throw Refusals.malformed("Status is Enabled or Disabled, not " + status);
        };
    }

    private LifecycleFilter filter(SchemaElement rule) throws S3Exception {
        Optional<String> prefix = rule.text("Prefix");
        Optional<SchemaElement> filter = rule.one("Filter");
        if (prefix.isEmpty() && filter.isEmpty()) {
            throw Refusals.malformed("a Rule needs a Filter");
        }
        if (prefix.isPresent() && filtered) {
            throw Refusals.invalidRequest(
                    "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported"
                            + " in the Filter.");
        }
        if (filter.isPresent() && !filtered) {
            throw Refusals.invalidRequest("Filter element can only be used in Lifecycle V2.");
        }
        return filter.isPresent()
                ? FilterSyntax.read(filter.get())
                : LifecycleFilter.ofRule(FilterSyntax.prefix(prefix.orElse("")));
    }

    private static LifecycleRule.@Nullable Expiration expiration(
            Optional<SchemaElement> element, LifecycleFilter filter) throws S3Exception {
        if (element.isEmpty()) {
            return null;
        }
        SchemaElement given = element.get().only("Days", "Date", "ExpiredObjectDeleteMarker");
        Optional<Integer> days = given.smallInteger("Days");
        Optional<String> date = given.text("Date");
        Optional<Boolean> markers = given.flag("ExpiredObjectDeleteMarker");
        if ((days.isPresent() ? 1 : 0) + (date.isPresent() ? 1 : 0) + (markers.isPresent() ? 1 : 0) != 1) {
            throw Refusals.malformed("Expiration has one of Days, Date and ExpiredObjectDeleteMarker");
        }
        if (days.isPresent()) {
            return new LifecycleRule.Expiration.AfterDays(
                    positive(days.get(), "'Days' for Expiration action must be a positive integer"));
        }
        if (date.isPresent()) {
            return new LifecycleRule.Expiration.OnDate(TransitionSyntax.midnight(date.get()));
        }
        if (!filter.tags().isEmpty()) {
            throw Refusals.invalidRequest("ExpiredObjectDeleteMarker cannot be specified with Tags.");
        }
        if (filter.hasSizes()) {
            throw Refusals.invalidRequest("ExpiredObjectDeleteMarker cannot be specified with Object Size.");
        }
        return new LifecycleRule.Expiration.OfDeleteMarkers(markers.orElse(false));
    }

    private LifecycleRule.@Nullable NoncurrentExpiration noncurrent(Optional<SchemaElement> element)
            throws S3Exception {
        if (element.isEmpty()) {
            return null;
        }
        SchemaElement given = element.get().only("NoncurrentDays", "NewerNoncurrentVersions");
        Optional<Integer> days = given.smallInteger("NoncurrentDays");
        if (days.isEmpty()) {
            throw Refusals.malformed("NoncurrentVersionExpiration needs NoncurrentDays");
        }
        positive(days.get(), "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer");
        Optional<Integer> kept = given.smallInteger("NewerNoncurrentVersions");
        if (kept.isPresent()) {
            if (!filtered) {
                throw Refusals.invalidRequest("NewerNoncurrentVersions element can only be used in Lifecycle V2.");
            }
            positive(kept.get(), "'NewerNoncurrentVersions' must be a positive integer");
        }
        return new LifecycleRule.NoncurrentExpiration(days.get(), kept.orElse(null));
    }

    private static @Nullable Integer abort(Optional<SchemaElement> element, LifecycleFilter filter) throws S3Exception {
        if (element.isEmpty()) {
            return null;
        }
        Optional<Integer> days = element.get().only("DaysAfterInitiation").smallInteger("DaysAfterInitiation");
        if (days.isEmpty()) {
            throw Refusals.malformed("AbortIncompleteMultipartUpload needs DaysAfterInitiation");
        }
        if (!filter.tags().isEmpty()) {
            throw Refusals.invalidRequest("AbortIncompleteMultipartUpload cannot be specified with Tags.");
        }
        if (filter.hasSizes()) {
            throw Refusals.invalidRequest("AbortIncompleteMultipartUpload cannot be specified with Object Size.");
        }
        return positive(
                days.get(),
                "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer");
    }

    private static int positive(int count, String message) throws S3Exception {
        if (count <= 0) {
            throw Refusals.invalidArgument(message);
        }
        return count;
    }

    /// The rules, those without an id with one of ours.
    private static List<LifecycleRule> named(List<LifecycleRule> rules) throws S3Exception {
        Set<String> ids = new HashSet<>();
        for (LifecycleRule rule : rules) {
            if (!rule.id().isEmpty() && !ids.add(rule.id())) {
                throw Refusals.invalidArgument("Rule ID must be unique. Found same ID for more than one rule");
            }
        }
        List<LifecycleRule> named = new ArrayList<>();
        for (LifecycleRule rule : rules) {
            named.add(rule.id().isEmpty() ? rule.withId(GeneratedId.of(named.size(), rule, ids)) : rule);
        }
        return named;
    }
}
