package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static network.cairn.gateway.operation.OperationErrors.error;
import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BucketVersioningOperationsTest {
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    private Call call(String method) {
        return gateway.call(method, "bucket", null).query("versioning", "");
    }

    private Call put(String content) {
        return call("PUT").body("<VersioningConfiguration>" + content + "</VersioningConfiguration>");
    }

    private Call status(String status) {
        return put("<Status>" + status + "</Status>");
    }

    @Test
    void get_nothingSet_noStatus() throws Exception {
        assertThat(call("GET").send().text())
                .endsWith("<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + "</VersioningConfiguration>");
    }

    @Test
    void put_eachStatus_isGot() throws Exception {
        for (String status : new String[] {"Suspended", "Enabled", "Enabled", "Suspended", "Enabled"}) {
            Answer put = status(status).send();
            assertThat(put.status()).isEqualTo(200);
            assertThat(put.body()).isEmpty();
            assertThat(call("GET").send().elements("Status")).containsExactly(status);
        }
    }

    @Test
    void put_status_decidesOnVersions() throws Exception {
        assertThat(gateway.put("bucket", "k", bytes(1)).header("x-amz-version-id"))
                .isEmpty();
        status("Enabled").send();
        String kept =
                gateway.put("bucket", "k", bytes(2)).header("x-amz-version-id").orElseThrow();
        status("Suspended").send();
        gateway.put("bucket", "k", bytes(3));
        Answer versions =
                gateway.call("GET", "bucket", null).query("versions", "").send();
        assertThat(versions.elements("VersionId")).containsExactly("null", kept);
        assertThat(versions.elements("Size")).containsExactly("3", "2");
    }

    @Test
    void put_wrongDocument_refusedAndNothingChanged() throws Exception {
        status("Enabled").send();
        error(S3ErrorCode.MISSING_REQUEST_BODY, call("PUT"));
        error(S3ErrorCode.ILLEGAL_VERSIONING_CONFIGURATION, "The Versioning element must be specified", put(""));
        error(S3ErrorCode.MALFORMED_XML, status("suspended"));
        error(S3ErrorCode.MALFORMED_XML, status("Disabled"));
        error(S3ErrorCode.MALFORMED_XML, call("PUT").body("<Versioning/>"));
        error(S3ErrorCode.NOT_IMPLEMENTED, put("<Status>Suspended</Status><MfaDelete>Enabled</MfaDelete>"));
        assertThat(call("GET").send().elements("Status")).containsExactly("Enabled");
        assertThat(put("<Status>Suspended</Status><MfaDelete>Disabled</MfaDelete>")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void put_suspendedWhereVersionsAreLocked_invalidBucketState() throws Exception {
        status("Enabled").send();
        gateway.call("PUT", "bucket", null)
                .query("object-lock", "")
                .body(
                        "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>")
                .send();
        error(
                S3ErrorCode.INVALID_BUCKET_STATE,
                "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
                status("Suspended"));
        assertThat(status("Enabled").send().status()).isEqualTo(200);
        assertThat(call("GET").send().elements("Status")).containsExactly("Enabled");
    }
}
