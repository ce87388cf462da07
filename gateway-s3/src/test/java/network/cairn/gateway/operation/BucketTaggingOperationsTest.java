package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.OperationErrors.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BucketTaggingOperationsTest {
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    private Call call(String method) {
        return gateway.call(method, "bucket", null).query("tagging", "");
    }

    private Call put(String... keysAndValues) {
        return call("PUT").body(ObjectTaggingOperationsTest.tagging(keysAndValues));
    }

    @Test
    void get_whatWasPut_theWholeSetReplaced() throws Exception {
        assertThat(put("a", "1", "b", "").send().status()).isEqualTo(204);
        assertThat(call("GET").send().elements("Key")).containsExactly("a", "b");
        assertThat(call("GET").send().elements("Value")).containsExactly("1", "");
        put("c", "3").send();
        assertThat(call("GET").send().elements("Key")).containsExactly("c");
        assertThat(call("GET").send().header("Content-Type")).contains("application/xml");
    }

    @Test
    void get_nothingPut_noSuchTagSet() {
        S3Exception error = error(S3ErrorCode.NO_SUCH_TAG_SET, "The TagSet does not exist", call("GET"));
        assertThat(error.elements()).containsEntry("BucketName", "bucket");
    }

    @Test
    void delete_ofTags_andOfNone() throws Exception {
        assertThat(call("DELETE").send().status()).isEqualTo(204);
        put("a", "1").send();
        assertThat(call("DELETE").send().status()).isEqualTo(204);
        assertThat(call("DELETE").send().status()).isEqualTo(204);
        error(S3ErrorCode.NO_SUCH_TAG_SET, call("GET"));
    }

    @Test
    void put_emptySet_isAsADeletion() throws Exception {
        put("a", "1").send();
        assertThat(put().send().status()).isEqualTo(204);
        error(S3ErrorCode.NO_SUCH_TAG_SET, call("GET"));
    }

    @Test
    void put_wrongDocument_refusedAndNothingChanged() throws Exception {
        put("a", "1").send();
        error(S3ErrorCode.MISSING_REQUEST_BODY, call("PUT"));
        error(S3ErrorCode.MALFORMED_XML, call("PUT").body("<Tagging/>"));
        error(S3ErrorCode.INVALID_TAG, "System tags cannot be added/updated by requester", put("aws:a", "1"));
        error(S3ErrorCode.INVALID_TAG, put("a", "1", "a", "2"));
        error(S3ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED, call("PUT").body(new byte[(1 << 20) + 1]));
        assertThat(call("GET").send().elements("Value")).containsExactly("1");
    }

    @Test
    void put_50Tags_theMost() throws Exception {
        String[] tags = new String[100];
        for (int i = 0; i < 100; i++) {
            tags[i] = "t" + i;
        }
        put(tags).send();
        assertThat(call("GET").send().elements("Key")).hasSize(50);
        String[] more = Arrays.copyOf(tags, 102);
        more[100] = "x";
        more[101] = "y";
        error(S3ErrorCode.INVALID_TAG, "Bucket tag count cannot be greater than 50", put(more));
    }
}
