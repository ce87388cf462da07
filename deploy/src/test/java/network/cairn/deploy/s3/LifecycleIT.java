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
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

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
    @S3Behaviour(operation = "GetObject", parameter = "x-amz-expiration in the answer")
    @S3Behaviour(operation = "HeadObject", parameter = "x-amz-expiration in the answer")
    void expiration_byDaysAndPrefix_deletes() {
        TestBucket bucket = TestBucket.create();
        putRule(
                bucket.name(),
                LifecycleRule.builder()
                        .filter(filter -> filter.prefix("old/"))
                        .expiration(expiration -> expiration.days(1)));
        String told = "expiry-date=\"[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} [\\d:]{8} GMT\", rule-id=\"rule\"";
        assertThat(bucket.put("old/key", "text").expiration()).matches(told);
        assertThat(bucket.put("kept", "text").expiration()).isNull();
        await("old/key is gone or tells when it goes", () -> {
            try {
                assertThat(bucket.get("old/key").response().expiration()).matches(told);
                return s3.headObject(request -> request.bucket(bucket.name()).key("old/key"))
                        .expiration()
                        .matches(told);
            } catch (S3Exception e) {
                return e.statusCode() == 404;
            }
        });
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
    @S3Behaviour(operation = "PutBucketLifecycleConfiguration", parameter = "Expiration.Date")
    void expiration_onADateThatHasPassed_deletes() {
        TestBucket bucket = TestBucket.create();
        bucket.put("old/key", "text");
        bucket.put("kept", "text");
        putRule(
                bucket.name(),
                LifecycleRule.builder()
                        .filter(filter -> filter.prefix("old/"))
                        .expiration(expiration -> expiration.date(Instant.parse("2020-01-01T00:00:00Z"))));
        await("old/key is deleted", () -> bucket.keys().equals(List.of("kept")));
    }

    @Test
    @S3Behaviour(
            operation = "PutBucketLifecycleConfiguration",
            parameter = "NoncurrentVersionExpiration.NewerNoncurrentVersions")
    void noncurrentVersions_theNewestAreKept() {
        TestBucket bucket = TestBucket.versioned();
        for (int i = 0; i < 5; i++) {
            bucket.put("key", "version " + i);
        }
        putRule(
                bucket.name(),
                LifecycleRule.builder()
                        .filter(filter -> filter.prefix(""))
                        .noncurrentVersionExpiration(
                                versions -> versions.noncurrentDays(1).newerNoncurrentVersions(2)));
        await(
                "two are kept beside the current one",
                () -> s3.listObjectVersions(request -> request.bucket(bucket.name()))
                                .versions()
                                .size()
                        == 3);
        assertThat(bucket.text("key")).isEqualTo("version 4");
    }

    @Test
    @S3Behaviour(
            operation = "PutBucketLifecycleConfiguration",
            parameter = {
                "Days 0: InvalidArgument",
                "Date not at midnight: InvalidArgument",
                "an ID of 256 characters: InvalidArgument",
                "the same ID twice: InvalidArgument"
            })
    @S3Behaviour(operation = "PutBucketLifecycleConfiguration", parameter = "Transition", refused = "NotImplemented")
    void rulesThatCannotBe_areRefused() {
        TestBucket bucket = TestBucket.create();
        LifecycleRule good = LifecycleRule.builder()
                .id("rule")
                .status(ExpirationStatus.ENABLED)
                .filter(filter -> filter.prefix(""))
                .expiration(expiration -> expiration.days(1))
                .build();
        assertRuleRefused(
                400, "InvalidArgument", bucket, good.copy(rule -> rule.expiration(expiration -> expiration.days(0))));
        assertRuleRefused(
                400,
                "InvalidArgument",
                bucket,
                good.copy(
                        rule -> rule.expiration(expiration -> expiration.date(Instant.parse("2030-01-01T00:00:01Z")))));
        assertRuleRefused(400, "InvalidArgument", bucket, good.copy(rule -> rule.id("i".repeat(256))));
        assertRuleRefused(400, "InvalidArgument", bucket, good, good);
        assertRuleRefused(
                501,
                "NotImplemented",
                bucket,
                good.copy(rule -> rule.expiration((LifecycleExpiration) null)
                        .transitions(Transition.builder()
                                .days(30)
                                .storageClass(TransitionStorageClass.GLACIER)
                                .build())));
        assertRefused(
                404,
                "NoSuchLifecycleConfiguration",
                () -> s3.getBucketLifecycleConfiguration(request -> request.bucket(bucket.name())));
    }

    private void assertRuleRefused(int status, String code, TestBucket bucket, LifecycleRule... rules) {
        assertRefused(
                status,
                code,
                () -> s3.putBucketLifecycleConfiguration(request ->
                        request.bucket(bucket.name()).lifecycleConfiguration(lifecycle -> lifecycle.rules(rules))));
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
        String held = s3.putObject(
                        request -> request.bucket(bucket.name())
                                .key("b-held")
                                .objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON),
                        RequestBody.fromString("held"))
                .versionId();
        bucket.put("a-locked", "newer");
        bucket.put("b-held", "newer");
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
        assertThat(bucket.text("b-held", held)).isEqualTo("held");
        s3.putObjectLegalHold(request -> request.bucket(bucket.name())
                .key("b-held")
                .versionId(held)
                .legalHold(hold -> hold.status(ObjectLockLegalHoldStatus.OFF)));
        await(
                "what is held no longer is removed",
                () -> s3.listObjectVersions(
                                        request -> request.bucket(bucket.name()).prefix("b-held"))
                                .versions()
                                .size()
                        == 1);
        assertThat(bucket.text("a-locked", locked)).isEqualTo("locked");
    }
}
