package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.OperationErrors.error;
import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Settings of a bucket that have a value before anybody sets them, or cannot be set to anything else.
final class BucketPlainSettingsOperationsTest {
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    private Call call(String method, String subresource) {
        return gateway.call(method, "bucket", null).query(subresource, "");
    }

    private static String empty(String root) {
        return "<" + root + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></" + root + ">";
    }

    @Test
    void encryption_nothingSet_keysOfTheStore() throws Exception {
        Answer got = call("GET", "encryption").send();
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.element("SSEAlgorithm")).isEqualTo("AES256");
        assertThat(got.element("BucketKeyEnabled")).isEqualTo("false");
        for (int i = 0; i < 2; i++) {
            assertThat(call("DELETE", "encryption").send().status()).isEqualTo(204);
            assertThat(call("GET", "encryption").send().text()).isEqualTo(got.text());
        }
    }

    private static String encryption(String rule) {
        return "<ServerSideEncryptionConfiguration><Rule>" + rule + "</Rule></ServerSideEncryptionConfiguration>";
    }

    private static String byDefault(String content) {
        return "<ApplyServerSideEncryptionByDefault>" + content + "</ApplyServerSideEncryptionByDefault>";
    }

    @Test
    void encryption_set_isGotUntilDeleted() throws Exception {
        String kms = byDefault("<SSEAlgorithm>aws:kms</SSEAlgorithm>") + "<BucketKeyEnabled>true</BucketKeyEnabled>";
        Answer put = call("PUT", "encryption").body(encryption(kms)).send();
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEmpty();
        assertThat(call("GET", "encryption").send().text()).contains("<Rule>" + kms + "</Rule>");
        call("DELETE", "encryption").send();
        assertThat(call("GET", "encryption").send().element("SSEAlgorithm")).isEqualTo("AES256");
    }

    @Test
    void encryption_wrongDocument_refusedAndNothingChanged() throws Exception {
        String rule = byDefault("<SSEAlgorithm>AES256</SSEAlgorithm>");
        error(S3ErrorCode.MISSING_REQUEST_BODY, call("PUT", "encryption"));
        error(S3ErrorCode.MALFORMED_XML, call("PUT", "encryption").body("<ServerSideEncryptionConfiguration/>"));
        error(S3ErrorCode.MALFORMED_XML, call("PUT", "encryption").body(encryption(rule + "</Rule><Rule>" + rule)));
        error(
                S3ErrorCode.INVALID_ARGUMENT,
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                call("PUT", "encryption")
                        .body(encryption(
                                byDefault("<SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID>"))));
        assertThat(call("GET", "encryption").send().element("SSEAlgorithm")).isEqualTo("AES256");
    }

    @Test
    void logging_nothingSet_off() throws Exception {
        assertThat(call("GET", "logging").send().text()).endsWith(empty("BucketLoggingStatus"));
    }

    @Test
    void notification_nothingSet_nobodyIsTold() throws Exception {
        assertThat(call("GET", "notification").send().text()).endsWith(empty("NotificationConfiguration"));
    }

    @Test
    void requestPayment_setAndGot() throws Exception {
        assertThat(call("GET", "requestPayment").send().element("Payer")).isEqualTo("BucketOwner");
        for (String payer : new String[] {"Requester", "BucketOwner"}) {
            Answer put = call("PUT", "requestPayment")
                    .body("<RequestPaymentConfiguration><Payer>" + payer + "</Payer></RequestPaymentConfiguration>")
                    .send();
            assertThat(put.status()).isEqualTo(200);
            assertThat(put.body()).isEmpty();
            assertThat(call("GET", "requestPayment").send().element("Payer")).isEqualTo(payer);
        }
    }

    @Test
    void requestPayment_wrongDocument_refused() throws Exception {
        error(S3ErrorCode.MISSING_REQUEST_BODY, call("PUT", "requestPayment"));
        error(
                S3ErrorCode.MALFORMED_XML,
                call("PUT", "requestPayment")
                        .body("<RequestPaymentConfiguration><Payer>Nobody</Payer></RequestPaymentConfiguration>"));
        assertThat(call("GET", "requestPayment").send().element("Payer")).isEqualTo("BucketOwner");
    }

    @Test
    void accelerate_suspendedAlone() throws Exception {
        assertThat(call("GET", "accelerate").send().text()).endsWith(empty("AccelerateConfiguration"));
        Answer put = call("PUT", "accelerate").body(acceleration("Suspended")).send();
        assertThat(put.status()).isEqualTo(200);
        assertThat(call("GET", "accelerate").send().element("Status")).isEqualTo("Suspended");
        error(S3ErrorCode.NOT_IMPLEMENTED, call("PUT", "accelerate").body(acceleration("Enabled")));
        assertThat(call("GET", "accelerate").send().element("Status")).isEqualTo("Suspended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspended", "enabled", "", "Off"})
    void accelerate_otherStatus_malformed(String status) {
        error(S3ErrorCode.MALFORMED_XML, call("PUT", "accelerate").body(acceleration(status)));
    }

    @Test
    void accelerate_wrongRequests_refused() throws Exception {
        error(S3ErrorCode.MISSING_REQUEST_BODY, call("PUT", "accelerate"));
        gateway.createBucket("bucket.with.dots");
        error(
                S3ErrorCode.INVALID_REQUEST,
                "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names",
                gateway.call("PUT", "bucket.with.dots", null)
                        .query("accelerate", "")
                        .body(acceleration("Suspended")));
    }

    private static String acceleration(String status) {
        return "<AccelerateConfiguration><Status>" + status + "</Status></AccelerateConfiguration>";
    }

    @Test
    void replication_neverThere() throws Exception {
        S3Exception error = error(
                S3ErrorCode.REPLICATION_CONFIGURATION_NOT_FOUND,
                "The replication configuration was not found",
                call("GET", "replication"));
        assertThat(error.code().status()).isEqualTo(404);
        assertThat(error.elements()).containsEntry("BucketName", "bucket");
        assertThat(call("DELETE", "replication").send().status()).isEqualTo(204);
        error(S3ErrorCode.MISSING_REQUEST_BODY, call("PUT", "replication"));
        error(S3ErrorCode.MALFORMED_XML, call("PUT", "replication").body("<ReplicationConfiguration/>"));
        error(
                S3ErrorCode.NOT_IMPLEMENTED,
                call("PUT", "replication")
                        .body("<ReplicationConfiguration><Role>r</Role><Rule><Status>Enabled</Status><Destination>"
                                + "<Bucket>arn:aws:s3:::other</Bucket></Destination></Rule>"
                                + "</ReplicationConfiguration>"));
        error(S3ErrorCode.REPLICATION_CONFIGURATION_NOT_FOUND, call("GET", "replication"));
    }
}
