package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.Part;

/// Objects made in parts.
@S3Suite
class MultipartIT {
    private static final byte[] FIRST = Bytes.seeded(1, Bytes.PART_BYTES_MIN);
    private static final byte[] LAST = Bytes.seeded(2, 12_345);

    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    private String complete(String key, String uploadId, CompletedPart... parts) {
        return s3.completeMultipartUpload(request ->
                        request.bucket(name).key(key).uploadId(uploadId).multipartUpload(upload -> upload.parts(parts)))
                .eTag();
    }

    @Test
    @S3Behaviour(operation = "CreateMultipartUpload")
    @S3Behaviour(operation = "UploadPart")
    @S3Behaviour(operation = "CompleteMultipartUpload")
    void upload_twoParts_isTheirBytes() {
        String upload = s3.createMultipartUpload(request -> request.bucket(name)
                        .key("key")
                        .contentType("text/x-test")
                        .metadata(Map.of("colour", "blue")))
                .uploadId();
        CompletedPart one = bucket.part("key", upload, 1, FIRST);
        CompletedPart two = bucket.part("key", upload, 7, LAST);
        assertThat(one.eTag()).isEqualTo("\"" + Bytes.md5Hex(FIRST) + "\"");
        assertThat(bucket.keys()).isEmpty();
        String etag = complete("key", upload, one, two);
        assertThat(etag).isEqualTo(etagOfParts(FIRST, LAST));
        var object = bucket.get("key");
        assertThat(object.asByteArray()).isEqualTo(Bytes.joined(FIRST, LAST));
        assertThat(object.response().eTag()).isEqualTo(etag);
        assertThat(object.response().contentType()).isEqualTo("text/x-test");
        assertThat(object.response().metadata()).containsEntry("colour", "blue");
    }

    static String etagOfParts(byte[]... parts) {
        byte[] digests = new byte[0];
        for (byte[] part : parts) {
            digests = Bytes.joined(digests, Bytes.md5(part));
        }
        return "\"" + HexFormat.of().formatHex(Bytes.md5(digests)) + "-" + parts.length + "\"";
    }

    @Test
    @S3Behaviour(operation = "UploadPart", parameter = "the same number again")
    void uploadPart_again_replaces() {
        String upload = bucket.startUpload("key");
        CompletedPart old = bucket.part("key", upload, 1, LAST);
        CompletedPart replaced = bucket.part("key", upload, 1, Bytes.of("new"));
        assertRefused(400, "InvalidPart", () -> complete("key", upload, old));
        complete("key", upload, replaced);
        assertThat(bucket.text("key")).isEqualTo("new");
    }

    @Test
    @S3Behaviour(operation = "UploadPart", parameter = "partNumber from 1 to 10,000")
    void uploadPart_numberOutside_isRefused() {
        String upload = bucket.startUpload("key");
        bucket.part("key", upload, 10_000, LAST);
        for (int number : new int[] {0, 10_001}) {
            assertRefused(400, "InvalidArgument", () -> bucket.part("key", upload, number, LAST));
        }
    }

    @Test
    @S3Behaviour(operation = "CompleteMultipartUpload", parameter = "a part that was not sent")
    void complete_missingPart_isRefused() {
        String upload = bucket.startUpload("key");
        CompletedPart one = bucket.part("key", upload, 1, LAST);
        assertRefused(400, "InvalidPart", () -> complete("key", upload, one.copy(part -> part.partNumber(2))));
        assertRefused(
                400,
                "InvalidPart",
                () -> complete("key", upload, one.copy(part -> part.eTag("\"" + "0".repeat(32) + "\""))));
    }

    @Test
    @S3Behaviour(operation = "CompleteMultipartUpload", parameter = "parts out of order")
    void complete_outOfOrder_isRefused() {
        String upload = bucket.startUpload("key");
        CompletedPart one = bucket.part("key", upload, 1, FIRST);
        CompletedPart two = bucket.part("key", upload, 2, LAST);
        assertRefused(400, "InvalidPartOrder", () -> complete("key", upload, two, one));
        complete("key", upload, one, two);
    }

    @Test
    @S3Behaviour(operation = "CompleteMultipartUpload", parameter = "a part under 5 MiB that is not the last")
    void complete_smallPart_isRefused() {
        String upload = bucket.startUpload("key");
        CompletedPart one = bucket.part("key", upload, 1, LAST);
        CompletedPart two = bucket.part("key", upload, 2, LAST);
        assertRefused(400, "EntityTooSmall", () -> complete("key", upload, one, two));
    }

    @Test
    @S3Behaviour(operation = "CompleteMultipartUpload", parameter = "no parts, or no XML")
    void complete_noParts_isRefused() throws Exception {
        String upload = bucket.startUpload("key");
        for (String document : List.of("<CompleteMultipartUpload></CompleteMultipartUpload>", "<Complete", "")) {
            RawS3.Answer answer = RawS3.request("POST", "/" + name + "/key")
                    .query("uploadId", upload)
                    .body(document)
                    .send();
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertThat(answer.element("Code")).isIn("MalformedXML", "InvalidRequest");
        }
    }

