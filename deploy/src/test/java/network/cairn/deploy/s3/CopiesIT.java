package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/// Copies that the gateway makes by itself.
@S3Suite
class CopiesIT {
    private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");

    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    @Test
    @S3Behaviour(operation = "CopyObject")
    @S3Behaviour(operation = "CopyObject", parameter = "x-amz-metadata-directive: COPY")
    void copyObject_takesBytesAndMetadata() {
        byte[] bytes = Bytes.seeded(1, 300_000);
        s3.putObject(
                request -> request.bucket(name)
                        .key("source")
                        .contentType("text/x-test")
                        .metadata(Map.of("colour", "blue")),
                RequestBody.fromBytes(bytes));
        TestBucket other = TestBucket.create();
        var copied = s3.copyObject(request -> request.sourceBucket(name)
                        .sourceKey("source")
                        .destinationBucket(other.name())
                        .destinationKey("copy"))
                .copyObjectResult();
        assertThat(copied.eTag()).isEqualTo("\"" + Bytes.md5Hex(bytes) + "\"");
        assertThat(copied.lastModified()).isNotNull();
        var copy = other.get("copy");
        assertThat(copy.asByteArray()).isEqualTo(bytes);
        assertThat(copy.response().contentType()).isEqualTo("text/x-test");
        assertThat(copy.response().metadata()).containsEntry("colour", "blue");
    }

    @Test
    @S3Behaviour(operation = "CopyObject", parameter = "x-amz-metadata-directive: REPLACE")
    void copyObject_replace_takesTheRequestsMetadata() {
        bucket.put("source", "text", Map.of("colour", "blue"));
        s3.copyObject(request -> request.sourceBucket(name)
                .sourceKey("source")
                .destinationBucket(name)
                .destinationKey("copy")
                .metadataDirective(MetadataDirective.REPLACE)
                .contentType("text/x-new")
                .metadata(Map.of("shape", "round")));
        var copy = bucket.get("copy").response();
        assertThat(copy.metadata()).isEqualTo(Map.of("shape", "round"));
        assertThat(copy.contentType()).isEqualTo("text/x-new");
    }

