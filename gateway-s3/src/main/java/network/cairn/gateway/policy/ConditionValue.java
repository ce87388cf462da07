package network.cairn.gateway.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/// One value of a condition in a policy, ready to be compared with values of requests, which can be any text:
/// what cannot be compared does not match.
sealed interface ConditionValue {
    boolean matches(String actual, ConditionContext context);

    /// Whether every variable in it has a value in this request. One that has none matches nothing.
    default boolean isResolvable(ConditionContext context) {
        return true;
    }

    /// The same characters.
    record Same(PolicyText expected, boolean ignoresCase) implements ConditionValue {
        @Override
        public boolean matches(String actual, ConditionContext context) {
            return expected.text(context)
                    .filter(text -> ignoresCase ? text.equalsIgnoreCase(actual) : text.equals(actual))
                    .isPresent();
        }

        @Override
        public boolean isResolvable(ConditionContext context) {
            return expected.text(context).isPresent();
        }
    }

    /// A pattern of characters.
    record Like(PolicyText expected) implements ConditionValue {
        @Override
        public boolean matches(String actual, ConditionContext context) {
            return expected.pattern(context)
                    .filter(pattern -> pattern.matches(actual))
                    .isPresent();
        }

        @Override
        public boolean isResolvable(ConditionContext context) {
            return expected.text(context).isPresent();
        }
    }

    /// A pattern of ARNs; no ARN matches what is none.
    record LikeArn(Optional<ArnPattern> expected) implements ConditionValue {
        @Override
        public boolean matches(String actual, ConditionContext context) {
            return expected.filter(pattern -> pattern.matches(actual, context)).isPresent();
        }

        @Override
        public boolean isResolvable(ConditionContext context) {
            return expected.isEmpty() || expected.get().isResolvable(context);
        }
    }

    /// A number, and what the request's number compared with it must be: below, at or above 0.
    record Decimal(BigDecimal expected, IntPredicate order) implements ConditionValue {
        /// Without exponents, and short: comparing two numbers never costs more than writing them down.
        private static final Pattern FORM = Pattern.compile("[+-]?(\\d{1,30}(\\.\\d{0,30})?|\\.\\d{1,30})");

        static Optional<BigDecimal> parse(String text) {
            return FORM.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
        }

        @Override
        public boolean matches(String actual, ConditionContext context) {
            return parse(actual)
                    .filter(number -> order.test(number.compareTo(expected)))
                    .isPresent();
        }
    }

    /// A time, and what the request's time compared with it must be.
    record Time(Instant expected, IntPredicate order) implements ConditionValue {
        @Override
        public boolean matches(String actual, ConditionContext context) {
            return PolicyTime.of(actual)
                    .filter(time -> order.test(time.compareTo(expected)))
                    .isPresent();
        }
    }

    /// `true` or `false`.
    record Truth(boolean expected) implements ConditionValue {
        static Optional<Boolean> parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
            };
        }

        @Override
        public boolean matches(String actual, ConditionContext context) {
            return parse(actual).filter(truth -> truth == expected).isPresent();
        }
    }

    /// The same bytes, on both sides in base 64.
    record Bytes(byte[] expected) implements ConditionValue {
        static Optional<byte[]> parse(String text) {
            try {
                return Optional.of(Base64.getDecoder().decode(text));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        @Override
        public boolean matches(String actual, ConditionContext context) {
            return parse(actual).filter(bytes -> Arrays.equals(bytes, expected)).isPresent();
        }
    }

    /// A range of addresses.
    record Address(IpRange expected) implements ConditionValue {
        @Override
        public boolean matches(String actual, ConditionContext context) {
            return expected.contains(actual);
        }
    }
}
