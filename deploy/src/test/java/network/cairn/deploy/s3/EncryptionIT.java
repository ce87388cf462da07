package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static network.cairn.deploy.s3.Refusal.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/// Encryption as S3 tells of it: the network's own, the customer's keys, and keys of a key ring.
@S3Suite
class EncryptionIT {
    private static final byte[] KEY = Bytes.seeded(6, 32);
    private static final String KEY_BASE64 = Base64.getEncoder().encodeToString(KEY);
    private static final String KEY_MD5 = Base64.getEncoder().encodeToString(Bytes.md5(KEY));

    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-server-side-encryption: AES256")
    void sseS3_isAlwaysOn() {
        assertThat(bucket.put("key", "text").serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(s3.headObject(request -> request.bucket(name).key("key")).serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
        assertThat(s3.putObject(
                                request -> request.bucket(name)
                                        .key("key")
                                        .serverSideEncryption(ServerSideEncryption.AES256),
                                RequestBody.fromString("text"))
                        .serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-server-side-encryption: an algorithm that is none")
    void sse_unknownAlgorithm_isRefused() {
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.putObject(
                        request -> request.bucket(name).key("key").serverSideEncryption("ROT13"),
                        RequestBody.fromString("text")));
    }

    private void putWithCustomerKey(String key, byte[] bytes) {
        var answer = s3.putObject(
                request -> request.bucket(name)
                        .key(key)
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(KEY_BASE64)
                        .sseCustomerKeyMD5(KEY_MD5),
                RequestBody.fromBytes(bytes));
        assertThat(answer.sseCustomerAlgorithm()).isEqualTo("AES256");
        assertThat(answer.sseCustomerKeyMD5()).isEqualTo(KEY_MD5);
    }

    @Test
    @S3Behaviour(
            operation = "PutObject",
            parameter = {
                "x-amz-server-side-encryption-customer-algorithm",
                "x-amz-server-side-encryption-customer-key",
                "x-amz-server-side-encryption-customer-key-MD5"
            })
    @S3Behaviour(operation = "GetObject", parameter = "x-amz-server-side-encryption-customer-*")
    @S3Behaviour(operation = "HeadObject", parameter = "x-amz-server-side-encryption-customer-*")
    void customerKey_isNeededToRead() {
        byte[] bytes = Bytes.seeded(7, 200_000);
        putWithCustomerKey("key", bytes);
        var read = s3.getObjectAsBytes(request -> request.bucket(name)
                .key("key")
                .sseCustomerAlgorithm("AES256")
                .sseCustomerKey(KEY_BASE64)
                .sseCustomerKeyMD5(KEY_MD5));
        assertThat(read.asByteArray()).isEqualTo(bytes);
        assertThat(read.response().sseCustomerKeyMD5()).isEqualTo(KEY_MD5);
        assertRefused(400, "InvalidRequest", () -> bucket.get("key"));
        assertStatus(400, () -> s3.headObject(request -> request.bucket(name).key("key")));
        byte[] other = Bytes.seeded(8, 32);
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.getObjectAsBytes(request -> request.bucket(name)
                        .key("key")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(Base64.getEncoder().encodeToString(other))
                        .sseCustomerKeyMD5(Base64.getEncoder().encodeToString(Bytes.md5(other)))));
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "a customer's key that is none, or with another MD5")
    void customerKey_malformed_isRefused() {
        String shortKey = Base64.getEncoder().encodeToString(Bytes.of("short"));
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.putObject(
                        request -> request.bucket(name)
                                .key("key")
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(shortKey)
                                .sseCustomerKeyMD5(Base64.getEncoder().encodeToString(Bytes.md5(Bytes.of("short")))),
                        RequestBody.fromString("text")));
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.putObject(
                        request -> request.bucket(name)
                                .key("key")
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(KEY_BASE64)
                                .sseCustomerKeyMD5(Base64.getEncoder().encodeToString(Bytes.md5(Bytes.of("other")))),
                        RequestBody.fromString("text")));
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "CopyObject", parameter = "x-amz-copy-source-server-side-encryption-customer-*")
    void customerKey_copy_needsTheSourcesKey() {
        putWithCustomerKey("source", Bytes.of("text"));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.copyObject(request -> request.sourceBucket(name)
                        .sourceKey("source")
                        .destinationBucket(name)
                        .destinationKey("copy")));
        s3.copyObject(request -> request.sourceBucket(name)
                .sourceKey("source")
                .destinationBucket(name)
                .destinationKey("copy")
                .copySourceSSECustomerAlgorithm("AES256")
                .copySourceSSECustomerKey(KEY_BASE64)
                .copySourceSSECustomerKeyMD5(KEY_MD5));
        assertThat(bucket.text("copy")).isEqualTo("text");
    }

    @Test
    @S3Behaviour(operation = "CreateMultipartUpload", parameter = "x-amz-server-side-encryption-customer-*")
    @S3Behaviour(operation = "UploadPart", parameter = "x-amz-server-side-encryption-customer-*")
    void customerKey_multipart_isThatOfEachPart() {
        String upload = s3.createMultipartUpload(request -> request.bucket(name)
                        .key("key")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(KEY_BASE64)
                        .sseCustomerKeyMD5(KEY_MD5))
                .uploadId();
        assertRefused(400, "InvalidRequest", () -> bucket.part("key", upload, 1, Bytes.of("part")));
        String etag = s3.uploadPart(
                        request -> request.bucket(name)
                                .key("key")
                                .uploadId(upload)
                                .partNumber(1)
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(KEY_BASE64)
                                .sseCustomerKeyMD5(KEY_MD5),
                        RequestBody.fromString("part"))
                .eTag();
        s3.completeMultipartUpload(request -> request.bucket(name)
                .key("key")
                .uploadId(upload)
                .multipartUpload(parts -> parts.parts(
                        CompletedPart.builder().partNumber(1).eTag(etag).build())));
        assertThat(s3.getObjectAsBytes(request -> request.bucket(name)
                                .key("key")
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(KEY_BASE64)
                                .sseCustomerKeyMD5(KEY_MD5))
                        .asUtf8String())
                .isEqualTo("part");
    }

    @Test
    @S3Behaviour(
            operation = "PutObject",
            parameter = "x-amz-server-side-encryption: aws:kms",
            difference = "a key's ARN begins with `arn:cairn:kms:`")
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-server-side-encryption-bucket-key-enabled")
    void kms_defaultKey_isTold() {
        var put = s3.putObject(
                request -> request.bucket(name)
                        .key("key")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .bucketKeyEnabled(true),
                RequestBody.fromString("text"));
        assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(put.ssekmsKeyId()).startsWith("arn:cairn:kms:");
        var head = s3.headObject(request -> request.bucket(name).key("key"));
        assertThat(head.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(head.ssekmsKeyId()).isEqualTo(put.ssekmsKeyId());
        assertThat(bucket.text("key")).isEqualTo("text");
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-server-side-encryption-aws-kms-key-id of no key")
    void kms_unknownKey_isRefused() {
        assertRefused(
                400,
                "KMS.NotFoundException",
                () -> s3.putObject(
                        request -> request.bucket(name)
                                .key("key")
                                .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                .ssekmsKeyId("no-such-key"),
                        RequestBody.fromString("text")));
    }

    @Test
    @S3Behaviour(operation = "PutBucketEncryption", parameter = "aws:kms as the bucket's default")
    void bucketDefault_isEachNewObjects() {
        s3.putBucketEncryption(request -> request.bucket(name)
                .serverSideEncryptionConfiguration(encryption -> encryption.rules(ServerSideEncryptionRule.builder()
                        .applyServerSideEncryptionByDefault(
                                byDefault -> byDefault.sseAlgorithm(ServerSideEncryption.AWS_KMS))
                        .bucketKeyEnabled(true)
                        .build())));
        bucket.put("key", "text");
        assertThat(s3.headObject(request -> request.bucket(name).key("key")).serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(bucket.text("key")).isEqualTo("text");
    }
}