    @Test
    @S3Behaviour(operation = "CopyObject", parameter = "an object onto itself")
    void copyObject_ontoItself_needsAChange() {
        bucket.put("key", "text", Map.of("colour", "blue"));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.copyObject(request -> request.sourceBucket(name)
                        .sourceKey("key")
                        .destinationBucket(name)
                        .destinationKey("key")));
        s3.copyObject(request -> request.sourceBucket(name)
                .sourceKey("key")
                .destinationBucket(name)
                .destinationKey("key")
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("colour", "red")));
        assertThat(bucket.text("key")).isEqualTo("text");
        assertThat(bucket.get("key").response().metadata()).containsEntry("colour", "red");
    }

    @Test
    @S3Behaviour(operation = "CopyObject", parameter = "x-amz-tagging-directive")
    void copyObject_tags_areCopiedOrReplaced() {
        s3.putObject(
                request -> request.bucket(name).key("source").tagging("colour=blue"), RequestBody.fromString("text"));
        s3.copyObject(request -> request.sourceBucket(name)
                .sourceKey("source")
                .destinationBucket(name)
                .destinationKey("copied"));
        assertThat(s3.getObjectTagging(request -> request.bucket(name).key("copied"))
                        .tagSet())
                .containsExactly(Tag.builder().key("colour").value("blue").build());
        s3.copyObject(request -> request.sourceBucket(name)
                .sourceKey("source")
                .destinationBucket(name)
                .destinationKey("replaced")
                .taggingDirective(TaggingDirective.REPLACE)
                .tagging("colour=red"));
        assertThat(s3.getObjectTagging(request -> request.bucket(name).key("replaced"))
                        .tagSet())
                .containsExactly(Tag.builder().key("colour").value("red").build());
    }

    @Test
    @S3Behaviour(operation = "CopyObject", parameter = "a source that is not there")
    void copyObject_absentSource_isRefused() {
        assertRefused(
                404,
                "NoSuchKey",
                () -> s3.copyObject(request -> request.sourceBucket(name)
                        .sourceKey("absent")
                        .destinationBucket(name)
                        .destinationKey("copy")));
        assertRefused(
                404,
                "NoSuchBucket",
                () -> s3.copyObject(request -> request.sourceBucket("absent-" + name)
                        .sourceKey("key")
                        .destinationBucket(name)
                        .destinationKey("copy")));
    }

    @Test
    @S3Behaviour(
            operation = "CopyObject",
            parameter = {
                "x-amz-copy-source-if-match",
                "x-amz-copy-source-if-none-match",
                "x-amz-copy-source-if-modified-since",
                "x-amz-copy-source-if-unmodified-since"
            })
    void copyObject_conditionsOfTheSource_areChecked() {
        String etag = bucket.put("source", "text").eTag();
        Instant later = Instant.now().plus(1, ChronoUnit.DAYS);
        s3.copyObject(request -> request.sourceBucket(name)
                .sourceKey("source")
                .destinationBucket(name)
                .destinationKey("copy")
                .copySourceIfMatch(etag)
                .copySourceIfUnmodifiedSince(LONG_AGO));
        s3.copyObject(request -> request.sourceBucket(name)
                .sourceKey("source")
                .destinationBucket(name)
                .destinationKey("copy")
                .copySourceIfNoneMatch("\"other\"")
                .copySourceIfModifiedSince(LONG_AGO));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.copyObject(request -> request.sourceBucket(name)
                        .sourceKey("source")
                        .destinationBucket(name)
                        .destinationKey("copy")
                        .copySourceIfMatch("\"other\"")));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.copyObject(request -> request.sourceBucket(name)
                        .sourceKey("source")
                        .destinationBucket(name)
                        .destinationKey("copy")
                        .copySourceIfNoneMatch(etag)));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.copyObject(request -> request.sourceBucket(name)
                        .sourceKey("source")
                        .destinationBucket(name)
                        .destinationKey("copy")
                        .copySourceIfUnmodifiedSince(LONG_AGO)));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.copyObject(request -> request.sourceBucket(name)
                        .sourceKey("source")
                        .destinationBucket(name)
                        .destinationKey("copy")
                        .copySourceIfModifiedSince(later.minus(1, ChronoUnit.HOURS))));
    }

    @Test
    @S3Behaviour(
            operation = "CopyObject",
            parameter = {"If-None-Match", "If-Match"})
    void copyObject_conditionsOfTheTarget_areChecked() throws Exception {
        String etag = bucket.put("source", "text").eTag();
        RawS3.Answer first = copyTo("copy", "if-none-match", "*");
        assertThat(first.status()).as(first.toString()).isEqualTo(200);
        assertThat(copyTo("copy", "if-none-match", "*").refusal()).isEqualTo("412 PreconditionFailed");
        assertThat(copyTo("copy", "if-match", etag).status()).isEqualTo(200);
        assertThat(copyTo("copy", "if-match", "\"other\"").refusal()).isEqualTo("412 PreconditionFailed");
    }

    private RawS3.Answer copyTo(String key, String condition, String value) throws Exception {
        return RawS3.request("PUT", "/" + name + "/" + key)
                .header("x-amz-copy-source", "/" + name + "/source")
                .header(condition, value)
                .send();
    }

    @Test
    @S3Behaviour(operation = "CopyObject", parameter = "?versionId of the source")
    void copyObject_versionOfSource_isThatVersion() {
        TestBucket versioned = TestBucket.versioned();
        String old = versioned.put("key", "old").versionId();
        versioned.put("key", "new");
        var answer = s3.copyObject(request -> request.sourceBucket(versioned.name())
                .sourceKey("key")
                .sourceVersionId(old)
                .destinationBucket(name)
                .destinationKey("copy"));
        assertThat(answer.copySourceVersionId()).isEqualTo(old);
        assertThat(bucket.text("copy")).isEqualTo("old");
    }

    @Test
    @S3Behaviour(operation = "CopyObject", parameter = "keys of any characters as source")
    void copyObject_oddKey_isFound() {
        String key = "a b+c%2F/größe ?#&";
        bucket.put(key, "text");
        s3.copyObject(request -> request.sourceBucket(name)
                .sourceKey(key)
                .destinationBucket(name)
                .destinationKey("copy of " + key));
        assertThat(bucket.text("copy of " + key)).isEqualTo("text");
    }

    @Test
    @S3Behaviour(operation = "CopyObject", parameter = "of an object made in parts")
    void copyObject_ofParts_isOneWhole() {
        byte[] one = Bytes.seeded(1, Bytes.PART_BYTES_MIN);
        byte[] two = Bytes.seeded(2, 1000);
        String upload = bucket.startUpload("parts");
        var first = bucket.part("parts", upload, 1, one);
        var second = bucket.part("parts", upload, 2, two);
        s3.completeMultipartUpload(request -> request.bucket(name)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(parts -> parts.parts(first, second)));
        String etag = s3.copyObject(request -> request.sourceBucket(name)
                        .sourceKey("parts")
                        .destinationBucket(name)
                        .destinationKey("whole"))
                .copyObjectResult()
                .eTag();
        byte[] both = Bytes.joined(one, two);
        assertThat(etag).isEqualTo("\"" + Bytes.md5Hex(both) + "\"");
        assertThat(bucket.get("whole").asByteArray()).isEqualTo(both);
    }
}
