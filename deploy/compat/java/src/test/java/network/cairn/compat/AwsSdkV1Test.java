package network.cairn.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.amazonaws.ClientConfiguration;
import com.amazonaws.HttpMethod;
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.retry.PredefinedRetryPolicies;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import com.amazonaws.services.s3.model.AmazonS3Exception;
import com.amazonaws.services.s3.model.BucketVersioningConfiguration;
import com.amazonaws.services.s3.model.DeleteObjectsRequest;
import com.amazonaws.services.s3.model.GetObjectRequest;
import com.amazonaws.services.s3.model.ListObjectsV2Request;
import com.amazonaws.services.s3.model.ListVersionsRequest;
import com.amazonaws.services.s3.model.ObjectMetadata;
import com.amazonaws.services.s3.model.ObjectTagging;
import com.amazonaws.services.s3.model.PutObjectRequest;
import com.amazonaws.services.s3.model.S3ObjectSummary;
import com.amazonaws.services.s3.model.S3VersionSummary;
import com.amazonaws.services.s3.model.SetBucketVersioningConfigurationRequest;
import com.amazonaws.services.s3.model.Tag;
import com.amazonaws.services.s3.transfer.TransferManager;
import com.amazonaws.services.s3.transfer.TransferManagerBuilder;
import com.amazonaws.util.IOUtils;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The AWS SDK for Java, version 1: its own signer, chunks and XML.
class AwsSdkV1Test {
    private final AmazonS3 s3 = AmazonS3ClientBuilder.standard()
            .withEndpointConfiguration(
                    new EndpointConfiguration(Gateway.endpoint().toString(), Gateway.region()))
            .withCredentials(new AWSStaticCredentialsProvider(
                    new BasicAWSCredentials(Gateway.accessKeyId(), Gateway.secretAccessKey())))
            .withClientConfiguration(
                    new ClientConfiguration().withRetryPolicy(PredefinedRetryPolicies.NO_RETRY_POLICY))
            .withPathStyleAccessEnabled(true)
            .build();
    private final String bucket = Gateway.bucketName();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeBucket() {
        s3.createBucket(bucket);
    }

    @AfterEach
    void close() {
        s3.shutdown();
    }

    private String text(String key) {
        return s3.getObjectAsString(bucket, key);
    }

    @Test
    void object_isReadBackWithItsMetadata() throws Exception {
        byte[] bytes = Gateway.bytes(1, 300_000);
        var metadata = new ObjectMetadata();
        metadata.setContentLength(bytes.length);
        metadata.setContentType("text/x-test");
        metadata.addUserMetadata("colour", "blue");
        s3.putObject(bucket, "a key+ü", new ByteArrayInputStream(bytes), metadata);
        try (var object = s3.getObject(bucket, "a key+ü")) {
            assertThat(IOUtils.toByteArray(object.getObjectContent())).isEqualTo(bytes);
            assertThat(object.getObjectMetadata().getContentType()).isEqualTo("text/x-test");
            assertThat(object.getObjectMetadata().getUserMetadata()).containsEntry("colour", "blue");
        }
        try (var range = s3.getObject(new GetObjectRequest(bucket, "a key+ü").withRange(100, 199))) {
            assertThat(IOUtils.toByteArray(range.getObjectContent()))
                    .isEqualTo(java.util.Arrays.copyOfRange(bytes, 100, 200));
        }
    }

    @Test
    void errors_areTheirOwnCodes() {
        AmazonS3Exception absent = catchThrowableOfType(AmazonS3Exception.class, () -> text("absent"));
        assertThat(absent.getErrorCode()).isEqualTo("NoSuchKey");
        assertThat(absent.getStatusCode()).isEqualTo(404);
        assertThat(absent.getRequestId()).isNotEmpty();
        assertThat(s3.doesObjectExist(bucket, "absent")).isFalse();
        assertThat(s3.doesBucketExistV2("absent-" + bucket)).isFalse();
        AmazonS3Exception full = catchThrowableOfType(AmazonS3Exception.class, () -> {
            s3.putObject(bucket, "key", "text");
            s3.deleteBucket(bucket);
        });
        assertThat(full.getErrorCode()).isEqualTo("BucketNotEmpty");
    }

