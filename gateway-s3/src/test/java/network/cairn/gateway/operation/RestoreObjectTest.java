package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static network.cairn.gateway.operation.OperationErrors.error;
import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RestoreObjectTest {
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    private Call restore(String key) {
        return gateway.call("POST", "bucket", key)
                .query("restore", "")
                .body("<RestoreRequest><Days>1</Days></RestoreRequest>");
    }

    @Test
    void restore_ofAnObject_invalidObjectState() throws Exception {
        gateway.put("bucket", "k", bytes(10));
        assertThat(error(
                                S3ErrorCode.INVALID_OBJECT_STATE,
                                "Restore is not allowed for the object's current storage class",
                                restore("k"))
                        .code()
                        .status())
                .isEqualTo(403);
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(bytes(10));
    }

    @Test
    void restore_ofWhatIsNotThere_noSuchKeyOrVersion() throws Exception {
        error(S3ErrorCode.NO_SUCH_KEY, restore("k"));
        gateway.put("bucket", "k", bytes(10));
        error(S3ErrorCode.INVALID_ARGUMENT, restore("k").query("versionId", "x"));
        error(S3ErrorCode.INVALID_OBJECT_STATE, restore("k").query("versionId", "null"));
        ObjectLockOperationsTest.lock(gateway, "bucket");
        gateway.call("DELETE", "bucket", "k").send();
        assertThat(error(S3ErrorCode.METHOD_NOT_ALLOWED, restore("k")).elements())
                .containsEntry("Method", "POST")
                .containsEntry("ResourceType", "DeleteMarker");
        error(S3ErrorCode.INVALID_OBJECT_STATE, restore("k").query("versionId", "null"));
    }
}
