package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static network.cairn.deploy.s3.Refusal.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Objects: their bytes, what is kept beside them, and their end.
@S3Suite
class ObjectsIT {
    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 4097, 1_048_576, 5_242_881})
    @S3Behaviour(operation = "PutObject")
    @S3Behaviour(operation = "GetObject")
    void putObject_anySize_isReadBack(int sizeBytes) {
        byte[] bytes = Bytes.seeded(sizeBytes, sizeBytes);
        String etag = "\"" + Bytes.md5Hex(bytes) + "\"";
        assertThat(bucket.put("key", bytes).eTag()).isEqualTo(etag);
        var answer = bucket.get("key");
        assertThat(answer.asByteArray()).isEqualTo(bytes);
        assertThat(answer.response().eTag()).isEqualTo(etag);
        assertThat(answer.response().contentLength()).isEqualTo(sizeBytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a space",
                "plus+sign",
                "../up",
                "a/../b",
                "//double",
                "trailing/",
                "percent%2Fsign",
                "größe €",
                "日本",
                "quote'\"<>&",
                "tab\tand\nnewline",
                "semi;colon?question#hash",
                ".",
                "..",
                "_under",
                "\uD83D\uDE00"
            })
    @S3Behaviour(operation = "PutObject", parameter = "keys of any characters")
    void putObject_anyKey_isThatKey(String key) {
        bucket.put(key, key);
        assertThat(bucket.text(key)).isEqualTo(key);
        assertThat(bucket.keys()).containsExactly(key);
        s3.deleteObject(request -> request.bucket(name).key(key));
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "keys of 1,024 bytes at most")
    void putObject_longKey_isRefused() {
        bucket.put("k".repeat(1024), "text");
        assertThat(bucket.text("k".repeat(1024))).isEqualTo("text");
        assertRefused(400, "KeyTooLongError", () -> bucket.put("k".repeat(1025), "text"));
    }

    @Test
    @S3Behaviour(
            operation = "PutObject",
            parameter = {
                "Cache-Control",
                "Content-Disposition",
                "Content-Encoding",
                "Content-Language",
                "Content-Type",
                "Expires",
                "x-amz-meta-*"
            })
    @S3Behaviour(operation = "HeadObject")
    void putObject_headers_areGivenBack() {
        Instant expires = Instant.parse("2031-02-03T04:05:06Z");
        s3.putObject(
                request -> request.bucket(name)
                        .key("key")
                        .cacheControl("no-cache")
                        .contentDisposition("attachment; filename=\"x\"")
                        .contentEncoding("gzip")
                        .contentLanguage("de")
                        .contentType("text/x-test")
                        .expires(expires)
                        .metadata(Map.of("colour", "blue", "empty", "")),
                RequestBody.fromString("text"));
        var head = s3.headObject(request -> request.bucket(name).key("key"));
        assertThat(head.cacheControl()).isEqualTo("no-cache");
        assertThat(head.contentDisposition()).isEqualTo("attachment; filename=\"x\"");
        assertThat(head.contentEncoding()).isEqualTo("gzip");
        assertThat(head.contentLanguage()).isEqualTo("de");
        assertThat(head.contentType()).isEqualTo("text/x-test");
        assertThat(head.expiresString()).isEqualTo("Mon, 03 Feb 2031 04:05:06 GMT");
        assertThat(head.metadata()).containsEntry("colour", "blue").containsEntry("empty", "");
        assertThat(head.acceptRanges()).isEqualTo("bytes");
        assertThat(head.lastModified()).isNotNull();
        assertThat(head.lastModified()).isEqualTo(head.lastModified().truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "metadata of 2 KB at most")
    void putObject_muchMetadata_isRefused() {
        bucket.put("key", "text", Map.of("m", "v".repeat(2047)));
        assertRefused(400, "MetadataTooLarge", () -> bucket.put("key", "text", Map.of("m", "v".repeat(2048))));
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-storage-class")
    void putObject_unknownStorageClass_isRefused() {
        s3.putObject(
                request -> request.bucket(name).key("key").storageClass("STANDARD"), RequestBody.fromString("text"));
        assertThat(s3.headObject(request -> request.bucket(name).key("key")).storageClass())
                .isNull();
        assertRefused(
                400,
                "InvalidStorageClass",
                () -> s3.putObject(
                        request -> request.bucket(name).key("key").storageClass("MARBLE"),
                        RequestBody.fromString("text")));
    }

    @Test
    @S3Behaviour(
            operation = "PutObject",
            parameter = "x-amz-storage-class other than STANDARD",
            refused = "InvalidStorageClass")
    void putObject_otherStorageClass_isRefused() {
        assertRefused(
                400,
                "InvalidStorageClass",
                () -> s3.putObject(
                        request -> request.bucket(name).key("key").storageClass("GLACIER"),
                        RequestBody.fromString("text")));
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-website-redirect-location")
    void putObject_redirect_isGivenBack() {
        s3.putObject(
                request -> request.bucket(name).key("key").websiteRedirectLocation("/other"),
                RequestBody.fromString("text"));
        assertThat(s3.headObject(request -> request.bucket(name).key("key")).websiteRedirectLocation())
                .isEqualTo("/other");
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-expected-bucket-owner")
    void putObject_expectedOwner_isChecked() {
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.putObject(
                        request -> request.bucket(name).key("key").expectedBucketOwner("000000000000"),
                        RequestBody.fromString("text")));
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-write-offset-bytes")
    void putObject_writeOffset_appends() {
        bucket.put("log", "one,");
        s3.putObject(request -> request.bucket(name).key("log").writeOffsetBytes(4L), RequestBody.fromString("two"));
        assertThat(bucket.text("log")).isEqualTo("one,two");
        assertRefused(
                400,
                "InvalidWriteOffset",
                () -> s3.putObject(
                        request -> request.bucket(name).key("log").writeOffsetBytes(3L),
                        RequestBody.fromString("three")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=2-5", "bytes=7-", "bytes=-3", "bytes=0-0", "bytes=5-100"})
    @S3Behaviour(operation = "GetObject", parameter = "Range")
    void getObject_range_isThatPart(String range) {
        bucket.put("key", "0123456789");
        var answer =
                s3.getObjectAsBytes(request -> request.bucket(name).key("key").range(range));
        String expected = switch (range) {
            case "bytes=2-5" -> "2345 bytes 2-5/10";
            case "bytes=7-" -> "789 bytes 7-9/10";
            case "bytes=-3" -> "789 bytes 7-9/10";
            case "bytes=0-0" -> "0 bytes 0-0/10";
            default -> "56789 bytes 5-9/10";
        };
        assertThat(answer.asUtf8String() + " " + answer.response().contentRange())
                .isEqualTo(expected);
        assertThat(answer.response().sdkHttpResponse().statusCode()).isEqualTo(206);
    }

    @Test
    @S3Behaviour(operation = "GetObject", parameter = "a range outside the object")
    void getObject_rangeOutside_isRefused() {
        bucket.put("key", "0123456789");
        assertRefused(
                416,
                "InvalidRange",
                () -> s3.getObjectAsBytes(
                        request -> request.bucket(name).key("key").range("bytes=10-12")));
        bucket.put("empty", "");
        assertRefused(
                416,
                "InvalidRange",
                () -> s3.getObjectAsBytes(
                        request -> request.bucket(name).key("empty").range("bytes=0-1")));
    }

    @Test
    @S3Behaviour(operation = "GetObject", parameter = "a malformed range, or several")
    void getObject_malformedRange_isIgnored() {
        bucket.put("key", "0123456789");
        for (String range : List.of("bytes=5-2", "lines=1-2", "bytes=0-1,3-4")) {
            var answer = s3.getObjectAsBytes(
                    request -> request.bucket(name).key("key").range(range));
            assertThat(answer.asUtf8String()).as(range).isEqualTo("0123456789");
            assertThat(answer.response().sdkHttpResponse().statusCode()).isEqualTo(200);
        }
    }

    @Test
    @S3Behaviour(
            operation = "GetObject",
            parameter = {
                "response-cache-control",
                "response-content-disposition",
                "response-content-encoding",
                "response-content-language",
                "response-content-type",
                "response-expires"
            })
    void getObject_responseHeaders_areReplaced() {
        bucket.put("key", "text");
        var answer = s3.getObjectAsBytes(request -> request.bucket(name)
                        .key("key")
                        .responseCacheControl("max-age=5")
                        .responseContentDisposition("inline")
                        .responseContentEncoding("x-own")
                        .responseContentLanguage("fr")
                        .responseContentType("text/x-other")
                        .responseExpires(Instant.parse("2031-02-03T04:05:06Z")))
                .response();
        assertThat(answer.cacheControl()).isEqualTo("max-age=5");
        assertThat(answer.contentDisposition()).isEqualTo("inline");
        assertThat(answer.contentEncoding()).isEqualTo("x-own");
        assertThat(answer.contentLanguage()).isEqualTo("fr");
        assertThat(answer.contentType()).isEqualTo("text/x-other");
        assertThat(answer.expiresString()).isEqualTo("Mon, 03 Feb 2031 04:05:06 GMT");
    }

    @Test
    @S3Behaviour(operation = "GetObject", parameter = "a key that is not there")
    void getObject_absent_isNoSuchKey() throws Exception {
        assertRefused(404, "NoSuchKey", () -> bucket.get("absent"));
        assertStatus(404, () -> s3.headObject(request -> request.bucket(name).key("absent")));
        assertRefused(
                404,
                "NoSuchBucket",
                () -> s3.getObjectAsBytes(
                        request -> request.bucket("absent-" + name).key("key")));
        RawS3.Answer answer = RawS3.request("GET", "/" + name + "/absent%20key").send();
        assertThat(answer.element("Key")).isEqualTo("absent key");
        assertThat(answer.header("content-type")).isEqualTo("application/xml");
    }
}
