package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;

/// Checksums that clients send, and get back.
@S3Suite
class IntegrityIT {
    private static final byte[] FIRST = Bytes.seeded(3, Bytes.PART_BYTES_MIN);
    private static final byte[] LAST = Bytes.seeded(4, 54_321);

    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String crc32(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        long value = crc.getValue();
        return base64(new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value});
    }

    private static String value(HeadObjectResponse head, ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> head.checksumCRC32();
            case CRC32_C -> head.checksumCRC32C();
            case CRC64_NVME -> head.checksumCRC64NVME();
            case SHA1 -> head.checksumSHA1();
            case SHA256 -> head.checksumSHA256();
            default -> throw new IllegalArgumentException(algorithm.toString());
        };
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "Content-MD5")
    void put_contentMd5_isChecked() throws Exception {
        byte[] bytes = Bytes.of("text");
        assertThat(put("content-md5", base64(Bytes.md5(bytes)), bytes).status()).isEqualTo(200);
        assertThat(put("content-md5", base64(Bytes.md5(Bytes.of("other"))), Bytes.of("new"))
                        .refusal())
                .isEqualTo("400 BadDigest");
        assertThat(put("content-md5", "not base64", bytes).refusal()).isEqualTo("400 InvalidDigest");
        assertThat(put("content-md5", base64(Bytes.of("short")), bytes).refusal())
                .isEqualTo("400 InvalidDigest");
        assertThat(bucket.text("key")).isEqualTo("text");
    }

    private RawS3.Answer put(String header, String value, byte[] bytes) throws Exception {
        return RawS3.request("PUT", "/" + name + "/key")
                .header(header, value)
                .body(bytes)
                .send();
    }

    @ParameterizedTest
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32_C", "CRC64_NVME", "SHA1", "SHA256"})
    @S3Behaviour(
            operation = "PutObject",
            parameter = {
                "x-amz-checksum-crc32",
                "x-amz-checksum-crc32c",
                "x-amz-checksum-crc64nvme",
                "x-amz-checksum-sha1",
                "x-amz-checksum-sha256",
                "x-amz-trailer"
            })
    @S3Behaviour(operation = "HeadObject", parameter = "x-amz-checksum-mode")
    @S3Behaviour(operation = "GetObject", parameter = "x-amz-checksum-mode")
    void put_checksum_isKept(ChecksumAlgorithm algorithm) {
        byte[] bytes = Bytes.seeded(5, 100_000);
        s3.putObject(
                request -> request.bucket(name).key("key").checksumAlgorithm(algorithm), RequestBody.fromBytes(bytes));
        var head = s3.headObject(request -> request.bucket(name).key("key").checksumMode(ChecksumMode.ENABLED));
        assertThat(value(head, algorithm)).isNotEmpty();
        assertThat(head.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
        if (algorithm == ChecksumAlgorithm.SHA256) {
            assertThat(head.checksumSHA256()).isEqualTo(base64(Bytes.digest("SHA-256", bytes)));
        }
        if (algorithm == ChecksumAlgorithm.CRC32) {
            assertThat(head.checksumCRC32()).isEqualTo(crc32(bytes));
        }
        // The SDK checks the value itself as it reads.
        assertThat(bucket.get("key").asByteArray()).isEqualTo(bytes);
        assertThat(s3.listObjectsV2(request -> request.bucket(name))
                        .contents()
                        .getFirst()
                        .checksumAlgorithm())
                .containsExactly(algorithm);
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "a checksum that is wrong")
    void put_wrongChecksum_storesNothing() throws Exception {
        byte[] bytes = Bytes.of("text");
        assertThat(put("x-amz-checksum-crc32", crc32(Bytes.of("other")), bytes).refusal())
                .isEqualTo("400 BadDigest");
        assertThat(put("x-amz-checksum-sha256", base64(Bytes.digest("SHA-256", Bytes.of("other"))), bytes)
                        .refusal())
                .isEqualTo("400 BadDigest");
        assertThat(put("x-amz-checksum-crc32", "not a value", bytes).refusal()).isEqualTo("400 InvalidRequest");
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "CompleteMultipartUpload", parameter = "composite checksums")
    @S3Behaviour(operation = "UploadPart", parameter = "x-amz-checksum-*")
    @S3Behaviour(operation = "ListParts", parameter = "checksums")
    void multipart_composite_isOfThePartsChecksums() {
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(name).key("key").checksumAlgorithm(ChecksumAlgorithm.SHA256))
                .uploadId();
        List<CompletedPart> parts = List.of(part(upload, 1, FIRST), part(upload, 2, LAST));
        assertThat(s3.listParts(request -> request.bucket(name).key("key").uploadId(upload))
                        .parts()
                        .getFirst()
                        .checksumSHA256())
                .isEqualTo(base64(Bytes.digest("SHA-256", FIRST)));
        var done = s3.completeMultipartUpload(
                request -> request.bucket(name).key("key").uploadId(upload).multipartUpload(all -> all.parts(parts)));
        String expected = base64(Bytes.digest(
                        "SHA-256", Bytes.joined(Bytes.digest("SHA-256", FIRST), Bytes.digest("SHA-256", LAST))))
                + "-2";
        assertThat(done.checksumSHA256()).isEqualTo(expected);
        assertThat(done.checksumType()).isEqualTo(ChecksumType.COMPOSITE);
        var attributes = s3.getObjectAttributes(request -> request.bucket(name)
                .key("key")
                .objectAttributes(ObjectAttributes.CHECKSUM, ObjectAttributes.OBJECT_PARTS));
        assertThat(attributes.objectParts().parts()).hasSize(2);
        assertThat(attributes.objectParts().parts().getFirst().size()).isEqualTo(FIRST.length);
        assertThat(bucket.get("key").asByteArray()).isEqualTo(Bytes.joined(FIRST, LAST));
    }

    private CompletedPart part(String upload, int number, byte[] bytes) {
        var answer = s3.uploadPart(
                request -> request.bucket(name)
                        .key("key")
                        .uploadId(upload)
                        .partNumber(number)
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromBytes(bytes));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumSHA256(Objects.requireNonNull(answer.checksumSHA256()))
                .build();
    }

    @Test
    @S3Behaviour(operation = "CompleteMultipartUpload", parameter = "full-object checksums")
    @S3Behaviour(operation = "CreateMultipartUpload", parameter = "x-amz-checksum-type")
    void multipart_fullObject_isOfAllBytes() {
        String upload = s3.createMultipartUpload(request -> request.bucket(name)
                        .key("key")
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                        .checksumType(ChecksumType.FULL_OBJECT))
                .uploadId();
        CompletedPart one = bucket.part("key", upload, 1, FIRST);
        CompletedPart two = bucket.part("key", upload, 2, LAST);
        String expected = crc32(Bytes.joined(FIRST, LAST));
        assertRefused(
                400,
                "BadDigest",
                () -> s3.completeMultipartUpload(request -> request.bucket(name)
                        .key("key")
                        .uploadId(upload)
                        .checksumCRC32(crc32(LAST))
                        .checksumType(ChecksumType.FULL_OBJECT)
                        .multipartUpload(parts -> parts.parts(one, two))));
        var done = s3.completeMultipartUpload(request -> request.bucket(name)
                .key("key")
                .uploadId(upload)
                .checksumCRC32(expected)
                .checksumType(ChecksumType.FULL_OBJECT)
                .multipartUpload(parts -> parts.parts(one, two)));
        assertThat(done.checksumCRC32()).isEqualTo(expected);
        assertThat(done.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
    }

    @Test
    @S3Behaviour(operation = "CreateMultipartUpload", parameter = "FULL_OBJECT of SHA-256")
    void multipart_fullObjectOfSha_isRefused() {
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.createMultipartUpload(request -> request.bucket(name)
                        .key("key")
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                        .checksumType(ChecksumType.FULL_OBJECT)));
    }

    @Test
    @S3Behaviour(operation = "CopyObject", parameter = "x-amz-checksum-algorithm")
    void copy_otherAlgorithm_isComputed() {
        bucket.put("source", "text");
        var copied = s3.copyObject(request -> request.sourceBucket(name)
                        .sourceKey("source")
                        .destinationBucket(name)
                        .destinationKey("copy")
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                .copyObjectResult();
        assertThat(copied.checksumSHA256()).isEqualTo(base64(Bytes.digest("SHA-256", Bytes.of("text"))));
    }
}
