package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.Tag;

/// What lifecycle rules do, with days of a second.
@S3Suite
class LifecycleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final S3Client s3 = SharedNetwork.get().clients().sync();

    private void putRule(String bucket, LifecycleRule.Builder rule) {
        LifecycleRule enabled = rule.id("rule").status(ExpirationStatus.ENABLED).build();
        s3.putBucketLifecycleConfiguration(
                request -> request.bucket(bucket).lifecycleConfiguration(lifecycle -> lifecycle.rules(enabled)));
    }

    /// Asks again and again: the rules are carried out in the background.
    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
        }
    }

    @Test
    @S3Behaviour(
            operation = "PutBucketLifecycleConfiguration",
            parameter = {"Expiration.Days", "Filter.Prefix"})
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-expiration in the answer")
    void expiration_byDaysAndPrefix_deletes() {
        TestBucket bucket = TestBucket.create();
        putRule(
                bucket.name(),
                LifecycleRule.builder()
                        .filter(filter -> filter.prefix("old/"))
                        .expiration(expiration -> expiration.days(1)));
        assertThat(bucket.put("old/key", "text").expiration())
                .contains("expiry-date=\"")
                .contains("rule-id=\"rule\"");
        bucket.put("kept", "text");
        await("old/key is deleted", () -> bucket.keys().equals(List.of("kept")));
    }

    @Test
    @S3Behaviour(
            operation = "PutBucketLifecycleConfiguration",
            parameter = {"Filter.Tag", "Filter.ObjectSizeGreaterThan"})
    void expiration_byTagAndSize_deletes() {
        TestBucket bucket = TestBucket.create();
        s3.putObject(
                request -> request.bucket(bucket.name()).key("tagged-large").tagging("keep=no"),
                RequestBody.fromBytes(Bytes.seeded(12, 1000)));
        s3.putObject(
                request -> request.bucket(bucket.name()).key("tagged-small").tagging("keep=no"),
                RequestBody.fromString("text"));
        bucket.put("large", Bytes.seeded(13, 1000));
        putRule(
                bucket.name(),
                LifecycleRule.builder()
                        .filter(filter -> filter.and(all -> all.objectSizeGreaterThan(500L)
                                .tags(Tag.builder().key("keep").value("no").build())))
                        .expiration(expiration -> expiration.days(1)));
        await("tagged-large is deleted", () -> bucket.keys().equals(List.of("large", "tagged-small")));
    }

    @Test
    @S3Behaviour(
            operation = "PutBucketLifecycleConfiguration",
            parameter = {"NoncurrentVersionExpiration", "Expiration.ExpiredObjectDeleteMarker"})
    void noncurrentVersions_areRemovedThenTheirMarker() {
        TestBucket bucket = TestBucket.versioned();
        bucket.put("key", "old");
        bucket.put("key", "new");
        s3.deleteObject(request -> request.bucket(bucket.name()).key("key"));
        putRule(
                bucket.name(),
                LifecycleRule.builder()
                        .filter(filter -> filter.prefix(""))
                        .noncurrentVersionExpiration(versions -> versions.noncurrentDays(1))
                        .expiration(expiration -> expiration.expiredObjectDeleteMarker(true)));
        await("nothing is left", () -> {
            var left = s3.listObjectVersions(request -> request.bucket(bucket.name()));
            return left.versions().isEmpty() && left.deleteMarkers().isEmpty();
        });
    }

    @Test
    @S3Behaviour(operation = "PutBucketLifecycleConfiguration", parameter = "AbortIncompleteMultipartUpload")
    void incompleteUploads_areAborted() {
        TestBucket bucket = TestBucket.create();
        String upload = bucket.startUpload("key");
        bucket.part("key", upload, 1, Bytes.of("part"));
        putRule(
                bucket.name(),
                LifecycleRule.builder()
                        .filter(filter -> filter.prefix(""))
                        .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(1)));
        await(
                "the upload is aborted",
                () -> s3.listMultipartUploads(request -> request.bucket(bucket.name()))
                        .uploads()
                        .isEmpty());
        assertRefused(404, "NoSuchUpload", () -> bucket.part("key", upload, 2, Bytes.of("part")));
    }

    @Test
    @S3Behaviour(operation = "PutBucketLifecycleConfiguration", parameter = "locked versions stay")
    void lockedVersion_isNotRemoved() {
        TestBucket bucket = TestBucket.locking();
        String locked = s3.putObject(
                        request -> request.bucket(bucket.name())
                                .key("a-locked")
                                .objectLockMode(ObjectLockMode.GOVERNANCE)
                                .objectLockRetainUntilDate(Instant.now().plusSeconds(3600)),
                        RequestBody.fromString("locked"))
                .versionId();
        bucket.put("a-locked", "newer");
        bucket.put("free", "old");
        bucket.put("free", "newer");
        putRule(
                bucket.name(),
                LifecycleRule.builder()
                        .filter(filter -> filter.prefix(""))
                        .noncurrentVersionExpiration(versions -> versions.noncurrentDays(1)));
        await(
                "the free version is removed",
                () -> s3.listObjectVersions(
                                        request -> request.bucket(bucket.name()).prefix("free"))
                                .versions()
                                .size()
                        == 1);
        assertThat(bucket.text("a-locked", locked)).isEqualTo("locked");
    }
}
