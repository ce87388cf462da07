package network.cairn.gateway.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/// What a condition does with a value of the request and one of the policy. `Null`, which only asks whether
/// there is a value, is [Condition]'s own.
///
/// Names are matched with case, as AWS does. IAM's user guide, "Condition operators", is the source.
enum ConditionOperator {
    STRING_EQUALS("StringEquals", false, same(false)),
    STRING_NOT_EQUALS("StringNotEquals", true, same(false)),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, same(true)),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, same(true)),
    STRING_LIKE("StringLike", false, ConditionOperator::like),
    STRING_NOT_LIKE("StringNotLike", true, ConditionOperator::like),
    NUMERIC_EQUALS("NumericEquals", false, number(order -> order == 0)),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true, number(order -> order == 0)),
    NUMERIC_LESS_THAN("NumericLessThan", false, number(order -> order < 0)),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, number(order -> order <= 0)),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false, number(order -> order > 0)),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false, number(order -> order >= 0)),
    DATE_EQUALS("DateEquals", false, time(order -> order == 0)),
    DATE_NOT_EQUALS("DateNotEquals", true, time(order -> order == 0)),
    DATE_LESS_THAN("DateLessThan", false, time(order -> order < 0)),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, time(order -> order <= 0)),
    DATE_GREATER_THAN("DateGreaterThan", false, time(order -> order > 0)),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, time(order -> order >= 0)),
    BOOL("Bool", false, ConditionOperator::truth),
    BINARY_EQUALS("BinaryEquals", false, ConditionOperator::bytes),
    IP_ADDRESS("IpAddress", false, ConditionOperator::address),
    NOT_IP_ADDRESS("NotIpAddress", true, ConditionOperator::address),
    ARN_EQUALS("ArnEquals", false, ConditionOperator::arn),
    ARN_LIKE("ArnLike", false, ConditionOperator::arn),
    ARN_NOT_EQUALS("ArnNotEquals", true, ConditionOperator::arn),
    ARN_NOT_LIKE("ArnNotLike", true, ConditionOperator::arn);

    private static final Map<String, ConditionOperator> BY_NAME = byName();

    private final String awsName;
    private final boolean negated;

    @SuppressWarnings("ImmutableEnumChecker") // without state
    private final Compiler compiler;

    ConditionOperator(String awsName, boolean negated, Compiler compiler) {
        this.awsName = awsName;
        this.negated = negated;
        this.compiler = compiler;
    }

    /// Makes a value of a policy ready; empty where it is none of the operator's kind.
    @FunctionalInterface
    private interface Compiler {
        Optional<? extends ConditionValue> compile(String value, PolicyVersion version);
    }

    String awsName() {
        return awsName;
    }

    /// Whether it holds where the comparison fails.
    boolean isNegated() {
        return negated;
    }

    static Optional<ConditionOperator> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// @throws PolicyException if the value is none of the operator's kind: a policy that forbids something
    /// must not be kept if it could never do so
    ConditionValue compile(String value, PolicyVersion version) throws PolicyException {
        Optional<? extends ConditionValue> compiled = compiler.compile(value, version);
        if (compiled.isEmpty()) {
            throw new PolicyException(
                    this == IP_ADDRESS || this == NOT_IP_ADDRESS
                            ? "Invalid IP address in Conditions"
                            : "Invalid value in Conditions: " + awsName + " cannot compare \"" + value + "\"");
        }
        return compiled.get();
    }

    private static Compiler same(boolean ignoresCase) {
        return (value, version) -> Optional.of(new ConditionValue.Same(PolicyText.of(value, version), ignoresCase));
    }

    private static Optional<ConditionValue> like(String value, PolicyVersion version) {
        return Optional.of(new ConditionValue.Like(PolicyText.of(value, version)));
    }

    private static Compiler number(IntPredicate order) {
        return (value, version) ->
                ConditionValue.Decimal.parse(value).map(number -> new ConditionValue.Decimal(number, order));
    }

    private static Compiler time(IntPredicate order) {
        return (value, version) -> PolicyTime.of(value).map(time -> new ConditionValue.Time(time, order));
    }

    private static Optional<ConditionValue> truth(String value, PolicyVersion version) {
        return ConditionValue.Truth.parse(value).map(ConditionValue.Truth::new);
    }

    private static Optional<ConditionValue> bytes(String value, PolicyVersion version) {
        return ConditionValue.Bytes.parse(value).map(ConditionValue.Bytes::new);
    }

    private static Optional<ConditionValue> address(String value, PolicyVersion version) {
        return IpRange.of(value).map(ConditionValue.Address::new);
    }

    private static Optional<ConditionValue> arn(String value, PolicyVersion version) {
        return Optional.of(new ConditionValue.LikeArn(ArnPattern.of(value, version)));
    }

    private static Map<String, ConditionOperator> byName() {
        Map<String, ConditionOperator> names = new HashMap<>();
        for (ConditionOperator operator : values()) {
            names.put(operator.awsName, operator);
        }
        return Map.copyOf(names);
    }
}
