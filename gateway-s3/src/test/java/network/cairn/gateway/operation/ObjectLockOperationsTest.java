package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static network.cairn.gateway.operation.OperationErrors.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Put- and GetObjectLockConfiguration, and what a default retention does.
final class ObjectLockOperationsTest {
    private static final String ENABLED = "<ObjectLockEnabled>Enabled</ObjectLockEnabled>";
    private static final String ONE_DAY =
            ENABLED + "<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule>";

    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    /// Makes a bucket lock versions.
    static void lock(TestGateway gateway, String bucket) throws Exception {
        versioning(gateway, bucket, "Enabled");
        put(gateway, bucket, ENABLED).send();
    }

    private static void versioning(TestGateway gateway, String bucket, String status) throws Exception {
        gateway.call("PUT", bucket, null)
                .query("versioning", "")
                .body("<VersioningConfiguration><Status>" + status + "</Status></VersioningConfiguration>")
                .send();
    }

    private static Call put(TestGateway gateway, String bucket, String content) {
        return gateway.call("PUT", bucket, null)
                .query("object-lock", "")
                .body("<ObjectLockConfiguration>" + content + "</ObjectLockConfiguration>");
    }

    private Call put(String content) {
        return put(gateway, "bucket", content);
    }

    private Call get() {
        return gateway.call("GET", "bucket", null).query("object-lock", "");
    }

    private Call head(String key) {
        return gateway.call("HEAD", "bucket", key);
    }

    @Test
    void get_nothingSet_notFound() throws Exception {
        S3Exception error = error(
                S3ErrorCode.OBJECT_LOCK_CONFIGURATION_NOT_FOUND,
                "Object Lock configuration does not exist for this bucket",
                get());
        assertThat(error.code().status()).isEqualTo(404);
        assertThat(error.elements()).containsEntry("BucketName", "bucket");
        versioning(gateway, "bucket", "Enabled");
        error(S3ErrorCode.OBJECT_LOCK_CONFIGURATION_NOT_FOUND, get());
    }

    @Test
    void put_withoutVersions_invalidBucketState() throws Exception {
        String message = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration";
        error(S3ErrorCode.INVALID_BUCKET_STATE, message, put(ENABLED));
        versioning(gateway, "bucket", "Suspended");
        assertThat(error(S3ErrorCode.INVALID_BUCKET_STATE, message, put(ONE_DAY))
                        .code()
                        .status())
                .isEqualTo(409);
    }

    @Test
    void put_onVersions_isGotAndReplaced() throws Exception {
        versioning(gateway, "bucket", "Enabled");
        Answer put = put(ENABLED).send();
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEmpty();
        assertThat(get().send().text()).contains(">" + ENABLED + "</ObjectLockConfiguration>");
        put(ONE_DAY).send();
        assertThat(get().send().text()).contains(">" + ONE_DAY + "</ObjectLockConfiguration>");
        String years = ONE_DAY.replace("GOVERNANCE", "COMPLIANCE")
                .replace("Days>1", "Years>2")
                .replace("Days", "Years");
        put(years).send();
        assertThat(get().send().text()).contains(">" + years + "</ObjectLockConfiguration>");
        put(ENABLED).send();
        assertThat(get().send().text()).contains(">" + ENABLED + "</ObjectLockConfiguration>");
    }

    @Test
    void put_wrongDocument_refusedAndNothingChanged() throws Exception {
        versioning(gateway, "bucket", "Enabled");
        put(ONE_DAY).send();
        error(
                S3ErrorCode.MISSING_REQUEST_BODY,
                gateway.call("PUT", "bucket", null).query("object-lock", ""));
        error(S3ErrorCode.MALFORMED_XML, put(""));
        error(S3ErrorCode.MALFORMED_XML, put("<ObjectLockEnabled>Disabled</ObjectLockEnabled>"));
        error(S3ErrorCode.MALFORMED_XML, put(ONE_DAY.replace("GOVERNANCE", "governance")));
        S3Exception error = error(
                S3ErrorCode.INVALID_ARGUMENT,
                "Default retention period must be a positive integer value.",
                put(ONE_DAY.replace("<Days>1", "<Days>0")));
        assertThat(error.elements()).containsEntry("ArgumentName", "Days");
        assertThat(get().send().text()).contains(ONE_DAY);
    }

    @Test
    void defaultRetention_ofTheBucket_isOfNewVersionsAlone() throws Exception {
        lock(gateway, "bucket");
        gateway.put("bucket", "old", bytes(1));
        put(ONE_DAY).send();
        Answer stored = gateway.put("bucket", "new", bytes(1));
        String version = stored.header("x-amz-version-id").orElseThrow();
        assertThat(head("old").send().header("x-amz-object-lock-mode")).isEmpty();
        Answer head = head("new").send();
        assertThat(head.header("x-amz-object-lock-mode")).contains("GOVERNANCE");
        assertThat(head.header("x-amz-object-lock-retain-until-date")).contains("2026-01-03T03:04:05.000Z");
        assertThat(head.header("x-amz-object-lock-legal-hold")).isEmpty();
        Call delete = gateway.call("DELETE", "bucket", "new").query("versionId", version);
        error(S3ErrorCode.ACCESS_DENIED, "Access Denied because object protected by object lock.", delete);
        gateway.clock.advance(Duration.ofDays(1).minusMillis(1));
        error(S3ErrorCode.ACCESS_DENIED, delete);
        gateway.clock.advance(Duration.ofMillis(1));
        assertThat(delete.send().status()).isEqualTo(204);
    }

    @Test
    void defaultRetention_ofTheBucket_givesWayToTheRequests() throws Exception {
        lock(gateway, "bucket");
        put(ONE_DAY).send();
        gateway.call("PUT", "bucket", "k")
                .header("x-amz-object-lock-mode", "COMPLIANCE")
                .header("x-amz-object-lock-retain-until-date", "2026-01-02T04:00:00Z")
                .body(bytes(1))
                .send();
        Answer head = head("k").send();
        assertThat(head.header("x-amz-object-lock-mode")).contains("COMPLIANCE");
        assertThat(head.header("x-amz-object-lock-retain-until-date")).contains("2026-01-02T04:00:00.000Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date", "x-amz-object-lock-legal-hold"})
    void putObject_withAWrongLock_invalidArgumentBeforeTheBucketIsLookedAt(String header) {
        error(
                S3ErrorCode.INVALID_ARGUMENT,
                gateway.call("PUT", "bucket", "k").header(header, "wrong").body(bytes(1)));
    }

    @Test
    void putObject_withALockWhereThereAreNone_invalidRequest() {
        error(
                S3ErrorCode.INVALID_REQUEST,
                gateway.call("PUT", "bucket", "k")
                        .header("x-amz-object-lock-legal-hold", "ON")
                        .body(bytes(1)));
        error(
                S3ErrorCode.INVALID_REQUEST,
                gateway.call("PUT", "bucket", "k")
                        .header("x-amz-object-lock-mode", "COMPLIANCE")
                        .header("x-amz-object-lock-retain-until-date", "2027-01-01T00:00:00Z")
                        .body(bytes(1)));
    }
}
