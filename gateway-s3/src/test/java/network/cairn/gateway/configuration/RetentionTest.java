package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertInvalidArgument;
import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.text;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import network.cairn.gateway.configuration.DefaultRetention.Unit;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Retentions and legal holds: their documents, and the headers that ask for them.
final class RetentionTest {
    private static final String MODE = "x-amz-object-lock-mode";
    private static final String UNTIL = "x-amz-object-lock-retain-until-date";
    private static final String HOLD = "x-amz-object-lock-legal-hold";
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String PAST = "The retain until date must be in the future!";

    private static Optional<Retention> read(String content) throws S3Exception {
        return Retention.read(xml("<Retention>" + content + "</Retention>"));
    }

    private static RequestedLock asked(String... headers) throws S3Exception {
        return RequestedLock.ofHeaders(S3Headers.of(headers), NOW);
    }

    @ParameterizedTest
    @EnumSource(RetentionMode.class)
    void read_retention_asItIs(RetentionMode mode) throws S3Exception {
        var retention = new Retention(mode, Instant.parse("2030-01-01T00:00:00.123Z"));
        assertThat(read("<RetainUntilDate>2030-01-01T00:00:00.123Z</RetainUntilDate><Mode>" + mode + "</Mode>"))
                .contains(retention);
        assertThat(Retention.read(retention.toXml())).contains(retention);
        assertThat(retention.untilHeader()).isEqualTo("2030-01-01T00:00:00.123Z");
        assertThat(text(retention.toXml()))
                .endsWith("\"><Mode>" + mode + "</Mode><RetainUntilDate>2030-01-01T00:00:00.123Z</RetainUntilDate>"
                        + "</Retention>");
    }

