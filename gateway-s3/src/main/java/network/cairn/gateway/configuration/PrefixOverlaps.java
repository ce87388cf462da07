package network.cairn.gateway.configuration;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import network.cairn.gateway.s3.S3Exception;

/// Refuses rules of the older form that take the same kind of action on the same objects, as S3 does. Rules
/// with filters may overlap: there the first to be due acts.
final class PrefixOverlaps {
    private PrefixOverlaps() {}

    static void check(List<LifecycleRule> rules) throws S3Exception {
        check(rules, "Expiration", rule -> rule.expiration() != null);
        check(rules, "NoncurrentVersionExpiration", rule -> rule.noncurrentExpiration() != null);
        check(rules, "AbortIncompleteMultipartUpload", rule -> rule.abortAfterDays() != null);
    }

    private static void check(List<LifecycleRule> rules, String action, Predicate<LifecycleRule> takes)
            throws S3Exception {
        // In order, a prefix that begins any other begins the next one.
        List<String> prefixes = rules.stream()
                .filter(takes)
                .map(rule -> Objects.requireNonNullElse(rule.filter().prefix(), ""))
                .sorted()
                .toList();
        for (int i = 1; i < prefixes.size(); i++) {
            String shorter = prefixes.get(i - 1);
            if (prefixes.get(i).startsWith(shorter)) {
                throw Refusals.invalidRequest("Found overlapping prefixes '" + shorter + "' and '" + prefixes.get(i)
                        + "' for same action type '" + action + "'");
            }
        }
    }
}
