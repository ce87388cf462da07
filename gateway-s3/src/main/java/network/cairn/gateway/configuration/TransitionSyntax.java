package network.cairn.gateway.configuration;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// Checks the transitions of a lifecycle rule, none of which is carried out here.
final class TransitionSyntax {
    private static final Set<String> CLASSES =
            Set.of("GLACIER", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR");
    private static final Set<String> INFREQUENT_ACCESS = Set.of("STANDARD_IA", "ONEZONE_IA");
    private static final int INFREQUENT_ACCESS_DAYS_MIN = 30;
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private TransitionSyntax() {}

    /// Whether the rule has any.
    ///
    /// @throws S3Exception `InvalidArgument`, `InvalidRequest` or `MalformedXML` for what S3 would refuse
    static boolean check(SchemaElement rule, LifecycleRule.@Nullable Expiration expiration) throws S3Exception {
        boolean dated = expiration instanceof LifecycleRule.Expiration.OnDate;
        boolean counted = expiration instanceof LifecycleRule.Expiration.AfterDays;
        Set<String> classes = new HashSet<>();
        for (SchemaElement transition : rule.all("Transition")) {
            transition.only("Days", "Date", "StorageClass");
            String storageClass = storageClass(transition, classes);
            Optional<Integer> days = transition.smallInteger("Days");
            Optional<String> date = transition.text("Date");
            if (days.isPresent() == date.isPresent()) {
                throw Refusals.malformed("a Transition has one of Days and Date");
            }
            if (date.isPresent()) {
                midnight(date.get());
            }
            checkDays(days.orElse(INFREQUENT_ACCESS_DAYS_MIN), storageClass);
            dated |= date.isPresent();
            counted |= days.isPresent();
        }
        if (dated && counted) {
            throw Refusals.invalidRequest(
                    "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule");
        }
        Set<String> noncurrentClasses = new HashSet<>();
        for (SchemaElement transition : rule.all("NoncurrentVersionTransition")) {
            transition.only("NoncurrentDays", "NewerNoncurrentVersions", "StorageClass");
            storageClass(transition, noncurrentClasses);
            if (transition.smallInteger("NoncurrentDays").orElse(-1) < 0
                    || transition.smallInteger("NewerNoncurrentVersions").orElse(1) < 1) {
                throw Refusals.malformed("NoncurrentVersionTransition needs NoncurrentDays, 0 or more");
            }
        }
        return !classes.isEmpty() || !noncurrentClasses.isEmpty();
    }

    private static void checkDays(int days, String storageClass) throws S3Exception {
        if (days < 0) {
            throw Refusals.invalidArgument("'Days' in Transition action must be nonnegative");
        }
        if (days < INFREQUENT_ACCESS_DAYS_MIN && INFREQUENT_ACCESS.contains(storageClass)) {
            throw Refusals.invalidArgument("'Days' in Transition action must be greater than or equal to "
                    + INFREQUENT_ACCESS_DAYS_MIN + " for storageClass '" + storageClass + "'");
        }
    }

    private static String storageClass(SchemaElement transition, Set<String> classes) throws S3Exception {
        String storageClass = transition.requiredWord("StorageClass");
        if (!CLASSES.contains(storageClass)) {
            throw Refusals.malformed("there is no StorageClass " + storageClass + " to move objects to");
        }
        if (!classes.add(storageClass)) {
            throw Refusals.invalidRequest("'StorageClass' must be different for 'Transition' actions in same 'Rule'");
        }
        return storageClass;
    }

    /// The time of a rule's `Date`.
    static Instant midnight(String date) throws S3Exception {
        Optional<Instant> time = Timestamps.parseIso(date);
        if (time.isEmpty()) {
            throw Refusals.malformed("a Date is a time in ISO 8601, not " + date);
        }
        if (Math.floorMod(time.get().toEpochMilli(), DAY_MILLIS) != 0) {
            throw Refusals.invalidArgument("'Date' must be at midnight GMT", "Date", date);
        }
        return time.get();
    }
}
