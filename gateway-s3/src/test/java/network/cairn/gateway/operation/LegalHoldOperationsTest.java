package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static network.cairn.gateway.operation.OperationErrors.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Put- and GetObjectLegalHold, and what a hold forbids.
final class LegalHoldOperationsTest {
    private static final String LOCKED = "Access Denied because object protected by object lock.";

    private final TestGateway gateway = new TestGateway();
    private String version = "";

    @BeforeEach
    void createLockedBucket() throws Exception {
        gateway.createBucket("bucket");
        ObjectLockOperationsTest.lock(gateway, "bucket");
        version = version(gateway.put("bucket", "k", bytes(10)));
    }

    private static String version(Answer answer) {
        return answer.header("x-amz-version-id").orElseThrow();
    }

    private Call call(String method) {
        return gateway.call(method, "bucket", "k").query("legal-hold", "");
    }

    private static String document(String status) {
        return "<LegalHold><Status>" + status + "</Status></LegalHold>";
    }

    private Call put(String status) {
        return call("PUT").body(document(status));
    }

    private Call delete() {
        return gateway.call("DELETE", "bucket", "k").query("versionId", version);
    }

    @Test
    void get_nothingSet_notFound() throws Exception {
        error(
                S3ErrorCode.NO_SUCH_OBJECT_LOCK_CONFIGURATION,
                "The specified object does not have a ObjectLock configuration",
                call("GET"));
        assertThat(gateway.get("bucket", "k").header("x-amz-object-lock-legal-hold"))
                .isEmpty();
    }

    @Test
    void put_aHold_isGotAndInTheHeaders() throws Exception {
        for (String status : List.of("OFF", "ON", "ON", "OFF")) {
            Answer put = put(status).send();
            assertThat(put.status()).isEqualTo(200);
            assertThat(put.body()).isEmpty();
            assertThat(call("GET").send().elements("Status")).containsExactly(status);
            for (String method : List.of("GET", "HEAD")) {
                assertThat(gateway.call(method, "bucket", "k").send().header("x-amz-object-lock-legal-hold"))
                        .contains(status);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<LegalHold/>",
                "<LegalHold><Status>on</Status></LegalHold>",
                "<LegalHold><Status>abc</Status></LegalHold>",
                "<Retention/>"
            })
    void put_wrongDocument_malformedWhateverTheBucket(String document) throws Exception {
        error(S3ErrorCode.MALFORMED_XML, call("PUT").body(document));
        error(S3ErrorCode.NO_SUCH_OBJECT_LOCK_CONFIGURATION, call("GET"));
        gateway.createBucket("plain");
        gateway.put("plain", "k", bytes(1));
        error(
                S3ErrorCode.MALFORMED_XML,
                gateway.call("PUT", "plain", "k").query("legal-hold", "").body(document));
    }

    @Test
    void operations_whereVersionsAreNotLocked_invalidRequest() throws Exception {
        gateway.createBucket("plain");
        gateway.put("plain", "k", bytes(1));
        String message = "Bucket is missing Object Lock Configuration";
        Call get = gateway.call("GET", "plain", "k").query("legal-hold", "");
        Call put = gateway.call("PUT", "plain", "k").query("legal-hold", "").body(document("ON"));
        error(S3ErrorCode.INVALID_REQUEST, message, get);
        error(S3ErrorCode.INVALID_REQUEST, message, put);
    }

    @Test
    void operations_onWhatIsNotThere_refused() throws Exception {
        gateway.call("DELETE", "bucket", "k").send();
        for (String method : List.of("GET", "PUT")) {
            assertThat(error(S3ErrorCode.METHOD_NOT_ALLOWED, call(method).body(document("ON")))
                            .elements())
                    .containsEntry("Method", method)
                    .containsEntry("ResourceType", "DeleteMarker");
            Call absent = gateway.call(method, "bucket", "absent").query("legal-hold", "");
            error(S3ErrorCode.NO_SUCH_KEY, absent.body(document("ON")));
            error(
                    S3ErrorCode.INVALID_ARGUMENT,
                    call(method).query("versionId", "?").body(document("ON")));
        }
        delete().send();
        error(S3ErrorCode.NO_SUCH_VERSION, put("ON").query("versionId", version));
    }

    @Test
    void hold_ofAVersion_keepsItWhateverElse() throws Exception {
        put("ON").send();
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, delete());
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, delete().header("x-amz-bypass-governance-retention", "true"));
        gateway.clock.advance(Duration.ofDays(100_000));
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, delete());
        put("OFF").send();
        assertThat(delete().send().status()).isEqualTo(204);
    }

    @Test
    void hold_besideARetention_bothKeepTheVersion() throws Exception {
        put("ON").send();
        Call retain = gateway.call("PUT", "bucket", "k")
                .query("retention", "")
                .body("<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2026-02-01T00:00:00Z</RetainUntilDate>"
                        + "</Retention>");
        retain.send();
        assertThat(call("GET").send().elements("Status")).containsExactly("ON");
        put("OFF").send();
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, delete());
        put("ON").send();
        gateway.clock.advance(Duration.ofDays(60));
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, delete());
        put("OFF").send();
        assertThat(delete().send().status()).isEqualTo(204);
    }

    @Test
    void hold_ofVersions_isTheirOwn() throws Exception {
        String second = version(gateway.put("bucket", "k", bytes(2)));
        assertThat(version(put("ON").query("versionId", version).send())).isEqualTo(version);
        error(S3ErrorCode.NO_SUCH_OBJECT_LOCK_CONFIGURATION, call("GET"));
        assertThat(call("GET").query("versionId", version).send().elements("Status"))
                .containsExactly("ON");
        assertThat(gateway.call("DELETE", "bucket", "k")
                        .query("versionId", second)
                        .send()
                        .status())
                .isEqualTo(204);
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, delete());
    }

    @Test
    void hold_askedForByPutObject_isTheObjects() throws Exception {
        String held = version(gateway.call("PUT", "bucket", "k")
                .header("x-amz-object-lock-legal-hold", "ON")
                .body(bytes(5))
                .send());
        assertThat(call("GET").send().elements("Status")).containsExactly("ON");
        error(S3ErrorCode.ACCESS_DENIED, gateway.call("DELETE", "bucket", "k").query("versionId", held));
        // Only versions are held: the key gets a delete marker all the same.
        assertThat(gateway.call("DELETE", "bucket", "k").send().status()).isEqualTo(204);
    }
}
