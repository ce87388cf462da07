package network.cairn.gateway.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.gateway.configuration.LifecycleAction.Kind;
import network.cairn.gateway.configuration.LifecycleRule.Expiration;
import network.cairn.gateway.configuration.LifecycleRule.NoncurrentExpiration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LifecycleEvaluationTest {
    private static final Instant MADE = Instant.parse("2030-01-15T10:30:00Z");
    private static final LifecycleFilter EVERYTHING = new LifecycleFilter(false, null, List.of(), null, null);

    private static LifecycleConfiguration of(LifecycleRule... rules) {
        return new LifecycleConfiguration(List.of(rules));
    }

    private static LifecycleRule expiring(String id, LifecycleFilter filter, Expiration expiration) {
        return new LifecycleRule(id, true, filter, expiration, null, null);
    }

    private static LifecycleRule afterDays(String id, int days) {
        return expiring(id, EVERYTHING, new Expiration.AfterDays(days));
    }

    private static LifecycleRule noncurrent(int days, @Nullable Integer kept) {
        return new LifecycleRule("n", true, EVERYTHING, null, new NoncurrentExpiration(days, kept), null);
    }

    private static VersionFacts current() {
        return VersionFacts.current("k", 5, List.of(), MADE);
    }

    private static VersionFacts replaced(Instant since, int newer) {
        return new VersionFacts("k", 5, List.of(), MADE, false, false, since, newer);
    }

    private static VersionFacts marker(boolean alone) {
        return new VersionFacts("k", 0, List.of(), MADE, true, alone, null, 0);
    }

    private static Optional<LifecycleAction> next(LifecycleRule rule, VersionFacts version) {
        return of(rule).next(version, LifecycleCalendar.REAL);
    }

    /// A time, and the midnight so many days later.
    @ParameterizedTest
    @CsvSource({
        "2030-01-15T10:30:00Z, 3, 2030-01-19T00:00:00Z",
        "2030-01-15T10:30:00Z, 0, 2030-01-16T00:00:00Z",
        "2030-01-15T00:00:00Z, 1, 2030-01-16T00:00:00Z",
        "2030-01-15T00:00:00.000000001Z, 1, 2030-01-17T00:00:00Z",
        "2030-01-15T23:59:59.999Z, 1, 2030-01-17T00:00:00Z",
        "2030-01-15T23:59:59.999999999Z, 1, 2030-01-17T00:00:00Z",
        "2028-02-28T12:00:00Z, 1, 2028-03-01T00:00:00Z",
        "2030-12-31T00:05:00Z, 1, 2031-01-02T00:00:00Z",
        "1970-01-01T00:00:00Z, 1, 1970-01-02T00:00:00Z",
        "1969-12-31T23:00:00Z, 1, 1970-01-02T00:00:00Z",
        "2030-01-15T10:30:00Z, 2147483647, +5881610-07-28T00:00:00Z"
    })
    void after_realDays_midnightOfUtc(Instant time, int days, String due) {
        Instant after = LifecycleCalendar.REAL.after(time, days);
        if (days == Integer.MAX_VALUE) {
            assertThat(after).isAfter(Instant.parse("+5000000-01-01T00:00:00Z"));
        } else {
            assertThat(after).isEqualTo(due);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2030-01-15T10:30:03Z, PT10S, 1, 2030-01-15T10:30:20Z",
        "2030-01-15T10:30:00Z, PT10S, 1, 2030-01-15T10:30:10Z",
        "2030-01-15T10:30:00.001Z, PT10S, 3, 2030-01-15T10:30:40Z",
        "2030-01-15T10:30:00.001Z, PT0.001S, 365, 2030-01-15T10:30:00.366Z",
        "2030-01-15T10:30:00Z, PT1H, 24, 2030-01-16T11:00:00Z"
    })
    void after_shorterDays_passFaster(Instant time, Duration day, int days, Instant due) {
        assertThat(new LifecycleCalendar(day).after(time, days)).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "PT-1S", "PT24H0.001S", "PT0.0015S", "PT0.000000001S"})
    void calendar_withSuchDays_refused(Duration day) {
        assertThatThrownBy(() -> new LifecycleCalendar(day)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void next_afterDays_expiresFromThatMidnightOn() {
        LifecycleConfiguration lifecycle = of(afterDays("r", 3));
        Instant due = Instant.parse("2030-01-19T00:00:00Z");
        assertThat(lifecycle.next(current(), LifecycleCalendar.REAL))
                .contains(new LifecycleAction(Kind.EXPIRE_CURRENT, "r", due));
        assertThat(lifecycle.due(current(), LifecycleCalendar.REAL, due.minusMillis(1)))
                .isEmpty();
        assertThat(lifecycle.due(current(), LifecycleCalendar.REAL, due)).isPresent();
        assertThat(lifecycle.due(current(), LifecycleCalendar.REAL, due.plusSeconds(1_000_000)))
                .isPresent();
    }

    @Test
    void next_onDate_thatDateWhateverTheCalendar() {
        Instant date = Instant.parse("2031-06-01T00:00:00Z");
        LifecycleConfiguration lifecycle = of(expiring("d", EVERYTHING, new Expiration.OnDate(date)));
        var fast = new LifecycleCalendar(Duration.ofSeconds(1));
        assertThat(lifecycle.next(current(), fast).map(LifecycleAction::due)).contains(date);
        VersionFacts later = VersionFacts.current("k", 1, List.of(), date.plusSeconds(5));
        assertThat(lifecycle.due(later, LifecycleCalendar.REAL, date.plusSeconds(6)))
                .isPresent();
        assertThat(lifecycle.next(marker(true), fast)).isEmpty();
        assertThat(lifecycle.next(replaced(MADE, 0), fast)).isEmpty();
    }

    @Test
    void next_ofADisabledRule_nothing() {
        var rule = new LifecycleRule(
                "r", false, EVERYTHING, new Expiration.AfterDays(1), new NoncurrentExpiration(1, null), 1);
        assertThat(next(rule, current())).isEmpty();
        assertThat(next(rule, replaced(MADE, 9))).isEmpty();
        assertThat(of(rule).next(new UploadFacts("k", MADE), LifecycleCalendar.REAL))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ,       ,      ,    , true
            k,      ,      ,    , true
            key,    ,      ,    , false
            '',     ,      ,    , true
            K,      ,      ,    , false
            ,       4,     ,    , true
            ,       5,     ,    , false
            ,       ,      5,   , false
            ,       ,      6,   , true
            ,       4,     6,   , true
            ,       5,     6,   , false
            k,      4,     6,   a=1, true
            k,      4,     6,   a=2, false
            k,      4,     6,   a=, false
            ,       ,      ,    b=, true
            ,       ,      ,    B=, false
            ,       ,      ,    a=1 b=, true
            ,       ,      ,    a=1 c=3, false
            """)
    void next_filter_allConditionsHold(
            @Nullable String prefix,
            @Nullable Long greaterThan,
            @Nullable Long lessThan,
            @Nullable String tags,
            boolean matches) {
        List<Tag> wanted = new ArrayList<>();
        if (tags != null) {
            for (String tag : tags.split(" ", -1)) {
                String[] parts = tag.split("=", -1);
                wanted.add(new Tag(parts[0], parts[1]));
            }
        }
        var filter = new LifecycleFilter(false, prefix, wanted, greaterThan, lessThan);
        VersionFacts version = VersionFacts.current("k", 5, List.of(new Tag("a", "1"), new Tag("b", "")), MADE);
        assertThat(next(expiring("r", filter, new Expiration.AfterDays(1)), version)
                        .isPresent())
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "0, , true",
        "5, , true",
        "0, 1, false",
        "1, 1, true",
        "1, 2, false",
        "2, 2, true",
        "99, 100, false",
        "100, 100, true"
    })
    void next_noncurrentVersion_keepsTheNewest(int newer, @Nullable Integer kept, boolean deleted) {
        Instant replacedAt = Instant.parse("2030-01-02T11:30:00Z");
        Optional<LifecycleAction> action = next(noncurrent(5, kept), replaced(replacedAt, newer));
        assertThat(action.isPresent()).isEqualTo(deleted);
        action.ifPresent(each -> assertThat(each)
                .isEqualTo(new LifecycleAction(Kind.DELETE_NONCURRENT, "n", Instant.parse("2030-01-08T00:00:00Z"))));
    }

    @Test
    void next_noncurrentDeleteMarker_goesAsAVersionDoes() {
        var marker = new VersionFacts("k", 0, List.of(), MADE, true, false, MADE, 0);
        assertThat(next(noncurrent(1, null), marker).map(LifecycleAction::kind)).contains(Kind.DELETE_NONCURRENT);
        LifecycleFilter empty = new LifecycleFilter(false, null, List.of(), null, 1L);
        var rule = new LifecycleRule("e", true, empty, null, new NoncurrentExpiration(1, null), null);
        assertThat(next(rule, marker)).isPresent();
        assertThat(next(rule, replaced(MADE, 0))).isEmpty();
    }

    @Test
    void next_rulesForOthers_doNotTouchAVersion() {
        assertThat(next(noncurrent(1, null), current())).isEmpty();
        assertThat(next(noncurrent(1, null), marker(true))).isEmpty();
        assertThat(next(afterDays("r", 1), replaced(MADE, 0))).isEmpty();
        assertThat(next(afterDays("r", 1), marker(false))).isEmpty();
        assertThat(next(expiring("m", EVERYTHING, new Expiration.OfDeleteMarkers(true)), current()))
                .isEmpty();
        assertThat(next(new LifecycleRule("u", true, EVERYTHING, null, null, 1), current()))
                .isEmpty();
    }

    @Test
    void next_expiredDeleteMarker_removedAtTheNextMidnightOrWithAge() {
        LifecycleRule markers = expiring("m", EVERYTHING, new Expiration.OfDeleteMarkers(true));
        assertThat(next(markers, marker(true)))
                .contains(new LifecycleAction(Kind.REMOVE_DELETE_MARKER, "m", Instant.parse("2030-01-16T00:00:00Z")));
        assertThat(next(markers, marker(false))).isEmpty();
        assertThat(next(expiring("m", EVERYTHING, new Expiration.OfDeleteMarkers(false)), marker(true)))
                .isEmpty();
        assertThat(next(afterDays("r", 10), marker(true)))
                .contains(new LifecycleAction(Kind.REMOVE_DELETE_MARKER, "r", Instant.parse("2030-01-26T00:00:00Z")));
        LifecycleFilter tagged = new LifecycleFilter(false, null, List.of(new Tag("a", "b")), null, null);
        assertThat(next(expiring("t", tagged, new Expiration.AfterDays(1)), marker(true)))
                .isEmpty();
    }

    @Test
    void next_upload_abortedByPrefix() {
        LifecycleFilter logs = new LifecycleFilter(false, "logs/", List.of(), null, null);
        LifecycleConfiguration lifecycle = of(new LifecycleRule("u", true, logs, null, null, 7), afterDays("other", 1));
        var upload = new UploadFacts("logs/a", MADE);
        Instant due = Instant.parse("2030-01-23T00:00:00Z");
        assertThat(lifecycle.next(upload, LifecycleCalendar.REAL))
                .contains(new LifecycleAction(Kind.ABORT_UPLOAD, "u", due));
        assertThat(lifecycle.due(upload, LifecycleCalendar.REAL, due.minusMillis(1)))
                .isEmpty();
        assertThat(lifecycle.due(upload, LifecycleCalendar.REAL, due)).isPresent();
        assertThat(lifecycle.next(new UploadFacts("log", MADE), LifecycleCalendar.REAL))
                .isEmpty();
        assertThat(lifecycle
                        .next(upload, new LifecycleCalendar(Duration.ofSeconds(10)))
                        .map(LifecycleAction::due))
                .contains(MADE.plusSeconds(70));
    }

    @Test
    void next_severalRules_theFirstDueThenTheFirstListed() {
        LifecycleConfiguration lifecycle = of(afterDays("a", 9), afterDays("b", 7), afterDays("c", 7));
        assertThat(lifecycle.next(current(), LifecycleCalendar.REAL).map(LifecycleAction::ruleId))
                .contains("b");
    }

    @Test
    void version_replacedAndAlone_cannotBe() {
        assertThatThrownBy(() -> new VersionFacts("k", 0, List.of(), MADE, false, true, MADE, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void headers_ofActions_asS3SendsThem() {
        Instant due = Instant.parse("2030-12-21T00:00:00Z");
        var action = new LifecycleAction(Kind.EXPIRE_CURRENT, "Rule for testfile.txt", due);
        assertThat(action.expirationHeader())
                .contains("expiry-date=\"Sat, 21 Dec 2030 00:00:00 GMT\", rule-id=\"Rule for testfile.txt\"");
        assertThat(action.abortDateHeader()).contains("Sat, 21 Dec 2030 00:00:00 GMT");
        assertThat(action.abortRuleIdHeader()).isEqualTo("Rule for testfile.txt");
        var odd = new LifecycleAction(Kind.ABORT_UPLOAD, "a\"\r\n\u00e4%", due);
        assertThat(odd.abortRuleIdHeader()).isEqualTo("a%22%0D%0A%C3%A4%");
        assertThat(odd.expirationHeader())
                .hasValueSatisfying(value -> assertThat(value).endsWith("rule-id=\"a%22%0D%0A%C3%A4%\""));
        var never = new LifecycleAction(Kind.EXPIRE_CURRENT, "r", Instant.parse("+10000-01-01T00:00:00Z"));
        assertThat(never.expirationHeader()).isEmpty();
        assertThat(never.abortDateHeader()).isEmpty();
    }

    /// Whatever the rules: what is due stays due, never before its time, and is what will come next.
    @Test
    void due_randomRulesAndVersions_isNextOnceItsTimeHasCome() {
        var random = new Random(20300115);
        var calendar = new LifecycleCalendar(Duration.ofSeconds(10));
        for (int round = 0; round < 5000; round++) {
            LifecycleRule[] rules = new LifecycleRule[1 + random.nextInt(4)];
            for (int i = 0; i < rules.length; i++) {
                rules[i] = randomRule("r" + i, random);
            }
            LifecycleConfiguration lifecycle = of(rules);
            VersionFacts version = randomVersion(random);
            Instant now = MADE.plusMillis(random.nextInt(200_000));
            Optional<LifecycleAction> next = lifecycle.next(version, calendar);
            assertThat(lifecycle.due(version, calendar, now))
                    .isEqualTo(next.filter(action -> !action.due().isAfter(now)));
            next.ifPresent(action -> {
                assertThat(action.kind()).isNotEqualTo(Kind.ABORT_UPLOAD);
                assertThat(action.kind() == Kind.DELETE_NONCURRENT).isEqualTo(version.noncurrentSince() != null);
                assertThat(version.deleteMarker() && version.noncurrentSince() == null)
                        .isEqualTo(action.kind() == Kind.REMOVE_DELETE_MARKER);
            });
        }
    }

    private static LifecycleRule randomRule(String id, Random random) {
        var filter = new LifecycleFilter(
                false, random.nextBoolean() ? null : "k".repeat(random.nextInt(3)), List.of(), null, null);
        Expiration expiration = switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> new Expiration.AfterDays(1 + random.nextInt(9));
            case 2 -> new Expiration.OnDate(MADE.plusSeconds(random.nextInt(200)));
            default -> new Expiration.OfDeleteMarkers(random.nextBoolean());
        };
        NoncurrentExpiration noncurrent = random.nextBoolean()
                ? null
                : new NoncurrentExpiration(1 + random.nextInt(9), random.nextBoolean() ? null : 1 + random.nextInt(3));
        return new LifecycleRule(id, random.nextInt(5) > 0, filter, expiration, noncurrent, null);
    }

    private static VersionFacts randomVersion(Random random) {
        boolean marker = random.nextBoolean();
        Instant made = MADE.plusMillis(random.nextInt(10_000));
        boolean replaced = random.nextBoolean();
        return new VersionFacts(
                "k",
                marker ? 0 : 7,
                List.of(),
                made,
                marker,
                !replaced && random.nextBoolean(),
                replaced ? made.plusMillis(random.nextInt(10_000)) : null,
                random.nextInt(4));
    }
}
