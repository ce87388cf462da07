package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tag;

/// Objects deleted, told of, tagged and renamed.
@S3Suite
class ObjectChangesIT {
    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    @Test
    @S3Behaviour(operation = "DeleteObject")
    void deleteObject_presentOrNot_isGone() {
        bucket.put("key", "text");
        for (int i = 0; i < 2; i++) {
            assertThat(s3.deleteObject(request -> request.bucket(name).key("key"))
                            .sdkHttpResponse()
                            .statusCode())
                    .isEqualTo(204);
        }
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "DeleteObjects")
    void deleteObjects_thousand_areAllGone() {
        List<ObjectIdentifier> objects = IntStream.range(0, 1000)
                .mapToObj(i -> ObjectIdentifier.builder().key("key " + i).build())
                .toList();
        bucket.put("key 1", "text");
        bucket.put("key 999", "text");
        bucket.put("kept", "text");
        var answer = s3.deleteObjects(request -> request.bucket(name).delete(delete -> delete.objects(objects)));
        assertThat(answer.deleted()).hasSize(1000);
        assertThat(answer.deleted().stream().map(DeletedObject::key)).contains("key 0", "key 999");
        assertThat(bucket.keys()).containsExactly("kept");
    }

    @Test
    @S3Behaviour(operation = "DeleteObjects", parameter = "Quiet")
    void deleteObjects_quiet_tellsOnlyErrors() {
        bucket.put("key", "text");
        var answer = s3.deleteObjects(request -> request.bucket(name)
                .delete(delete -> delete.quiet(true)
                        .objects(
                                ObjectIdentifier.builder().key("key").build(),
                                ObjectIdentifier.builder()
                                        .key("key")
                                        .versionId("no-such-version")
                                        .build())));
        assertThat(answer.deleted()).isEmpty();
        assertThat(answer.errors().stream().map(S3Error::key)).containsExactly("key");
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "DeleteObjects", parameter = "more than 1,000 keys")
    void deleteObjects_tooMany_isRefused() {
        List<ObjectIdentifier> objects = IntStream.range(0, 1001)
                .mapToObj(i -> ObjectIdentifier.builder().key("key " + i).build())
                .toList();
        assertRefused(
                400,
                "MalformedXML",
                () -> s3.deleteObjects(request -> request.bucket(name).delete(delete -> delete.objects(objects))));
    }

    @Test
    @S3Behaviour(
            operation = "GetObjectAttributes",
            parameter = {"ETag", "Checksum", "ObjectSize", "StorageClass"})
    void getObjectAttributes_whole_areTold() {
        bucket.put("key", "0123456789");
        var answer = s3.getObjectAttributes(request -> request.bucket(name)
                .key("key")
                .objectAttributes(
                        ObjectAttributes.E_TAG,
                        ObjectAttributes.CHECKSUM,
                        ObjectAttributes.OBJECT_SIZE,
                        ObjectAttributes.STORAGE_CLASS,
                        ObjectAttributes.OBJECT_PARTS));
        assertThat(answer.eTag()).isEqualTo(Bytes.md5Hex(Bytes.of("0123456789")));
        assertThat(answer.objectSize()).isEqualTo(10);
        assertThat(answer.storageClass()).isEqualTo(StorageClass.STANDARD);
        assertThat(answer.checksum()).isNotNull();
        assertThat(answer.objectParts()).isNull();
        assertThat(answer.lastModified()).isNotNull();
    }

    @Test
    @S3Behaviour(operation = "GetObjectTagging")
    @S3Behaviour(operation = "PutObjectTagging")
    @S3Behaviour(operation = "DeleteObjectTagging")
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-tagging")
    void objectTagging_isReadBackAndDeleted() {
        s3.putObject(
                request -> request.bucket(name).key("key").tagging("colour=blue&empty=&space%20d=a%2Bb"),
                RequestBody.fromString("text"));
        assertThat(s3.getObjectTagging(request -> request.bucket(name).key("key"))
                        .tagSet())
                .containsExactlyInAnyOrder(tag("colour", "blue"), tag("empty", ""), tag("space d", "a+b"));
        assertThat(s3.headObject(request -> request.bucket(name).key("key")).tagCount())
                .isEqualTo(3);
        s3.putObjectTagging(
                request -> request.bucket(name).key("key").tagging(tags -> tags.tagSet(tag("colour", "red"))));
        assertThat(s3.getObjectTagging(request -> request.bucket(name).key("key"))
                        .tagSet())
                .containsExactly(tag("colour", "red"));
        s3.deleteObjectTagging(request -> request.bucket(name).key("key"));
        assertThat(s3.getObjectTagging(request -> request.bucket(name).key("key"))
                        .tagSet())
                .isEmpty();
    }

    @Test
    @S3Behaviour(
            operation = "PutObjectTagging",
            parameter = "more than 10 tags, or too long ones",
            difference = "more than 10 are `InvalidTag`, in S3 `BadRequest`; both 400")
    void objectTagging_tooMuch_isRefused() {
        bucket.put("key", "text");
        List<Tag> eleven =
                IntStream.range(0, 11).mapToObj(i -> tag("k" + i, "v")).toList();
        assertRefused(
                400,
                "InvalidTag",
                () -> s3.putObjectTagging(
                        request -> request.bucket(name).key("key").tagging(tags -> tags.tagSet(eleven))));
        for (Tag tag : List.of(tag("k".repeat(129), "v"), tag("k", "v".repeat(257)))) {
            assertRefused(
                    400,
                    "InvalidTag",
                    () -> s3.putObjectTagging(
                            request -> request.bucket(name).key("key").tagging(tags -> tags.tagSet(tag))));
        }
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    @S3Behaviour(operation = "RenameObject")
    void renameObject_movesTheObject() {
        bucket.put("old name", "text", Map.of("colour", "blue"));
        s3.renameObject(request -> request.bucket(name).key("new name").renameSource("/" + name + "/old%20name"));
        assertThat(bucket.keys()).containsExactly("new name");
        assertThat(bucket.get("new name").response().metadata()).containsEntry("colour", "blue");
    }

    @Test
    @S3Behaviour(operation = "RestoreObject", refused = "InvalidObjectState")
    void restoreObject_isRefused() {
        bucket.put("key", "text");
        assertRefused(
                403,
                "InvalidObjectState",
                () -> s3.restoreObject(
                        request -> request.bucket(name).key("key").restoreRequest(restore -> restore.days(1))));
    }

    @Test
    @S3Behaviour(operation = "SelectObjectContent", refused = "NotImplemented")
    @S3Behaviour(operation = "GetObjectTorrent", refused = "NotImplemented")
    void selectAndTorrent_areRefused() throws Exception {
        bucket.put("key", "text");
        assertThat(RawS3.request("POST", "/" + name + "/key")
                        .query("select", "")
                        .query("select-type", "2")
                        .body("<SelectObjectContentRequest/>")
                        .send()
                        .refusal())
                .isEqualTo("501 NotImplemented");
        assertRefused(
                501,
                "NotImplemented",
                () -> s3.getObjectTorrentAsBytes(request -> request.bucket(name).key("key")));
    }
}