    @Test
    void listing_pagesAreExact() {
        for (int i = 0; i < 7; i++) {
            s3.putObject(bucket, "folder/" + i, "text");
        }
        s3.putObject(bucket, "top", "text");
        var request = new ListObjectsV2Request().withBucketName(bucket).withMaxKeys(3);
        List<String> keys = new ArrayList<>();
        var page = s3.listObjectsV2(request);
        while (true) {
            page.getObjectSummaries().stream().map(S3ObjectSummary::getKey).forEach(keys::add);
            if (!page.isTruncated()) {
                break;
            }
            page = s3.listObjectsV2(request.withContinuationToken(page.getNextContinuationToken()));
        }
        assertThat(keys).hasSize(8).isSorted();
        var grouped = s3.listObjectsV2(new ListObjectsV2Request().withBucketName(bucket).withDelimiter("/"));
        assertThat(grouped.getCommonPrefixes()).containsExactly("folder/");
        var old = s3.listObjects(bucket, "folder/");
        assertThat(old.getObjectSummaries()).hasSize(7);
        var deleted = s3.deleteObjects(new DeleteObjectsRequest(bucket).withKeys("folder/0", "folder/1"));
        assertThat(deleted.getDeletedObjects()).hasSize(2);
    }

    @Test
    void transferManager_sendsPartsAndCopies() throws Exception {
        byte[] bytes = Gateway.bytes(2, 3 * Gateway.PART_BYTES + 7);
        Path file = Files.write(folder.resolve("file"), bytes);
        TransferManager transfers = TransferManagerBuilder.standard()
                .withS3Client(s3)
                .withMinimumUploadPartSize((long) Gateway.PART_BYTES)
                .withMultipartUploadThreshold((long) Gateway.PART_BYTES)
                .withMultipartCopyPartSize((long) Gateway.PART_BYTES)
                .withMultipartCopyThreshold((long) Gateway.PART_BYTES)
                .withShutDownThreadPools(true)
                .build();
        try {
            transfers.upload(bucket, "file", file.toFile()).waitForCompletion();
            transfers.copy(bucket, "file", bucket, "copy").waitForCompletion();
            Path back = folder.resolve("back");
            transfers.download(bucket, "copy", back.toFile()).waitForCompletion();
            assertThat(back).hasBinaryContent(bytes);
        } finally {
            transfers.shutdownNow(false);
        }
    }

    @Test
    void versions_areKept() {
        s3.setBucketVersioningConfiguration(new SetBucketVersioningConfigurationRequest(
                bucket, new BucketVersioningConfiguration(BucketVersioningConfiguration.ENABLED)));
        String old = s3.putObject(bucket, "key", "old").getVersionId();
        s3.putObject(bucket, "key", "new");
        s3.deleteObject(bucket, "key");
        List<S3VersionSummary> versions = s3.listVersions(
                        new ListVersionsRequest().withBucketName(bucket))
                .getVersionSummaries();
        assertThat(versions).hasSize(3);
        assertThat(versions.getFirst().isDeleteMarker()).isTrue();
        s3.deleteVersion(bucket, "key", versions.getFirst().getVersionId());
        assertThat(text("key")).isEqualTo("new");
        assertThat(s3.getObject(new GetObjectRequest(bucket, "key", old)).getObjectMetadata().getVersionId())
                .isEqualTo(old);
    }

    @Test
    void tags_areReadBack() {
        s3.putObject(new PutObjectRequest(bucket, "key", new ByteArrayInputStream(new byte[0]), new ObjectMetadata())
                .withTagging(new ObjectTagging(List.of(new Tag("colour", "blue")))));
        var tags = s3.getObjectTagging(new com.amazonaws.services.s3.model.GetObjectTaggingRequest(bucket, "key"))
                .getTagSet();
        assertThat(tags).containsExactly(new Tag("colour", "blue"));
    }

    @Test
    void presignedUrl_isRead() throws Exception {
        s3.putObject(bucket, "key", "text");
        var url = s3.generatePresignedUrl(bucket, "key", Date.from(Instant.now().plusSeconds(60)), HttpMethod.GET);
        try (var in = url.openStream()) {
            assertThat(in.readAllBytes()).asString().isEqualTo("text");
        }
    }
}
