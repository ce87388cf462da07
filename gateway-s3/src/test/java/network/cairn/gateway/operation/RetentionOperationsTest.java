package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static network.cairn.gateway.operation.OperationErrors.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Put- and GetObjectRetention, and what a retention forbids.
final class RetentionOperationsTest {
    private static final String LOCKED = "Access Denied because object protected by object lock.";
    private static final String JANUARY_4 = "2026-01-04T00:00:00.000Z";
    private static final String JANUARY_5 = "2026-01-05T00:00:00.000Z";
    private static final String JANUARY_6 = "2026-01-06T00:00:00.000Z";

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
        return gateway.call(method, "bucket", "k").query("retention", "");
    }

    private static String document(String mode, String until) {
        return "<Retention><Mode>" + mode + "</Mode><RetainUntilDate>" + until + "</RetainUntilDate></Retention>";
    }

    private Call put(String mode, String until) {
        return call("PUT").body(document(mode, until));
    }

    private static Call bypassing(Call call) {
        return call.header("x-amz-bypass-governance-retention", "true");
    }

    private Call delete() {
        return gateway.call("DELETE", "bucket", "k").query("versionId", version);
    }

    private List<String> retention() throws Exception {
        Answer answer = call("GET").query("versionId", version).send();
        return List.of(answer.element("Mode"), answer.element("RetainUntilDate"));
    }

    @Test
    void get_nothingSet_notFound() {
        S3Exception error = error(
                S3ErrorCode.NO_SUCH_OBJECT_LOCK_CONFIGURATION,
                "The specified object does not have a ObjectLock configuration",
                call("GET"));
        assertThat(error.code().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GOVERNANCE", "COMPLIANCE"})
    void put_aRetention_isGotAndInTheHeaders(String mode) throws Exception {
        Answer put = put(mode, "2026-01-05T01:00:00+01:00").send();
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEmpty();
        assertThat(retention()).containsExactly(mode, JANUARY_5);
        for (String method : List.of("GET", "HEAD")) {
            Answer object = gateway.call(method, "bucket", "k").send();
            assertThat(object.header("x-amz-object-lock-mode")).contains(mode);
            assertThat(object.header("x-amz-object-lock-retain-until-date")).contains(JANUARY_5);
        }
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(bytes(10));
    }

    /// What is set, what is asked for, whether governance is bypassed, and whether that is allowed.
    @ParameterizedTest
    @CsvSource({
        "GOVERNANCE, GOVERNANCE, 2026-01-06T00:00:00.000Z, false, true",
        "GOVERNANCE, GOVERNANCE, 2026-01-05T00:00:00.000Z, false, true",
        "GOVERNANCE, GOVERNANCE, 2026-01-04T00:00:00.000Z, false, false",
        "GOVERNANCE, GOVERNANCE, 2026-01-04T00:00:00.000Z, true, true",
        "GOVERNANCE, COMPLIANCE, 2026-01-05T00:00:00.000Z, false, false",
        "GOVERNANCE, COMPLIANCE, 2026-01-06T00:00:00.000Z, false, false",
        "GOVERNANCE, COMPLIANCE, 2026-01-05T00:00:00.000Z, true, true",
        "COMPLIANCE, COMPLIANCE, 2026-01-06T00:00:00.000Z, false, true",
        "COMPLIANCE, COMPLIANCE, 2026-01-04T00:00:00.000Z, true, false",
        "COMPLIANCE, GOVERNANCE, 2026-01-06T00:00:00.000Z, true, false"
    })
    void put_anotherRetention_ifLongerOrBypassed(
            String mode, String wanted, String until, boolean bypass, boolean allowed) throws Exception {
        put(mode, JANUARY_5).send();
        Call call = bypass ? bypassing(put(wanted, until)) : put(wanted, until);
        if (allowed) {
            assertThat(call.send().status()).isEqualTo(200);
            assertThat(retention()).containsExactly(wanted, until);
        } else {
            error(S3ErrorCode.ACCESS_DENIED, LOCKED, call);
            assertThat(retention()).containsExactly(mode, JANUARY_5);
        }
    }

    @Test
    void put_nothing_endsWhatCanBeBypassed() throws Exception {
        assertThat(call("PUT").body("<Retention/>").send().status()).isEqualTo(200);
        put("GOVERNANCE", JANUARY_5).send();
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, call("PUT").body("<Retention/>"));
        assertThat(bypassing(call("PUT").body("<Retention/>")).send().status()).isEqualTo(200);
        error(S3ErrorCode.NO_SUCH_OBJECT_LOCK_CONFIGURATION, call("GET"));
        assertThat(gateway.get("bucket", "k").header("x-amz-object-lock-mode")).isEmpty();
        put("COMPLIANCE", JANUARY_5).send();
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, bypassing(call("PUT").body("<Retention/>")));
        assertThat(retention()).containsExactly("COMPLIANCE", JANUARY_5);
    }

    @Test
    void put_onceItIsOver_anything() throws Exception {
        put("COMPLIANCE", JANUARY_4).send();
        gateway.clock.advance(Duration.ofDays(10));
        assertThat(retention()).containsExactly("COMPLIANCE", JANUARY_4);
        put("GOVERNANCE", "2026-02-01T00:00:00.000Z").send();
        assertThat(retention()).containsExactly("GOVERNANCE", "2026-02-01T00:00:00.000Z");
    }

    @Test
    void put_ofThePast_invalidArgument() throws Exception {
        S3Exception error = error(
                S3ErrorCode.INVALID_ARGUMENT,
                "The retain until date must be in the future!",
                put("GOVERNANCE", "2026-01-02T03:04:05Z"));
        assertThat(error.elements())
                .containsEntry("ArgumentName", "RetainUntilDate")
                .containsEntry("ArgumentValue", "2026-01-02T03:04:05.000Z");
        assertThat(put("GOVERNANCE", "2026-01-02T03:04:05.001Z").send().status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<Retention",
                "<Retention><Mode>GOVERNANCE</Mode></Retention>",
                "<Retention><Mode>governance</Mode><RetainUntilDate>2030-01-01T00:00:00Z</RetainUntilDate></Retention>",
                "<Retention><Mode>abc</Mode><RetainUntilDate>2030-01-01T00:00:00Z</RetainUntilDate></Retention>",
                "<LegalHold><Status>ON</Status></LegalHold>"
            })
    void put_wrongDocument_malformedWhateverTheBucket(String document) throws Exception {
        error(S3ErrorCode.MALFORMED_XML, call("PUT").body(document));
        gateway.createBucket("plain");
        gateway.put("plain", "k", bytes(1));
        error(
                S3ErrorCode.MALFORMED_XML,
                gateway.call("PUT", "plain", "k").query("retention", "").body(document));
    }

    @Test
    void operations_whereVersionsAreNotLocked_invalidRequest() throws Exception {
        gateway.createBucket("plain");
        gateway.put("plain", "k", bytes(1));
        String message = "Bucket is missing Object Lock Configuration";
        Call get = gateway.call("GET", "plain", "k").query("retention", "");
        Call put = gateway.call("PUT", "plain", "k").query("retention", "").body(document("GOVERNANCE", JANUARY_5));
        error(S3ErrorCode.INVALID_REQUEST, message, get);
        error(S3ErrorCode.INVALID_REQUEST, message, put);
    }

    @Test
    void operations_onWhatIsNotThere_refused() throws Exception {
        gateway.call("DELETE", "bucket", "k").send();
        for (String method : List.of("GET", "PUT")) {
            Call onMarker = call(method).body(document("GOVERNANCE", JANUARY_5));
            assertThat(error(S3ErrorCode.METHOD_NOT_ALLOWED, onMarker).elements())
                    .containsEntry("Method", method)
                    .containsEntry("ResourceType", "DeleteMarker");
            Call absent = gateway.call(method, "bucket", "absent").query("retention", "");
            error(S3ErrorCode.NO_SUCH_KEY, absent.body(document("GOVERNANCE", JANUARY_5)));
        }
        delete().send();
        error(S3ErrorCode.NO_SUCH_VERSION, call("GET").query("versionId", version));
        error(S3ErrorCode.NO_SUCH_VERSION, put("GOVERNANCE", JANUARY_5).query("versionId", version));
    }

    @Test
    void retention_ofVersions_isTheirOwn() throws Exception {
        String second = version(gateway.put("bucket", "k", bytes(2)));
        Answer put = put("GOVERNANCE", JANUARY_5).query("versionId", version).send();
        assertThat(version(put)).isEqualTo(version);
        assertThat(retention()).containsExactly("GOVERNANCE", JANUARY_5);
        error(S3ErrorCode.NO_SUCH_OBJECT_LOCK_CONFIGURATION, call("GET"));
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, delete());
        Call other = gateway.call("DELETE", "bucket", "k").query("versionId", second);
        assertThat(other.send().status()).isEqualTo(204);
    }

    @Test
    void governance_ofAVersion_keepsItUnlessBypassed() throws Exception {
        put("GOVERNANCE", JANUARY_5).send();
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, delete());
        error(S3ErrorCode.ACCESS_DENIED, delete().header("x-amz-bypass-governance-retention", "false"));
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(bytes(10));
        assertThat(bypassing(delete()).send().status()).isEqualTo(204);
        error(S3ErrorCode.NO_SUCH_KEY, gateway.call("GET", "bucket", "k"));
    }

    @Test
    void compliance_ofAVersion_keepsItToItsEnd() throws Exception {
        put("COMPLIANCE", JANUARY_4).send();
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, delete());
        error(S3ErrorCode.ACCESS_DENIED, LOCKED, bypassing(delete()));
        gateway.clock.advance(Duration.between(gateway.clock.instant(), Instant.parse(JANUARY_4)));
        assertThat(delete().send().status()).isEqualTo(204);
    }

    @Test
    void retention_ofAVersion_doesNotKeepOthersFromComing() throws Exception {
        put("COMPLIANCE", JANUARY_6).send();
        gateway.put("bucket", "k", bytes(3));
        String marker = version(gateway.call("DELETE", "bucket", "k").send());
        assertThat(gateway.call("GET", "bucket", "k")
                        .query("versionId", version)
                        .send()
                        .body())
                .isEqualTo(bytes(10));
        assertThat(gateway.call("DELETE", "bucket", "k")
                        .query("versionId", marker)
                        .send()
                        .status())
                .isEqualTo(204);
        error(S3ErrorCode.BUCKET_NOT_EMPTY, gateway.call("DELETE", "bucket", null));
    }

    @Test
    void retention_inAMultiDelete_isAnErrorOfItsVersionAlone() throws Exception {
        String other = version(gateway.put("bucket", "other", bytes(1)));
        put("GOVERNANCE", JANUARY_5).send();
        String document = "<Delete><Object><Key>k</Key><VersionId>" + version + "</VersionId></Object>"
                + "<Object><Key>other</Key><VersionId>" + other + "</VersionId></Object></Delete>";
        Call delete = gateway.call("POST", "bucket", null).query("delete", "").body(document);
        Answer answer = delete.send();
        assertThat(answer.elements("Code")).containsExactly("AccessDenied");
        assertThat(answer.text())
                .contains("<Deleted><Key>other</Key><VersionId>" + other + "</VersionId></Deleted>")
                .contains("<Error><Key>k</Key><VersionId>" + version + "</VersionId>");
        Call again = gateway.call("POST", "bucket", null).query("delete", "").body(document);
        assertThat(bypassing(again).send().elements("Code")).isEmpty();
    }

    @Test
    void retention_ofACopy_isNotThatOfItsSource() throws Exception {
        put("COMPLIANCE", JANUARY_5).send();
        gateway.call("PUT", "bucket", "copy")
                .header("x-amz-copy-source", "bucket/k")
                .send();
        error(
                S3ErrorCode.NO_SUCH_OBJECT_LOCK_CONFIGURATION,
                gateway.call("GET", "bucket", "copy").query("retention", ""));
    }
}
