package network.cairn.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.minio.BucketExistsArgs;
import io.minio.ComposeObjectArgs;
import io.minio.ComposeSource;
import io.minio.CopyObjectArgs;
import io.minio.CopySource;
import io.minio.GetObjectArgs;
import io.minio.GetObjectTagsArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PostPolicy;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.RemoveObjectsArgs;
import io.minio.Result;
import io.minio.SetObjectTagsArgs;
import io.minio.StatObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.http.Method;
import io.minio.messages.DeleteObject;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// MinIO's Java client.
class MinioClientTest {
    private final MinioClient minio = MinioClient.builder()
            .endpoint(Gateway.endpoint().toString())
            .region(Gateway.region())
            .credentials(Gateway.accessKeyId(), Gateway.secretAccessKey())
            .build();
    private final String bucket = Gateway.bucketName();

    @BeforeEach
    void makeBucket() throws Exception {
        minio.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
    }

    private void put(String key, byte[] bytes) throws Exception {
        minio.putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(
                        new ByteArrayInputStream(bytes), bytes.length, -1)
                .contentType("text/x-test")
                .userMetadata(Map.of("colour", "blue"))
                .build());
    }

    private byte[] get(String key) throws Exception {
        try (var in = minio.getObject(
                GetObjectArgs.builder().bucket(bucket).object(key).build())) {
            return in.readAllBytes();
        }
    }

    private List<String> keys(ListObjectsArgs arguments) throws Exception {
        List<String> keys = new ArrayList<>();
        for (Result<Item> item : minio.listObjects(arguments)) {
            keys.add(item.get().objectName());
        }
        return keys;
    }

    @Test
    void object_isReadBackWithItsMetadata() throws Exception {
        byte[] bytes = Gateway.bytes(3, 200_000);
        put("a key+ü/x", bytes);
        assertThat(get("a key+ü/x")).isEqualTo(bytes);
        var stat = minio.statObject(
                StatObjectArgs.builder().bucket(bucket).object("a key+ü/x").build());
        assertThat(stat.size()).isEqualTo(bytes.length);
        assertThat(stat.contentType()).isEqualTo("text/x-test");
        assertThat(stat.userMetadata()).containsEntry("colour", "blue");
        try (var range = minio.getObject(GetObjectArgs.builder()
                .bucket(bucket)
                .object("a key+ü/x")
                .offset(10L)
                .length(5L)
                .build())) {
            assertThat(range.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 10, 15));
        }
    }

    @Test
    void stream_ofUnknownLength_isInParts() throws Exception {
        byte[] bytes = Gateway.bytes(4, 2 * Gateway.PART_BYTES + 11);
        minio.putObject(PutObjectArgs.builder().bucket(bucket).object("streamed").stream(
                        new ByteArrayInputStream(bytes), -1, Gateway.PART_BYTES)
                .build());
        assertThat(get("streamed")).isEqualTo(bytes);
    }

    @Test
    void copyAndCompose_areMadeByTheGateway() throws Exception {
        byte[] bytes = Gateway.bytes(5, Gateway.PART_BYTES);
        put("one", bytes);
        put("two", new byte[] {1, 2, 3});
        minio.copyObject(CopyObjectArgs.builder()
                .bucket(bucket)
                .object("copy")
                .source(CopySource.builder().bucket(bucket).object("one").build())
                .build());
        assertThat(get("copy")).isEqualTo(bytes);
        minio.composeObject(ComposeObjectArgs.builder()
                .bucket(bucket)
                .object("both")
                .sources(List.of(
                        ComposeSource.builder().bucket(bucket).object("one").build(),
                        ComposeSource.builder().bucket(bucket).object("two").build()))
                .build());
        assertThat(get("both")).hasSize(bytes.length + 3);
    }

    @Test
    void listing_isRecursiveOrNot() throws Exception {
        for (int i = 0; i < 5; i++) {
            put("folder/" + i, new byte[0]);
        }
        put("top", new byte[0]);
        assertThat(keys(ListObjectsArgs.builder().bucket(bucket).maxKeys(2).recursive(true).build()))
                .containsExactly("folder/0", "folder/1", "folder/2", "folder/3", "folder/4", "top");
        assertThat(keys(ListObjectsArgs.builder().bucket(bucket).build()))
                .containsExactlyInAnyOrder("folder/", "top");
        assertThat(keys(ListObjectsArgs.builder()
                        .bucket(bucket)
                        .useApiVersion1(true)
                        .recursive(true)
                        .build()))
                .hasSize(6);
    }

    @Test
    void removal_isOfOneOrMany() throws Exception {
        put("one", new byte[0]);
        put("two", new byte[0]);
        put("three", new byte[0]);
        minio.removeObject(RemoveObjectArgs.builder().bucket(bucket).object("one").build());
        for (var error : minio.removeObjects(RemoveObjectsArgs.builder()
                .bucket(bucket)
                .objects(List.of(new DeleteObject("two"), new DeleteObject("three")))
                .build())) {
            throw new AssertionError(error.get().message());
        }
        assertThat(keys(ListObjectsArgs.builder().bucket(bucket).build())).isEmpty();
    }

    @Test
    void errors_areTheirOwnCodes() throws Exception {
        var absent = catchThrowableOfType(ErrorResponseException.class, () -> get("absent"));
        assertThat(absent.errorResponse().code()).isEqualTo("NoSuchKey");
        assertThat(minio.bucketExists(BucketExistsArgs.builder().bucket("absent-" + bucket).build()))
                .isFalse();
    }

    @Test
    void tags_areReadBack() throws Exception {
        put("key", new byte[0]);
        minio.setObjectTags(SetObjectTagsArgs.builder()
                .bucket(bucket)
                .object("key")
                .tags(Map.of("colour", "blue"))
                .build());
        assertThat(minio.getObjectTags(
                                GetObjectTagsArgs.builder().bucket(bucket).object("key").build())
                        .get())
                .isEqualTo(Map.of("colour", "blue"));
    }

    @Test
    void presignedUrl_isRead() throws Exception {
        put("key", "text".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String url = minio.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder()
                .method(Method.GET)
                .bucket(bucket)
                .object("key")
                .expiry(60)
                .build());
        try (var in = URI.create(url).toURL().openStream()) {
            assertThat(in.readAllBytes()).asString().isEqualTo("text");
        }
    }

    @Test
    void postPolicy_isSigned() throws Exception {
        var policy = new PostPolicy(bucket, ZonedDateTime.now().plusMinutes(5));
        policy.addEqualsCondition("key", "key");
        assertThat(minio.getPresignedPostFormData(policy)).containsKeys("policy", "x-amz-signature");
    }
}