    @Test
    @S3Behaviour(operation = "CompleteMultipartUpload", parameter = "again, after success")
    void complete_again_isTheSameAnswer() {
        String upload = bucket.startUpload("key");
        CompletedPart one = bucket.part("key", upload, 1, LAST);
        String etag = complete("key", upload, one);
        assertThat(complete("key", upload, one)).isEqualTo(etag);
        assertThat(bucket.get("key").asByteArray()).isEqualTo(LAST);
    }

    @Test
    @S3Behaviour(operation = "CompleteMultipartUpload", parameter = "x-amz-mp-object-size")
    void complete_objectSize_isChecked() {
        String upload = bucket.startUpload("key");
        CompletedPart one = bucket.part("key", upload, 1, LAST);
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.completeMultipartUpload(request -> request.bucket(name)
                        .key("key")
                        .uploadId(upload)
                        .mpuObjectSize(LAST.length + 1L)
                        .multipartUpload(parts -> parts.parts(one))));
        s3.completeMultipartUpload(request -> request.bucket(name)
                .key("key")
                .uploadId(upload)
                .mpuObjectSize((long) LAST.length)
                .multipartUpload(parts -> parts.parts(one)));
    }

    @Test
    @S3Behaviour(operation = "AbortMultipartUpload")
    void abort_forgetsTheParts() {
        String upload = bucket.startUpload("key");
        CompletedPart one = bucket.part("key", upload, 1, LAST);
        s3.abortMultipartUpload(request -> request.bucket(name).key("key").uploadId(upload));
        assertRefused(404, "NoSuchUpload", () -> complete("key", upload, one));
        assertRefused(404, "NoSuchUpload", () -> bucket.part("key", upload, 1, LAST));
        assertRefused(
                404,
                "NoSuchUpload",
                () -> s3.listParts(request -> request.bucket(name).key("key").uploadId(upload)));
        assertRefused(
                404,
                "NoSuchUpload",
                () -> s3.abortMultipartUpload(
                        request -> request.bucket(name).key("key").uploadId(upload)));
    }

    @Test
    @S3Behaviour(
            operation = "ListParts",
            parameter = {"", "max-parts", "part-number-marker"})
    void listParts_pages_areExact() {
        String upload = bucket.startUpload("key");
        for (int number = 1; number <= 5; number++) {
            bucket.part("key", upload, number * 2, Bytes.of("part " + number));
        }
        List<Part> parts = new ArrayList<>();
        for (var page : s3.listPartsPaginator(
                request -> request.bucket(name).key("key").uploadId(upload).maxParts(2))) {
            assertThat(page.parts()).hasSizeLessThanOrEqualTo(2);
            assertThat(page.maxParts()).isEqualTo(2);
            parts.addAll(page.parts());
        }
        assertThat(parts.stream().map(Part::partNumber)).containsExactly(2, 4, 6, 8, 10);
        assertThat(parts.getFirst().size()).isEqualTo(6);
        assertThat(parts.getFirst().eTag()).isEqualTo("\"" + Bytes.md5Hex(Bytes.of("part 1")) + "\"");
        assertThat(parts.getFirst().lastModified()).isNotNull();
    }

    @Test
    @S3Behaviour(
            operation = "ListMultipartUploads",
            parameter = {"", "prefix", "delimiter", "max-uploads", "key-marker", "upload-id-marker", "encoding-type"})
    void listMultipartUploads_pages_areExact() {
        for (String key : List.of("a", "a", "b/1", "b/2", "c d")) {
            bucket.startUpload(key);
        }
        List<String> keys = new ArrayList<>();
        for (var page :
                s3.listMultipartUploadsPaginator(request -> request.bucket(name).maxUploads(2))) {
            page.uploads().stream().map(MultipartUpload::key).forEach(keys::add);
        }
        assertThat(keys).containsExactly("a", "a", "b/1", "b/2", "c d");
        var grouped = s3.listMultipartUploads(
                request -> request.bucket(name).delimiter("/").encodingType("url"));
        assertThat(grouped.uploads().stream().map(MultipartUpload::key)).containsExactly("a", "a", "c d");
        assertThat(grouped.commonPrefixes().stream().map(CommonPrefix::prefix)).containsExactly("b/");
        assertThat(s3.listMultipartUploads(request -> request.bucket(name).prefix("b/")).uploads().stream()
                        .map(MultipartUpload::key))
                .containsExactly("b/1", "b/2");
    }

    @Test
    @S3Behaviour(
            operation = "UploadPartCopy",
            parameter = {"", "x-amz-copy-source-range"})
    void uploadPartCopy_range_isThatPart() {
        bucket.put("source", "0123456789");
        String upload = bucket.startUpload("key");
        var copied = s3.uploadPartCopy(request -> request.sourceBucket(name)
                        .sourceKey("source")
                        .copySourceRange("bytes=2-5")
                        .destinationBucket(name)
                        .destinationKey("key")
                        .uploadId(upload)
                        .partNumber(1))
                .copyPartResult();
        assertThat(copied.eTag()).isEqualTo("\"" + Bytes.md5Hex(Bytes.of("2345")) + "\"");
        complete(
                "key",
                upload,
                CompletedPart.builder().partNumber(1).eTag(copied.eTag()).build());
        assertThat(bucket.text("key")).isEqualTo("2345");
    }

    @Test
    @S3Behaviour(operation = "UploadPartCopy", parameter = "a range outside the source")
    void uploadPartCopy_rangeOutside_isRefused() {
        bucket.put("source", "0123456789");
        String upload = bucket.startUpload("key");
        for (String range : List.of("bytes=5-10", "bytes=-3", "2-5")) {
            assertRefused(
                    400,
                    "InvalidArgument",
                    () -> s3.uploadPartCopy(request -> request.sourceBucket(name)
                            .sourceKey("source")
                            .copySourceRange(range)
                            .destinationBucket(name)
                            .destinationKey("key")
                            .uploadId(upload)
                            .partNumber(1)));
        }
    }

    @Test
    @S3Behaviour(operation = "GetObject", parameter = "partNumber")
    @S3Behaviour(operation = "HeadObject", parameter = "partNumber")
    @S3Behaviour(operation = "GetObjectAttributes", parameter = "ObjectParts")
    void getObject_partNumber_isThatPart() {
        String upload = bucket.startUpload("key");
        String etag =
                complete("key", upload, bucket.part("key", upload, 1, FIRST), bucket.part("key", upload, 2, LAST));
        var part =
                s3.getObjectAsBytes(request -> request.bucket(name).key("key").partNumber(2));
        assertThat(part.asByteArray()).isEqualTo(LAST);
        assertThat(part.response().eTag()).isEqualTo(etag);
        assertThat(part.response().partsCount()).isEqualTo(2);
        assertThat(part.response().contentRange())
                .isEqualTo("bytes %d-%d/%d"
                        .formatted(FIRST.length, FIRST.length + LAST.length - 1, FIRST.length + LAST.length));
        var head = s3.headObject(request -> request.bucket(name).key("key").partNumber(1));
        assertThat(head.contentLength()).isEqualTo(FIRST.length);
        assertThat(head.partsCount()).isEqualTo(2);
        assertRefused(
                416,
                "InvalidPartNumber",
                () -> s3.getObjectAsBytes(
                        request -> request.bucket(name).key("key").partNumber(3)));
        var attributes = s3.getObjectAttributes(request -> request.bucket(name)
                .key("key")
                .objectAttributes(ObjectAttributes.OBJECT_PARTS, ObjectAttributes.OBJECT_SIZE));
        assertThat(attributes.objectParts().totalPartsCount()).isEqualTo(2);
        assertThat(attributes.objectSize()).isEqualTo(FIRST.length + LAST.length);
    }

    @Test
    @S3Behaviour(
            operation = "CompleteMultipartUpload",
            parameter = {"If-None-Match", "If-Match"})
    void complete_conditions_areChecked() {
        String etag = bucket.put("key", "present").eTag();
        String upload = bucket.startUpload("key");
        CompletedPart one = bucket.part("key", upload, 1, LAST);
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.completeMultipartUpload(request -> request.bucket(name)
                        .key("key")
                        .uploadId(upload)
                        .ifNoneMatch("*")
                        .multipartUpload(parts -> parts.parts(one))));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.completeMultipartUpload(request -> request.bucket(name)
                        .key("key")
                        .uploadId(upload)
                        .ifMatch("\"other\"")
                        .multipartUpload(parts -> parts.parts(one))));
        assertThat(bucket.text("key")).isEqualTo("present");
        s3.completeMultipartUpload(request -> request.bucket(name)
                .key("key")
                .uploadId(upload)
                .ifMatch(etag)
                .multipartUpload(parts -> parts.parts(one)));
        assertThat(bucket.get("key").asByteArray()).isEqualTo(LAST);
    }

    @Test
    @S3Behaviour(operation = "CreateMultipartUpload", parameter = "x-amz-tagging")
    void createMultipartUpload_tags_areTheObjects() {
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(name).key("key").tagging("colour=blue"))
                .uploadId();
        complete("key", upload, bucket.part("key", upload, 1, LAST));
        assertThat(s3.getObjectTagging(request -> request.bucket(name).key("key"))
                        .tagSet())
                .singleElement()
                .satisfies(tag -> assertThat(tag.key() + "=" + tag.value()).isEqualTo("colour=blue"));
    }

    @Test
    @S3Behaviour(operation = "UploadPart", parameter = "an upload of another key")
    void uploadPart_otherKey_isNoSuchUpload() {
        String upload = bucket.startUpload("key");
        assertRefused(
                404,
                "NoSuchUpload",
                () -> s3.uploadPart(
                        request -> request.bucket(name)
                                .key("other")
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromBytes(LAST)));
    }
}