    @Test
    void read_nothing_asksToEndIt() throws S3Exception {
        assertThat(Retention.read(xml("<Retention/>"))).isEmpty();
        assertThat(read(" \n ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Mode>GOVERNANCE</Mode>",
                "<RetainUntilDate>2030-01-01T00:00:00Z</RetainUntilDate>",
                "<Mode/><RetainUntilDate/>",
                "<Mode>governance</Mode><RetainUntilDate>2030-01-01T00:00:00Z</RetainUntilDate>",
                "<Mode>abc</Mode><RetainUntilDate>2030-01-01T00:00:00Z</RetainUntilDate>",
                "<Mode>NONE</Mode><RetainUntilDate>2030-01-01T00:00:00Z</RetainUntilDate>",
                "<Mode>GOVERNANCE</Mode><RetainUntilDate>tomorrow</RetainUntilDate>",
                "<Mode>GOVERNANCE</Mode><RetainUntilDate>1893456000</RetainUntilDate>",
                "<Mode>GOVERNANCE</Mode><RetainUntilDate>99999-01-01T00:00:00Z</RetainUntilDate>",
                "<Mode>GOVERNANCE</Mode><Mode>GOVERNANCE</Mode><RetainUntilDate>2030-01-01</RetainUntilDate>",
                "text"
            })
    void read_notOfTheSchema_malformed(String content) {
        assertMalformed(() -> read(content));
    }

    @ParameterizedTest
    @CsvSource({"2030-01-01T00:00:00Z", "2029-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z"})
    void checkFuture_notInTheFuture_invalidArgument(Instant until) {
        assertInvalidArgument(
                PAST,
                "RetainUntilDate",
                Timestamps.iso(until),
                () -> new Retention(RetentionMode.GOVERNANCE, until).checkFuture(NOW));
    }

    @Test
    void checkFuture_aMillisecondLater_taken() throws S3Exception {
        new Retention(RetentionMode.GOVERNANCE, NOW.plusMillis(1)).checkFuture(NOW);
    }

    @Test
    void legalHold_read_asItIs() throws S3Exception {
        for (LegalHold hold : LegalHold.values()) {
            assertThat(LegalHold.read(hold.toXml())).isEqualTo(hold);
            assertThat(text(hold.toXml())).endsWith("\"><Status>" + hold + "</Status></LegalHold>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<Status/>",
                "<Status>on</Status>",
                "<Status>abc</Status>",
                "<Status>ON</Status><Status>ON</Status>"
            })
    void legalHold_notOfTheSchema_malformed(String content) {
        assertMalformed(() -> LegalHold.read(xml("<LegalHold>" + content + "</LegalHold>")));
    }

    @Test
    void ofHeaders_eachLock_isRead() throws S3Exception {
        assertThat(asked()).isEqualTo(RequestedLock.NONE);
        var retention = new Retention(RetentionMode.COMPLIANCE, Instant.parse("2031-05-06T07:08:09Z"));
        assertThat(asked(MODE, "COMPLIANCE", UNTIL, "2031-05-06T07:08:09Z"))
                .isEqualTo(new RequestedLock(retention, null));
        assertThat(asked(HOLD, "OFF")).isEqualTo(new RequestedLock(null, LegalHold.OFF));
        assertThat(asked("X-Amz-Object-Lock-Legal-Hold", "ON", MODE, "COMPLIANCE", UNTIL, "2031-05-06T09:08:09+02:00"))
                .isEqualTo(new RequestedLock(retention, LegalHold.ON));
    }

    @Test
    void ofHeaders_halfARetention_invalidArgument() {
        String message = UNTIL + " and " + MODE + " must both be supplied";
        assertThat(assertRefused(S3ErrorCode.INVALID_ARGUMENT, message, () -> asked(MODE, "GOVERNANCE"))
                        .elements())
                .containsEntry("ArgumentName", UNTIL);
        assertThat(assertRefused(S3ErrorCode.INVALID_ARGUMENT, message, () -> asked(UNTIL, "2031-01-01"))
                        .elements())
                .containsEntry("ArgumentName", MODE);
    }

    @ParameterizedTest
    @CsvSource({
        "abc, 2031-01-01T00:00:00Z, Unknown wormMode directive., x-amz-object-lock-mode, abc",
        "'', 2031-01-01T00:00:00Z, Unknown wormMode directive., x-amz-object-lock-mode, ''",
        "governance, x, Unknown wormMode directive., x-amz-object-lock-mode, governance",
        "GOVERNANCE, abc, The retain until date must be provided in ISO 8601 format,"
                + " x-amz-object-lock-retain-until-date, abc",
        "GOVERNANCE, '', The retain until date must be provided in ISO 8601 format,"
                + " x-amz-object-lock-retain-until-date, ''",
        "GOVERNANCE, 2029-01-01T00:00:00Z, The retain until date must be in the future!,"
                + " x-amz-object-lock-retain-until-date, 2029-01-01T00:00:00.000Z"
    })
    void ofHeaders_wrongRetention_invalidArgument(
            String mode, String until, String message, String name, String value) {
        assertInvalidArgument(message, name, value, () -> asked(MODE, mode, UNTIL, until));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "on", "wrong", "true"})
    void ofHeaders_wrongHold_invalidArgument(String hold) {
        assertInvalidArgument("Legal Hold must be either of 'ON' or 'OFF'", HOLD, hold, () -> asked(HOLD, hold));
    }

    @Test
    void orDefault_retentionOfTheBucket_whereTheRequestHasNone() throws S3Exception {
        var bucket = new ObjectLockConfiguration(new DefaultRetention(RetentionMode.GOVERNANCE, 1, Unit.DAYS));
        var ofBucket = new Retention(RetentionMode.GOVERNANCE, NOW.plusSeconds(86_400));
        assertThat(RequestedLock.NONE.orDefault(bucket, NOW)).isEqualTo(new RequestedLock(ofBucket, null));
        assertThat(asked(HOLD, "ON").orDefault(bucket, NOW)).isEqualTo(new RequestedLock(ofBucket, LegalHold.ON));
        RequestedLock own = asked(MODE, "COMPLIANCE", UNTIL, "2030-01-01T00:00:01Z");
        assertThat(own.orDefault(bucket, NOW)).isEqualTo(own);
        assertThat(RequestedLock.NONE.orDefault(ObjectLockConfiguration.WITHOUT_DEFAULT, NOW))
                .isEqualTo(RequestedLock.NONE);
    }
}
