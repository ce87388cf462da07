package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WildcardTest {
    @ParameterizedTest
    @CsvSource({
        "'',''",
        "*,''",
        "*,anything",
        "**,x",
        "a,a",
        "?,a",
        "?,ü",
        "?,🙂",
        "a?c,abc",
        "a*c,ac",
        "a*c,abbbc",
        "*.jpg,photos/cat.jpg",
        "photos/*,photos/2026/cat.jpg",
        "a*b*c,aXbYc",
        "a*b*c,aabbcc",
        "*a?,xay",
        "?*?,ab",
        "*?*?*,ab",
        "home/bob/*,home/bob/",
    })
    void matches_textsThatFit(String pattern, String text) {
        assertThat(Wildcard.of(pattern).matches(text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'',a",
        "a,''",
        "a,b",
        "a,aa",
        "aa,a",
        "?,''",
        "?,ab",
        "a?c,ac",
        "a*c,abcd",
        "*.jpg,cat.png",
        "photos/*,photo/x",
        "A,a",
        "?*?,a",
        "*?*?*,a",
        "a*b*c,acb",
    })
    void matches_textsThatDoNot(String pattern, String text) {
        assertThat(Wildcard.of(pattern).matches(text)).isFalse();
    }

    @Test
    void matches_thousandsOfPatterns_agreesWithTheNaiveMatcher() {
        for (long seed = 0; seed < 60_000; seed++) {
            var random = new Random(seed);
            String pattern = text(random, "ab?*", random.nextInt(9));
            String text = text(random, "ab", random.nextInt(9));
            assertThat(Wildcard.of(pattern).matches(text))
                    .as("seed %d: %s against %s", seed, pattern, text)
                    .isEqualTo(naive(pattern, text));
        }
    }

    /// Where sets of places take more than one word, and where some characters are frequent.
    @Test
    void matches_longPatterns_agreesWithTheNaiveMatcher() {
        int fitting = 0;
        for (long seed = 0; seed < 400; seed++) {
            var random = new Random(seed);
            String text = text(random, "aaaaaab", 60 + random.nextInt(200));
            String pattern = likely(random, text);
            boolean expected = table(pattern, text);
            fitting += expected ? 1 : 0;
            assertThat(Wildcard.of(pattern).matches(text))
                    .as("seed %d: %s against %s", seed, pattern, text)
                    .isEqualTo(expected);
        }
        assertThat(fitting).as("patterns that fit").isBetween(50, 350);
    }

    @Test
    void matches_literalParts_takeStarsAsTheyAre() {
        Wildcard pattern =
                new Wildcard.Builder().literal("a*").anyMany().literal("?").build();
        assertThat(pattern.matches("a*b?")).isTrue();
        assertThat(pattern.matches("a*?")).isTrue();
        assertThat(pattern.matches("ab?")).isFalse();
        assertThat(pattern.matches("a*bc")).isFalse();
    }

    /// Patterns as hostile as a bucket policy's 20 KiB can hold, against texts as long as a header can be.
    @Test
    void matches_hostilePatterns_takesNoTime() {
        String text = "a".repeat(8 * 1024);
        Assertions.assertTimeout(Duration.ofSeconds(20), () -> {
            assertThat(Wildcard.of("*?".repeat(4 * 1024) + "b").matches(text)).isFalse();
            assertThat(Wildcard.of("*?*?".repeat(2 * 1024)).matches(text)).isTrue();
            assertThat(Wildcard.of("*a".repeat(4 * 1024) + "b").matches(text)).isFalse();
            assertThat(Wildcard.of("*" + "a".repeat(4 * 1024) + "b" + "*".repeat(9000))
                            .matches(text))
                    .isFalse();
            assertThat(Wildcard.of("*" + "a?".repeat(2 * 1024) + "*b*").matches(text))
                    .isFalse();
        });
    }

    @Test
    void of_manyDifferentCharacters_staysSmall() {
        var pattern = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            pattern.appendCodePoint(0x4E00 + i);
        }
        Wildcard wildcard = Wildcard.of("*" + pattern + "*");
        assertThat(wildcard.toString()).contains("frequent=0");
        assertThat(wildcard.matches("x" + pattern + "y")).isTrue();
    }

    private static String text(Random random, String alphabet, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /// A pattern made of the text itself, so that it fits often.
    private static String likely(Random random, String text) {
        var pattern = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            switch (random.nextInt(40)) {
                case 0 -> pattern.append('*');
                case 1 -> {
                    pattern.append('*');
                    i += random.nextInt(5);
                }
                case 2, 3 -> pattern.append('?');
                default -> pattern.append(text.charAt(i));
            }
        }
        if (random.nextBoolean()) {
            pattern.setCharAt(random.nextInt(pattern.length()), random.nextBoolean() ? 'a' : 'b');
        }
        return pattern.toString();
    }

    private static boolean naive(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        String rest = pattern.substring(1);
        return switch (pattern.charAt(0)) {
            case '*' -> naive(rest, text) || (!text.isEmpty() && naive(pattern, text.substring(1)));
            case '?' -> !text.isEmpty() && naive(rest, text.substring(1));
            default -> !text.isEmpty() && text.charAt(0) == pattern.charAt(0) && naive(rest, text.substring(1));
        };
    }

    private static boolean table(String pattern, String text) {
        boolean[] reached = new boolean[text.length() + 1];
        reached[0] = true;
        for (int p = 0; p < pattern.length(); p++) {
            boolean[] next = new boolean[text.length() + 1];
            char c = pattern.charAt(p);
            if (c == '*') {
                boolean any = false;
                for (int t = 0; t <= text.length(); t++) {
                    any |= reached[t];
                    next[t] = any;
                }
            } else {
                for (int t = 0; t < text.length(); t++) {
                    next[t + 1] = reached[t] && (c == '?' || c == text.charAt(t));
                }
            }
            reached = next;
        }
        return reached[text.length()];
    }
}
