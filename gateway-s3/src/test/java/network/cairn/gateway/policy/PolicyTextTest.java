package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyTextTest {
    private static final ConditionContext BOB = ConditionContext.builder()
            .add("aws:username", "bob")
            .add("aws:PrincipalTag/team", "a*")
            .add("aws:TagKeys", "one")
            .add("aws:TagKeys", "two")
            .build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "home/${aws:username}/x|home/bob/x",
                "${AWS:UserName}|bob",
                "${aws:username}${aws:username}|bobbob",
                "${ aws:username }|bob",
                "${aws:nobody, 'x'}|x",
                "${aws:nobody,'x'}|x",
                "${aws:username, 'x'}|bob",
                "${aws:nobody, ''}-|-",
                "${aws:TagKeys, 'many'}|many",
                "${$}{aws:username}|${aws:username}",
                "${*}${?}|*?",
                "${}|${}",
                "${aws:username|${aws:username",
                "$aws:username|$aws:username",
                "${aws:nobody, x}|${aws:nobody, x}",
                "a*?|a*?",
            })
    void text_of2012_putsValuesInPlaceOfVariables(String text, String expected) {
        assertThat(PolicyText.of(text, PolicyVersion.V2012).text(BOB)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"${aws:nobody}", "x${aws:TagKeys}"})
    void text_variableWithoutOneValue_isNotThere(String text) {
        assertThat(PolicyText.of(text, PolicyVersion.V2012).text(BOB)).isEmpty();
        assertThat(PolicyText.of(text, PolicyVersion.V2012).pattern(BOB)).isEmpty();
    }

    @Test
    void text_of2008_knowsNoVariables() {
        PolicyText text = PolicyText.of("home/${aws:username}/${*}", PolicyVersion.V2008);
        assertThat(text.text(BOB)).contains("home/${aws:username}/${*}");
        assertThat(text.hasVariable()).isFalse();
        assertThat(text.hasWildcard()).isTrue();
    }

    @Test
    void pattern_wildcardsInValues_areNone() {
        Wildcard pattern = PolicyText.of("${aws:PrincipalTag/team}/*", PolicyVersion.V2012)
                .pattern(BOB)
                .orElseThrow();
        assertThat(pattern.matches("a*/x")).isTrue();
        assertThat(pattern.matches("ab/x")).isFalse();
    }

    @Test
    void pattern_escapedWildcards_areNone() {
        Wildcard pattern =
                PolicyText.of("a${*}b${?}*", PolicyVersion.V2012).pattern(BOB).orElseThrow();
        assertThat(pattern.matches("a*b?c")).isTrue();
        assertThat(pattern.matches("aXb?c")).isFalse();
        assertThat(pattern.matches("a*bXc")).isFalse();
    }

    @Test
    void isFixed_textsWithWildcardsOrVariables_areNot() {
        assertThat(PolicyText.of("vpc-1", PolicyVersion.V2012).isFixed()).isTrue();
        assertThat(PolicyText.of("a${*}", PolicyVersion.V2012).isFixed()).isTrue();
        assertThat(PolicyText.of("vpc-*", PolicyVersion.V2012).isFixed()).isFalse();
        assertThat(PolicyText.of("vpc-?", PolicyVersion.V2012).isFixed()).isFalse();
        assertThat(PolicyText.of("${aws:username}", PolicyVersion.V2012).isFixed())
                .isFalse();
    }

    @Test
    void arnPattern_partsAreApart() {
        ArnPattern pattern = ArnPattern.of("arn:aws:someservice:*:111122223333:finance/*", PolicyVersion.V2012)
                .orElseThrow();
        assertThat(pattern.matches("arn:aws:someservice:us-east-2:111122223333:finance/document.txt", BOB))
                .isTrue();
        assertThat(pattern.matches(
                        "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt", BOB))
                .isFalse();
        assertThat(pattern.matches("no arn", BOB)).isFalse();
        assertThat(ArnPattern.of("arn:aws:s3:::b/*", PolicyVersion.V2012)
                        .orElseThrow()
                        .matches("arn:aws:s3:::b/with:colons:and/slashes", BOB))
                .isTrue();
    }

    @Test
    void arnPattern_variablesHaveColonsOfTheirOwn() {
        ArnPattern pattern = ArnPattern.of("arn:aws:s3:::b/${aws:username}/*", PolicyVersion.V2012)
                .orElseThrow();
        assertThat(pattern.matches("arn:aws:s3:::b/bob/x", BOB)).isTrue();
        assertThat(pattern.matches("arn:aws:s3:::b/eve/x", BOB)).isFalse();
        assertThat(pattern.isResolvable(BOB)).isTrue();
        assertThat(pattern.isResolvable(ConditionContext.EMPTY)).isFalse();
        assertThat(ArnPattern.of("arn:aws:iam:::x:y", PolicyVersion.V2012)).isPresent();
        assertThat(ArnPattern.of("arn:aws:iam::x", PolicyVersion.V2012)).isEmpty();
    }
}
