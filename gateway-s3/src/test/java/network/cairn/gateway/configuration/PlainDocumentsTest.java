package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.refusal;
import static network.cairn.gateway.configuration.RefusalAssertions.text;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The documents of a word or two: versioning, acceleration, request payment and replication.
final class PlainDocumentsTest {
    private static Versioning versioning(String content) throws S3Exception {
        return VersioningConfiguration.read(xml("<VersioningConfiguration>" + content + "</VersioningConfiguration>"));
    }

    private static Acceleration acceleration(String content) throws S3Exception {
        return Acceleration.read(xml("<AccelerateConfiguration>" + content + "</AccelerateConfiguration>"));
    }

    private static RequestPayment payment(String content) throws S3Exception {
        return RequestPayment.read(xml("<RequestPaymentConfiguration>" + content + "</RequestPaymentConfiguration>"));
    }

    private static void refuse(String content) throws S3Exception {
        ReplicationConfiguration.refuse(xml("<ReplicationConfiguration>" + content + "</ReplicationConfiguration>"));
    }

    @Test
    void versioning_read_asItIs() throws S3Exception {
        assertThat(versioning("<Status>Enabled</Status>")).isEqualTo(Versioning.ENABLED);
        assertThat(versioning("<MfaDelete>Disabled</MfaDelete><Status> Suspended </Status>"))
                .isEqualTo(Versioning.SUSPENDED);
        for (Versioning each : new Versioning[] {Versioning.ENABLED, Versioning.SUSPENDED}) {
            assertThat(VersioningConfiguration.read(VersioningConfiguration.toXml(each)))
                    .isEqualTo(each);
        }
        assertThat(text(VersioningConfiguration.toXml(Versioning.OFF))).endsWith("\"></VersioningConfiguration>");
        assertThat(text(VersioningConfiguration.toXml(Versioning.ENABLED)))
                .endsWith("\"><Status>Enabled</Status></VersioningConfiguration>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<MfaDelete>Disabled</MfaDelete>"})
    void versioning_withoutStatus_illegal(String content) {
        assertRefused(
                S3ErrorCode.ILLEGAL_VERSIONING_CONFIGURATION,
                "The Versioning element must be specified",
                () -> versioning(content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Status/>",
                "<Status>enabled</Status>",
                "<Status>Disabled</Status>",
                "<Status>off</Status>",
                "<Status>Enabled</Status><Status>Enabled</Status>",
                "<Status>Enabled</Status><MfaDelete>disabled</MfaDelete>",
                "<Status>Enabled</Status><MfaDelete/>",
                "<Versioning>Enabled</Versioning>"
            })
    void versioning_notOfTheSchema_malformed(String content) {
        assertMalformed(() -> versioning(content));
    }

    @Test
    void versioning_withMfaDelete_notImplemented() {
        refusal(
                S3ErrorCode.NOT_IMPLEMENTED,
                () -> versioning("<Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>"));
    }

    @Test
    void acceleration_read_suspendedAlone() throws S3Exception {
        assertThat(acceleration("<Status>Suspended</Status>")).isEqualTo(Acceleration.SUSPENDED);
        assertThat(text(Acceleration.SUSPENDED.toXml()))
                .endsWith("\"><Status>Suspended</Status></AccelerateConfiguration>");
        assertThat(text(Acceleration.NEVER.toXml())).endsWith("\"></AccelerateConfiguration>");
        refusal(S3ErrorCode.NOT_IMPLEMENTED, () -> acceleration("<Status>Enabled</Status>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<Status/>", "<Status>enabled</Status>", "<Status>random</Status>", "<State/>"})
    void acceleration_notOfTheSchema_malformed(String content) {
        assertMalformed(() -> acceleration(content));
    }

    @Test
    void payment_read_asItIs() throws S3Exception {
        assertThat(payment("<Payer>Requester</Payer>")).isEqualTo(RequestPayment.REQUESTER);
        assertThat(payment("<Payer>BucketOwner</Payer>")).isEqualTo(RequestPayment.BUCKET_OWNER);
        assertThat(text(RequestPayment.BUCKET_OWNER.toXml()))
                .endsWith("\"><Payer>BucketOwner</Payer></RequestPaymentConfiguration>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<Payer/>", "<Payer>requester</Payer>", "<Payer>Me</Payer>", "<Payee/>"})
    void payment_notOfTheSchema_malformed(String content) {
        assertMalformed(() -> payment(content));
    }

    @ParameterizedTest
    @CsvSource({
        "BUCKET_OWNER, , false, false, true, false",
        "BUCKET_OWNER, requester, false, false, true, false",
        "BUCKET_OWNER, , false, true, true, false",
        "REQUESTER, , true, false, true, false",
        "REQUESTER, requester, true, false, true, false",
        "REQUESTER, , false, false, false, false",
        "REQUESTER, requester, false, false, true, true",
        "REQUESTER, ' Requester ', false, false, true, true",
        "REQUESTER, someone, false, false, false, false",
        "REQUESTER, , false, true, false, false",
        "REQUESTER, requester, false, true, false, true"
    })
    void check_ofARequest_thatItsSenderPays(
            RequestPayment payment,
            @Nullable String consent,
            boolean byOwner,
            boolean anonymous,
            boolean allowed,
            boolean charges)
            throws S3Exception {
        S3Headers headers = consent == null ? S3Headers.none() : S3Headers.of("X-Amz-Request-Payer", consent);
        if (allowed) {
            payment.check(headers, byOwner, anonymous);
        } else {
            assertRefused(S3ErrorCode.ACCESS_DENIED, "Access Denied", () -> payment.check(headers, byOwner, anonymous));
        }
        assertThat(payment.charges(headers, byOwner)).isEqualTo(charges);
    }

    @Test
    void replication_ofADocumentThatS3Takes_notImplemented() {
        String rule = "<Rule><Status>Enabled</Status><Destination><Bucket>arn:aws:s3:::b</Bucket></Destination></Rule>";
        refusal(S3ErrorCode.NOT_IMPLEMENTED, () -> refuse("<Role>r</Role>" + rule));
        refusal(S3ErrorCode.NOT_IMPLEMENTED, () -> refuse("<Role/>" + rule.repeat(1000)));
        assertRefused(
                S3ErrorCode.INVALID_REQUEST,
                "The number of replication rules must not exceed the allowed limit of 1000 rules.",
                () -> refuse("<Role/>" + rule.repeat(1001)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<Role>r</Role>",
                "<Rule><Status>Enabled</Status><Destination><Bucket>b</Bucket></Destination></Rule>",
                "<Role>r</Role><Rule/>",
                "<Role>r</Role><Rule><Status>enabled</Status><Destination><Bucket>b</Bucket></Destination></Rule>",
                "<Role>r</Role><Rule><Status>Enabled</Status></Rule>",
                "<Role>r</Role><Rule><Status>Enabled</Status><Destination/></Rule>",
                "<Role>r</Role><Rule><Priority>x</Priority><Status>Enabled</Status><Destination><Bucket>b</Bucket>"
                        + "</Destination></Rule>",
                "<Role>r</Role><Rule><Other/><Status>Enabled</Status><Destination><Bucket>b</Bucket></Destination></Rule>"
            })
    void replication_notOfTheSchema_malformed(String content) {
        assertMalformed(() -> refuse(content));
    }

    @Test
    void replication_ids_atMost255Characters() {
        String rule = "<Role/><Rule><ID>%s</ID><Status>Disabled</Status><Destination><Bucket>b</Bucket></Destination>"
                + "</Rule>";
        refusal(S3ErrorCode.NOT_IMPLEMENTED, () -> refuse(rule.formatted("i".repeat(255))));
        assertMalformed(() -> refuse(rule.formatted("i".repeat(256))));
    }
}
