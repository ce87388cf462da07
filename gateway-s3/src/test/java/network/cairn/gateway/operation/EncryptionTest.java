package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.assertError;
import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Base64;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Server-side encryption, through the operations.
final class EncryptionTest {
    private static final String PREFIX = "x-amz-server-side-encryption";

    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    private static Call withKey(Call call, String prefix, int seed) throws Exception {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return call.header(prefix + "-customer-algorithm", "AES256")
                .header(prefix + "-customer-key", Base64.getEncoder().encodeToString(key))
                .header(
                        prefix + "-customer-key-MD5",
                        Base64.getEncoder()
                                .encodeToString(MessageDigest.getInstance("MD5").digest(key)));
    }

    private Call get() {
        return gateway.call("GET", "bucket", "k");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 70_000})
    void customerKey_isNeededToRead(int length) throws Exception {
        Answer put = withKey(gateway.call("PUT", "bucket", "k").body(bytes(length)), PREFIX, 1)
                .send();
        assertThat(put.header(PREFIX + "-customer-algorithm")).contains("AES256");
        assertThat(put.header(PREFIX)).isEmpty();
        assertThat(withKey(get(), PREFIX, 1).send().body()).isEqualTo(bytes(length));
        assertError(get(), S3ErrorCode.INVALID_REQUEST);
        assertError(withKey(get(), PREFIX, 2), S3ErrorCode.ACCESS_DENIED);
        assertError(gateway.call("HEAD", "bucket", "k"), S3ErrorCode.INVALID_REQUEST);
        assertError(get().header(PREFIX + "-customer-algorithm", "AES256"), S3ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void customerKey_ofUnencryptedObject_refused() throws Exception {
        gateway.put("bucket", "k", bytes(10));
        assertThat(get().send().header(PREFIX)).contains("AES256");
        assertError(withKey(get(), PREFIX, 1), S3ErrorCode.INVALID_REQUEST);
    }

    @Test
    void copy_fromOneKeyToAnother() throws Exception {
        withKey(gateway.call("PUT", "bucket", "k").body(bytes(70_000)), PREFIX, 1)
                .send();
        Call copy = gateway.call("PUT", "bucket", "copy").header("x-amz-copy-source", "bucket/k");
        assertError(copy, S3ErrorCode.INVALID_REQUEST);
        withKey(
                        withKey(
                                gateway.call("PUT", "bucket", "copy").header("x-amz-copy-source", "bucket/k"),
                                "x-amz-copy-source-server-side-encryption",
                                1),
                        PREFIX,
                        2)
                .send();
        assertThat(withKey(gateway.call("GET", "bucket", "copy"), PREFIX, 2)
                        .send()
                        .body())
                .isEqualTo(bytes(70_000));
    }

    @Test
    void keyService_encryptsAndSaysWithWhat() throws Exception {
        Answer put = gateway.call("PUT", "bucket", "k")
                .header(PREFIX, "aws:kms")
                .body(bytes(70_000))
                .send();
        assertThat(put.header(PREFIX)).contains("aws:kms");
        assertThat(put.header(PREFIX + "-aws-kms-key-id").orElseThrow()).startsWith("arn:");
        assertThat(get().send().body()).isEqualTo(bytes(70_000));
        assertThat(gateway.call("HEAD", "bucket", "k").send().header(PREFIX)).contains("aws:kms");
        assertError(
                gateway.call("PUT", "bucket", "k")
                        .header(PREFIX, "aws:kms")
                        .header(PREFIX + "-aws-kms-key-id", "no-such-key"),
                S3ErrorCode.KMS_NOT_FOUND);
        assertError(gateway.call("PUT", "bucket", "k").header(PREFIX, "rot13"), S3ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void bucketDefault_countsWhereTheRequestSaysNothing() throws Exception {
        gateway.call("PUT", "bucket", null)
                .query("encryption", "")
                .body("<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
                        + "<SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault>"
                        + "<BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>")
                .send();
        Answer put = gateway.put("bucket", "k", bytes(10));
        assertThat(put.header(PREFIX)).contains("aws:kms");
        assertThat(put.header(PREFIX + "-bucket-key-enabled")).contains("true");
        assertThat(gateway.call("PUT", "bucket", "own")
                        .header(PREFIX, "AES256")
                        .body("x")
                        .send()
                        .header(PREFIX))
                .contains("AES256");
        assertThat(get().send().body()).isEqualTo(bytes(10));
    }

    @Test
    void multipart_takesTheUploadsEncryption() throws Exception {
        Answer created = withKey(gateway.call("POST", "bucket", "k").query("uploads", ""), PREFIX, 1)
                .send();
        String upload = created.element("UploadId");
        Call part = gateway.call("PUT", "bucket", "k")
                .query("uploadId", upload, "partNumber", "1")
                .body(bytes(70_000));
        assertError(part, S3ErrorCode.INVALID_REQUEST);
        String etag = withKey(
                        gateway.call("PUT", "bucket", "k")
                                .query("uploadId", upload, "partNumber", "1")
                                .body(bytes(70_000)),
                        PREFIX,
                        1)
                .send()
                .etag();
        gateway.call("POST", "bucket", "k")
                .query("uploadId", upload)
                .body("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + etag
                        + "</ETag></Part></CompleteMultipartUpload>")
                .send();
        assertThat(withKey(get(), PREFIX, 1).send().body()).isEqualTo(bytes(70_000));
        assertError(withKey(get(), PREFIX, 2), S3ErrorCode.ACCESS_DENIED);
    }

    @Test
    void customerKey_isNeededForTheAttributes() throws Exception {
        withKey(gateway.call("PUT", "bucket", "k").body(bytes(10)), PREFIX, 1).send();
        assertError(attributes(), S3ErrorCode.INVALID_REQUEST);
        assertError(withKey(attributes(), PREFIX, 2), S3ErrorCode.ACCESS_DENIED);
        assertThat(withKey(attributes(), PREFIX, 1).send().element("ObjectSize"))
                .isEqualTo("10");
    }

    private Call attributes() {
        return gateway.call("GET", "bucket", "k")
                .query("attributes", "")
                .header("x-amz-object-attributes", "ObjectSize");
    }
}
