package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertInvalidArgument;
import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.text;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import network.cairn.gateway.configuration.DefaultRetention.Unit;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectLockConfigurationTest {
    private static final String ENABLED = "<ObjectLockEnabled>Enabled</ObjectLockEnabled>";

    private static ObjectLockConfiguration read(String content) throws S3Exception {
        return ObjectLockConfiguration.read(xml("<ObjectLockConfiguration>" + content + "</ObjectLockConfiguration>"));
    }

    private static String rule(String retention) {
        return ENABLED + "<Rule><DefaultRetention>" + retention + "</DefaultRetention></Rule>";
    }

    @Test
    void read_withoutARule_noDefault() throws S3Exception {
        assertThat(read(ENABLED)).isEqualTo(ObjectLockConfiguration.WITHOUT_DEFAULT);
        assertThat(text(ObjectLockConfiguration.WITHOUT_DEFAULT.toXml()))
                .endsWith("\">" + ENABLED + "</ObjectLockConfiguration>");
    }

    @ParameterizedTest
    @CsvSource({
        "GOVERNANCE, Days, 1, DAYS",
        "COMPLIANCE, Days, 36500, DAYS",
        "GOVERNANCE, Years, 1, YEARS",
        "COMPLIANCE, Years, 100, YEARS"
    })
    void read_defaultRetention_asItIs(RetentionMode mode, String element, int period, Unit unit) throws S3Exception {
        ObjectLockConfiguration read =
                read(rule("<" + element + ">" + period + "</" + element + "><Mode>" + mode + "</Mode>"));
        assertThat(read.defaultRetention()).isEqualTo(new DefaultRetention(mode, period, unit));
        assertThat(ObjectLockConfiguration.read(read.toXml())).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<ObjectLockEnabled/>",
                "<ObjectLockEnabled>Disabled</ObjectLockEnabled>",
                "<ObjectLockEnabled>enabled</ObjectLockEnabled>",
                ENABLED + ENABLED,
                "<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule>",
                ENABLED + "<Rule/>",
                ENABLED + "<Rule><DefaultRetention/></Rule>",
                ENABLED + "<Rule><DefaultRetention><Mode>GOVERNANCE</Mode></DefaultRetention></Rule>",
                ENABLED + "<Rule><DefaultRetention><Days>1</Days></DefaultRetention></Rule>",
                ENABLED + "<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years>"
                        + "</DefaultRetention></Rule>",
                ENABLED + "<Rule><DefaultRetention><Mode>governance</Mode><Days>1</Days></DefaultRetention></Rule>",
                ENABLED + "<Rule><DefaultRetention><Mode>abc</Mode><Years>1</Years></DefaultRetention></Rule>",
                ENABLED + "<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>x</Days></DefaultRetention></Rule>",
                ENABLED + "<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>99999999999</Days>"
                        + "</DefaultRetention></Rule>",
                ENABLED + "<Rule><Other/></Rule>"
            })
    void read_notOfTheSchema_malformed(String content) {
        assertMalformed(() -> read(content));
    }

    @ParameterizedTest
    @CsvSource({
        "Days, 0, Default retention period must be a positive integer value.",
        "Days, -1, Default retention period must be a positive integer value.",
        "Years, 0, Default retention period must be a positive integer value.",
        "Years, -1, Default retention period must be a positive integer value.",
        "Days, 36501, Default retention period too large.",
        "Days, 2147483647, Default retention period too large.",
        "Years, 101, Default retention period too large."
    })
    void read_periodOutOfBounds_invalidArgument(String element, int period, String message) {
        String retention = "<Mode>GOVERNANCE</Mode><" + element + ">" + period + "</" + element + ">";
        assertInvalidArgument(message, element, Integer.toString(period), () -> read(rule(retention)));
    }

    @ParameterizedTest
    @CsvSource({
        "1, DAYS, 2028-02-29T12:00:00Z",
        "2, DAYS, 2028-03-01T12:00:00Z",
        "1, YEARS, 2029-02-27T12:00:00Z",
        "100, YEARS, 2128-02-04T12:00:00Z",
        "36500, DAYS, 2128-02-04T12:00:00Z"
    })
    void from_aTime_daysOf24HoursAndYearsOf365(int period, Unit unit, Instant until) {
        var retention = new DefaultRetention(RetentionMode.COMPLIANCE, period, unit);
        assertThat(retention.from(Instant.parse("2028-02-28T12:00:00Z")))
                .isEqualTo(new Retention(RetentionMode.COMPLIANCE, until));
    }

    @ParameterizedTest
    @CsvSource({"0, DAYS", "36501, DAYS", "0, YEARS", "101, YEARS"})
    void defaultRetention_ofSuchAPeriod_cannotBe(int period, Unit unit) {
        assertThatThrownBy(() -> new DefaultRetention(RetentionMode.GOVERNANCE, period, unit))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
