package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Values in tables are parted by `;`, and `-` says that the request has no value.
final class ConditionTest {
    private static final String KEY = "aws:key";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // operator | the policy's values | the request's | whether it holds
                "StringEquals|a|a|true",
                "StringEquals|a|A|false",
                "StringEquals|a;b|b|true",
                "StringEquals|a*|a*|true",
                "StringEquals|a*|ab|false",
                "StringEquals|a|-|false",
                "StringNotEquals|a|b|true",
                "StringNotEquals|a|a|false",
                "StringNotEquals|a;b|b|false",
                "StringNotEquals|a|-|true",
                "StringEqualsIgnoreCase|AbC|aBc|true",
                "StringEqualsIgnoreCase|a|b|false",
                "StringEqualsIgnoreCase|a|-|false",
                "StringNotEqualsIgnoreCase|AbC|aBc|false",
                "StringNotEqualsIgnoreCase|a|b|true",
                "StringNotEqualsIgnoreCase|a|-|true",
                "StringLike|home/*|home/x/y|true",
                "StringLike|home/?|home/xy|false",
                "StringLike|HOME/*|home/x|false",
                "StringLike|x;y*|yes|true",
                "StringLike|*|-|false",
                "StringNotLike|home/*|other|true",
                "StringNotLike|home/*|home/x|false",
                "StringNotLike|x;y*|yes|false",
                "StringNotLike|*|-|true",
                "NumericEquals|10|10|true",
                "NumericEquals|10|10.0|true",
                "NumericEquals|10|+10|true",
                "NumericEquals|10|11|false",
                "NumericEquals|10|ten|false",
                "NumericEquals|10|-|false",
                "NumericNotEquals|10|11|true",
                "NumericNotEquals|10|10|false",
                "NumericNotEquals|10|-|true",
                "NumericLessThan|10|9.9|true",
                "NumericLessThan|10|10|false",
                "NumericLessThan|10|-|false",
                "NumericLessThanEquals|10|10|true",
                "NumericLessThanEquals|10|10.1|false",
                "NumericLessThanEquals|10|-|false",
                "NumericGreaterThan|-5|-4|true",
                "NumericGreaterThan|10|10|false",
                "NumericGreaterThan|10|-|false",
                "NumericGreaterThanEquals|10|10|true",
                "NumericGreaterThanEquals|10|9|false",
                "NumericGreaterThanEquals|10|1e9|false",
                "NumericGreaterThanEquals|10|-|false",
                "DateEquals|2026-01-02T03:04:05Z|2026-01-02T04:04:05+01:00|true",
                "DateEquals|2026-01-02T03:04:05Z|1767323045|true",
                "DateEquals|2026-01-02|2026-01-02T00:00:00Z|true",
                "DateEquals|2026|2026-01-01T00:00Z|true",
                "DateEquals|2026-03|2026-03-01|true",
                "DateEquals|2026-01-02T03:04:05Z|yesterday|false",
                "DateEquals|2026-01-02T03:04:05Z|-|false",
                "DateNotEquals|2026|2027|true",
                "DateNotEquals|2026|2026|false",
                "DateNotEquals|2026|-|true",
                "DateLessThan|2026-01-02|2026-01-01T23:59:59.999Z|true",
                "DateLessThan|2026-01-02|2026-01-02|false",
                "DateLessThan|2026-01-02|-|false",
                "DateLessThanEquals|2026-01-02|2026-01-02|true",
                "DateLessThanEquals|2026-01-02|2026-01-03|false",
                "DateLessThanEquals|2026-01-02|-|false",
                "DateGreaterThan|2020-01-01T00:00:01Z|2020-01-01T00:00:02Z|true",
                "DateGreaterThan|2020-01-01T00:00:01Z|2020-01-01T00:00:01Z|false",
                "DateGreaterThan|2020-01-01T00:00:01Z|-|false",
                "DateGreaterThanEquals|2020|2020|true",
                "DateGreaterThanEquals|2020|2019-12-31|false",
                "DateGreaterThanEquals|2020|-|false",
                "Bool|true|true|true",
                "Bool|true|TRUE|true",
                "Bool|false|false|true",
                "Bool|true|false|false",
                "Bool|true|yes|false",
                "Bool|true|-|false",
                "BinaryEquals|QmluYXJ5|QmluYXJ5|true",
                "BinaryEquals|QmluYXJ5|QmluYXI=|false",
                "BinaryEquals|QmluYXJ5|Binary!|false",
                "BinaryEquals|QmluYXJ5|-|false",
                "IpAddress|203.0.113.0/24|203.0.113.77|true",
                "IpAddress|203.0.113.0/24|203.0.114.1|false",
                "IpAddress|203.0.113.9|203.0.113.9|true",
                "IpAddress|203.0.113.9|203.0.113.8|false",
                "IpAddress|0.0.0.0/0|198.51.100.1|true",
                "IpAddress|2001:DB8:1234:5678::/64|2001:db8:1234:5678:1::2|true",
                "IpAddress|2001:DB8:1234:5678::/64|2001:db8:1234:5679::1|false",
                "IpAddress|203.0.113.0/24;2001:db8::/32|2001:db8::1|true",
                "IpAddress|0.0.0.0/0|::1|false",
                "IpAddress|::/0|203.0.113.9|false",
                "IpAddress|203.0.113.0/24|::ffff:203.0.113.9|true",
                "IpAddress|203.0.113.0/24|localhost|false",
                "IpAddress|203.0.113.0/24|-|false",
                "NotIpAddress|203.0.113.0/24|198.51.100.1|true",
                "NotIpAddress|203.0.113.0/24|203.0.113.1|false",
                "NotIpAddress|203.0.113.0/24;198.51.100.0/24|198.51.100.1|false",
                "NotIpAddress|203.0.113.0/24|-|true",
                "ArnEquals|arn:aws:sns:*:t:topic|arn:aws:sns:east:t:topic|true",
                "ArnEquals|arn:aws:sns:east:t:topic|arn:aws:sns:east:t:other|false",
                "ArnEquals|arn:aws:sns:east:t:topic|-|false",
                "ArnLike|arn:aws:iam::t:user/*|arn:aws:iam::t:user/a/b|true",
                "ArnLike|arn:aws:iam::t:user/*|arn:aws:iam::u:user/a|false",
                "ArnLike|no arn|no arn|false",
                "ArnLike|*|arn:aws:iam::t:root|true",
                "ArnLike|arn:aws:iam::t:user/*|-|false",
                "ArnNotEquals|arn:aws:iam::t:user/a|arn:aws:iam::t:user/b|true",
                "ArnNotEquals|arn:aws:iam::t:user/a|arn:aws:iam::t:user/a|false",
                "ArnNotEquals|arn:aws:iam::t:user/a|-|true",
                "ArnNotLike|arn:aws:iam::t:*|arn:aws:iam::u:root|true",
                "ArnNotLike|arn:aws:iam::t:*|arn:aws:iam::t:root|false",
                "ArnNotLike|arn:aws:iam::t:*|-|true",
                "Null|true|-|true",
                "Null|true|a|false",
                "Null|false|a|true",
                "Null|false|-|false",
                "Null|true;false|-|true",
                // With IfExists, a request without the key passes whatever the operator.
                "StringEqualsIfExists|a|-|true",
                "StringEqualsIfExists|a|b|false",
                "StringNotEqualsIfExists|a|-|true",
                "StringNotEqualsIfExists|a|a|false",
                "StringLikeIfExists|http://www.example.com/*|-|true",
                "StringLikeIfExists|http://www.example.com/*|http://www.example.com/x|true",
                "StringLikeIfExists|http://www.example.com/*|http://example.com|false",
                "NumericLessThanIfExists|5|-|true",
                "DateLessThanIfExists|2026|-|true",
                "BoolIfExists|true|-|true",
                "BoolIfExists|true|false|false",
                "IpAddressIfExists|203.0.113.0/24|-|true",
                "NotIpAddressIfExists|203.0.113.0/24|-|true",
                "ArnLikeIfExists|arn:aws:iam::t:*|-|true",
                "BinaryEqualsIfExists|QQ==|-|true",
                // Every value of the request must be among the policy's; none at all are.
                "ForAllValues:StringEquals|a;b|a|true",
                "ForAllValues:StringEquals|a;b|a;b|true",
                "ForAllValues:StringEquals|a;b|a;c|false",
                "ForAllValues:StringEquals|a;b|-|true",
                "ForAllValues:StringNotEquals|a;b|c;d|true",
                "ForAllValues:StringNotEquals|a;b|c;a|false",
                "ForAllValues:StringNotEquals|a;b|-|true",
                "ForAllValues:StringLike|x*;y|xx;y|true",
                "ForAllValues:StringEqualsIfExists|a|-|true",
                // One value of the request must be; none at all are not, whatever the operator.
                "ForAnyValue:StringEquals|a;b|c;b|true",
                "ForAnyValue:StringEquals|a;b|c;d|false",
                "ForAnyValue:StringEquals|a;b|-|false",
                "ForAnyValue:StringNotEquals|a;b|a;c|true",
                "ForAnyValue:StringNotEquals|a;b|a;b|false",
                "ForAnyValue:StringNotEquals|a;b|-|false",
                "ForAnyValue:StringLike|x*|a;xx|true",
                "ForAnyValue:IpAddress|10.0.0.0/8|192.0.2.1;10.1.1.1|true",
                "ForAnyValue:StringEqualsIfExists|a|-|true",
                // Several values without a quantifier.
                "StringEquals|a|b;a|true",
                "StringNotEquals|a|b;a|false",
            })
    void holds(String operator, String values, String actual, boolean expected) throws PolicyException {
        assertThat(condition(operator, values).holds(context(actual), Effect.ALLOW))
                .isEqualTo(expected);
        assertThat(condition(operator, values).holds(context(actual), Effect.DENY))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(ConditionOperator.class)
    void holds_requestWithoutTheKey_isAsEachFormOfEveryOperatorHasIt(ConditionOperator operator)
            throws PolicyException {
        String value = valid(operator);
        String name = operator.awsName();
        assertThat(holdsWithoutKey(name, value)).isEqualTo(operator.isNegated());
        assertThat(holdsWithoutKey(name + "IfExists", value)).isTrue();
        assertThat(holdsWithoutKey("ForAllValues:" + name, value)).isTrue();
        assertThat(holdsWithoutKey("ForAllValues:" + name + "IfExists", value)).isTrue();
        assertThat(holdsWithoutKey("ForAnyValue:" + name, value)).isFalse();
        assertThat(holdsWithoutKey("ForAnyValue:" + name + "IfExists", value)).isTrue();
    }

    /// Whatever a request says, the negated operator says the opposite of its other.
    @ParameterizedTest
    @CsvSource({
        "StringEquals,StringNotEquals",
        "StringEqualsIgnoreCase,StringNotEqualsIgnoreCase",
        "StringLike,StringNotLike",
        "NumericEquals,NumericNotEquals",
        "DateEquals,DateNotEquals",
        "IpAddress,NotIpAddress",
        "ArnEquals,ArnNotEquals",
        "ArnLike,ArnNotLike",
    })
    void holds_negatedOperators_areOpposites(String operator, String negated) throws PolicyException {
        ConditionOperator positive = ConditionOperator.named(operator).orElseThrow();
        for (String actual : List.of(valid(positive), "something else", "", "1", "2026", "10.0.0.1", "-")) {
            assertThat(condition(operator, valid(positive)).holds(context(actual), Effect.ALLOW))
                    .as("%s with %s", operator, actual)
                    .isNotEqualTo(condition(negated, valid(positive)).holds(context(actual), Effect.ALLOW));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stringequals|a|Invalid Condition type : stringequals",
                "StringMatches|a|Invalid Condition type : StringMatches",
                "IfExists|a|Invalid Condition type : IfExists",
                "NullIfExists|true|Invalid Condition type : NullIfExists",
                "ForSomeValues:StringEquals|a|Invalid Condition type : ForSomeValues:StringEquals",
                "IpAddress|300.0.0.1|Invalid IP address in Conditions",
                "IpAddress|10.0.0.0/33|Invalid IP address in Conditions",
                "NotIpAddress|2001:db8::/129|Invalid IP address in Conditions",
                "NotIpAddress|localhost|Invalid IP address in Conditions",
                "NumericEquals|ten|Invalid value in Conditions: NumericEquals cannot compare \"ten\"",
                "NumericEquals|1e10|Invalid value in Conditions: NumericEquals cannot compare \"1e10\"",
                "DateLessThan|2026-13-01|Invalid value in Conditions: DateLessThan cannot compare \"2026-13-01\"",
                "Bool|yes|Invalid value in Conditions: Bool cannot compare \"yes\"",
                "BinaryEquals|***|Invalid value in Conditions: BinaryEquals cannot compare \"***\"",
                "Null|maybe|Invalid value in Conditions: Null cannot compare \"maybe\"",
            })
    void of_whatCouldNeverHold_isRefused(String operator, String value, String message) {
        assertThatThrownBy(() -> condition(operator, value))
                .isInstanceOf(PolicyException.class)
                .hasMessage(message);
    }

    @Test
    void holds_variables_areTheRequests() throws PolicyException {
        ConditionContext context = ConditionContext.builder()
                .add(KEY, "home/bob/x")
                .add("aws:username", "bob")
                .build();
        assertThat(condition("StringLike", "home/${aws:username}/*").holds(context, Effect.ALLOW))
                .isTrue();
        assertThat(Condition.of("StringLike", KEY, List.of("home/${aws:username}/*"), PolicyVersion.V2008)
                        .holds(context, Effect.ALLOW))
                .isFalse();
    }

    @Test
    void holds_variableWithoutValue_givesNothingAndLiftsNothing() throws PolicyException {
        Condition not = condition("StringNotEquals", "${aws:username}");
        assertThat(not.holds(context("x"), Effect.ALLOW)).isFalse();
        assertThat(not.holds(context("x"), Effect.DENY)).isTrue();
        Condition same = condition("StringEquals", "${aws:username}");
        assertThat(same.holds(context("x"), Effect.ALLOW)).isFalse();
        assertThat(same.holds(context("${aws:username}"), Effect.ALLOW)).isFalse();
    }

    @Test
    void key_isComparedWithoutCase() throws PolicyException {
        Condition condition = Condition.of("Bool", "AWS:secureTRANSPORT", List.of("true"), PolicyVersion.V2012);
        ConditionContext context =
                ConditionContext.builder().add("aws:SecureTransport", "true").build();
        assertThat(condition.holds(context, Effect.ALLOW)).isTrue();
    }

    private static boolean holdsWithoutKey(String operator, String value) throws PolicyException {
        return condition(operator, value).holds(ConditionContext.EMPTY, Effect.ALLOW);
    }

    private static Condition condition(String operator, String values) throws PolicyException {
        return Condition.of(operator, KEY, Arrays.asList(values.split(";", -1)), PolicyVersion.V2012);
    }

    private static ConditionContext context(String values) {
        var context = ConditionContext.builder();
        if (!values.equals("-")) {
            for (String value : values.split(";", -1)) {
                context.add(KEY, value);
            }
        }
        return context.build();
    }

    private static String valid(ConditionOperator operator) {
        String name = operator.awsName();
        if (name.startsWith("Numeric")) {
            return "1";
        }
        if (name.startsWith("Date")) {
            return "2026";
        }
        if (name.startsWith("Arn")) {
            return "arn:aws:iam::t:root";
        }
        return switch (operator) {
            case BOOL -> "true";
            case BINARY_EQUALS -> "QQ==";
            case IP_ADDRESS, NOT_IP_ADDRESS -> "10.0.0.0/8";
            default -> "a";
        };
    }
}
