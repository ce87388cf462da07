package network.cairn.gateway.policy;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Whether a bucket's policy is public, by S3's definition: it is, unless each permission is for fixed
/// principals or asks for a fixed value of a key that tells who or where somebody is (S3's user guide, "The
/// meaning of 'public'").
///
/// A fixed value has no wildcards and no variables. Conditions that can hold without the key (`...IfExists`,
/// `ForAllValues:`, negated ones) restrict nothing.
public enum PolicyStatus {
    PUBLIC,
    NOT_PUBLIC;

    /// Keys whose fixed values make a permission not public.
    private static final Set<String> RESTRICTING = Set.of(
            "aws:principalaccount",
            "aws:principalarn",
            "aws:principalorgid",
            "aws:principalorgpaths",
            "aws:sourceaccount",
            "aws:sourcearn",
            "aws:sourceorgid",
            "aws:sourceorgpaths",
            "aws:sourceowner",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "s3:dataaccesspointaccount",
            "s3:x-amz-server-side-encryption-aws-kms-key-id");

    private static final String USER_ID = "aws:userid";
    private static final String SOURCE_IP = "aws:sourceip";
    private static final String ACCESS_POINT = "s3:dataaccesspointarn";

    /// Where the number of the account stands in an ARN.
    private static final int ACCOUNT_PART = 4;

    /// Ranges wider than these are as good as everywhere.
    private static final int V4_PREFIX_BITS_MIN = 8;

    private static final int V6_PREFIX_BITS_MIN = 32;

    private static final Set<ConditionOperator> OF_TEXT = Set.of(
            ConditionOperator.STRING_EQUALS,
            ConditionOperator.STRING_EQUALS_IGNORE_CASE,
            ConditionOperator.STRING_LIKE,
            ConditionOperator.ARN_EQUALS,
            ConditionOperator.ARN_LIKE);

    public static PolicyStatus of(Policy bucketPolicy) {
        boolean isPublic = bucketPolicy.statements().stream()
                .anyMatch(statement -> statement.effect() == Effect.ALLOW
                        && !statement.principals().isFixed()
                        && statement.conditions().stream().noneMatch(PolicyStatus::restricts));
        return isPublic ? PUBLIC : NOT_PUBLIC;
    }

    public boolean isPublic() {
        return this == PUBLIC;
    }

    private static boolean restricts(Condition condition) {
        if (!(condition instanceof Condition.Comparison comparison)
                || comparison.ifExists()
                || comparison.quantifier() == Condition.Quantifier.ALL) {
            return false;
        }
        List<String> texts = comparison.texts();
        return switch (comparison.key()) {
            case SOURCE_IP ->
                comparison.operator() == ConditionOperator.IP_ADDRESS
                        && texts.stream().allMatch(PolicyStatus::isNarrow);
            case ACCESS_POINT ->
                OF_TEXT.contains(comparison.operator()) && texts.stream().allMatch(PolicyStatus::hasFixedAccount);
            case USER_ID ->
                // Those of role sessions, ROLE:SESSION, are chosen by whoever takes on the role.
                OF_TEXT.contains(comparison.operator())
                        && texts.stream().allMatch(text -> isFixed(text) && text.indexOf(':') < 0);
            default ->
                RESTRICTING.contains(comparison.key())
                        && OF_TEXT.contains(comparison.operator())
                        && texts.stream().allMatch(PolicyStatus::isFixed);
        };
    }

    /// Variables are looked for in policies of every version: where they stand for nothing, nobody has such a
    /// value.
    private static boolean isFixed(String text) {
        return PolicyText.of(text, PolicyVersion.V2012).isFixed();
    }

    private static boolean hasFixedAccount(String text) {
        return ArnPattern.of(text.toLowerCase(Locale.ROOT), PolicyVersion.V2012)
                .flatMap(pattern -> pattern.part(ACCOUNT_PART))
                .filter(account -> account.isFixed()
                        && account.text(ConditionContext.EMPTY)
                                .filter(one -> !one.isEmpty())
                                .isPresent())
                .isPresent();
    }

    private static boolean isNarrow(String text) {
        return IpRange.of(text)
                .filter(range -> range.prefixBits() >= (range.isV4() ? V4_PREFIX_BITS_MIN : V6_PREFIX_BITS_MIN))
                .isPresent();
    }
}
