package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.MFADelete;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.ReplicationRuleStatus;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;

/// The documents that a bucket keeps about itself, each put, read back and deleted; what they do is tested
/// elsewhere.
@S3Suite
@SuppressWarnings("unchecked") // the SDK takes generic varargs
class BucketSettingsIT {
    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    @Test
    @S3Behaviour(operation = "GetBucketVersioning")
    @S3Behaviour(operation = "PutBucketVersioning")
    void versioning_onAndSuspended_isReadBack() {
        assertThat(s3.getBucketVersioning(request -> request.bucket(name)).status())
                .isNull();
        bucket.versioning(BucketVersioningStatus.ENABLED);
        assertThat(s3.getBucketVersioning(request -> request.bucket(name)).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        bucket.versioning(BucketVersioningStatus.SUSPENDED);
        assertThat(s3.getBucketVersioning(request -> request.bucket(name)).status())
                .isEqualTo(BucketVersioningStatus.SUSPENDED);
    }

    @Test
    @S3Behaviour(operation = "PutBucketVersioning", parameter = "MfaDelete", refused = "NotImplemented")
    void versioning_mfaDelete_isRefused() {
        assertRefused(
                501,
                "NotImplemented",
                () -> s3.putBucketVersioning(request -> request.bucket(name)
                        .versioningConfiguration(
                                v -> v.status(BucketVersioningStatus.ENABLED).mfaDelete(MFADelete.ENABLED))));
    }

    @Test
    @S3Behaviour(operation = "GetBucketTagging")
    @S3Behaviour(operation = "PutBucketTagging")
    @S3Behaviour(operation = "DeleteBucketTagging")
    void tagging_isReadBackAndDeleted() {
        assertRefused(404, "NoSuchTagSet", () -> s3.getBucketTagging(request -> request.bucket(name)));
        Tag tag = Tag.builder().key("colour").value("blue").build();
        s3.putBucketTagging(request -> request.bucket(name).tagging(tags -> tags.tagSet(tag)));
        assertThat(s3.getBucketTagging(request -> request.bucket(name)).tagSet())
                .containsExactly(tag);
        s3.deleteBucketTagging(request -> request.bucket(name));
        assertRefused(404, "NoSuchTagSet", () -> s3.getBucketTagging(request -> request.bucket(name)));
    }

    @Test
    @S3Behaviour(operation = "PutBucketTagging", parameter = "the same key twice")
    void tagging_sameKeyTwice_isRefused() {
        Tag tag = Tag.builder().key("colour").value("blue").build();
        assertRefused(
                400,
                "InvalidTag",
                () -> s3.putBucketTagging(request -> request.bucket(name).tagging(tags -> tags.tagSet(tag, tag))));
    }

    @Test
    @S3Behaviour(operation = "GetBucketCors")
    @S3Behaviour(operation = "PutBucketCors")
    @S3Behaviour(operation = "DeleteBucketCors")
    void cors_isReadBackAndDeleted() {
        assertRefused(404, "NoSuchCORSConfiguration", () -> s3.getBucketCors(request -> request.bucket(name)));
        s3.putBucketCors(request -> request.bucket(name)
                .corsConfiguration(cors -> cors.corsRules(rule -> rule.id("all")
                        .allowedMethods("GET", "PUT")
                        .allowedOrigins("https://*.example.org")
                        .allowedHeaders("*")
                        .exposeHeaders("ETag")
                        .maxAgeSeconds(3000))));
        var rule = s3.getBucketCors(request -> request.bucket(name)).corsRules().getFirst();
        assertThat(rule.id()).isEqualTo("all");
        assertThat(rule.allowedMethods()).containsExactly("GET", "PUT");
        assertThat(rule.allowedOrigins()).containsExactly("https://*.example.org");
        assertThat(rule.exposeHeaders()).containsExactly("ETag");
        assertThat(rule.maxAgeSeconds()).isEqualTo(3000);
        s3.deleteBucketCors(request -> request.bucket(name));
        assertRefused(404, "NoSuchCORSConfiguration", () -> s3.getBucketCors(request -> request.bucket(name)));
    }

    @Test
    @S3Behaviour(operation = "PutBucketCors", parameter = "a method that CORS does not know")
    void cors_unknownMethod_isRefused() {
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.putBucketCors(request -> request.bucket(name)
                        .corsConfiguration(cors -> cors.corsRules(
                                rule -> rule.allowedMethods("PATCH").allowedOrigins("*")))));
    }

    @Test
    @S3Behaviour(operation = "GetBucketOwnershipControls")
    @S3Behaviour(operation = "PutBucketOwnershipControls")
    @S3Behaviour(operation = "DeleteBucketOwnershipControls")
    void ownershipControls_areReadBackAndDeleted() {
        s3.putBucketOwnershipControls(request -> request.bucket(name)
                .ownershipControls(
                        controls -> controls.rules(rule -> rule.objectOwnership(ObjectOwnership.OBJECT_WRITER))));
        assertThat(s3.getBucketOwnershipControls(request -> request.bucket(name))
                        .ownershipControls()
                        .rules()
                        .getFirst()
                        .objectOwnership())
                .isEqualTo(ObjectOwnership.OBJECT_WRITER);
        s3.deleteBucketOwnershipControls(request -> request.bucket(name));
        assertRefused(
                404,
                "OwnershipControlsNotFoundError",
                () -> s3.getBucketOwnershipControls(request -> request.bucket(name)));
    }

    @Test
    @S3Behaviour(operation = "GetPublicAccessBlock")
    @S3Behaviour(operation = "PutPublicAccessBlock")
    @S3Behaviour(operation = "DeletePublicAccessBlock")
    void publicAccessBlock_isReadBackAndDeleted() {
        s3.putPublicAccessBlock(request -> request.bucket(name)
                .publicAccessBlockConfiguration(
                        block -> block.blockPublicAcls(true).restrictPublicBuckets(true)));
        var block = s3.getPublicAccessBlock(request -> request.bucket(name)).publicAccessBlockConfiguration();
        assertThat(block.blockPublicAcls()).isTrue();
        assertThat(block.ignorePublicAcls()).isFalse();
        assertThat(block.blockPublicPolicy()).isFalse();
        assertThat(block.restrictPublicBuckets()).isTrue();
        s3.deletePublicAccessBlock(request -> request.bucket(name));
        assertRefused(
                404,
                "NoSuchPublicAccessBlockConfiguration",
                () -> s3.getPublicAccessBlock(request -> request.bucket(name)));
    }

    @Test
    @S3Behaviour(operation = "GetBucketLifecycleConfiguration")
    @S3Behaviour(operation = "PutBucketLifecycleConfiguration")
    @S3Behaviour(operation = "DeleteBucketLifecycle")
    void lifecycle_isReadBackAndDeleted() {
        assertRefused(
                404,
                "NoSuchLifecycleConfiguration",
                () -> s3.getBucketLifecycleConfiguration(request -> request.bucket(name)));
        s3.putBucketLifecycleConfiguration(request -> request.bucket(name)
                .lifecycleConfiguration(lifecycle -> lifecycle.rules(rule -> rule.id("logs")
                        .status(ExpirationStatus.ENABLED)
                        .filter(filter -> filter.prefix("logs/"))
                        .expiration(expiration -> expiration.days(7))
                        .noncurrentVersionExpiration(
                                old -> old.noncurrentDays(3).newerNoncurrentVersions(2))
                        .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(1)))));
        var rule = s3.getBucketLifecycleConfiguration(request -> request.bucket(name))
                .rules()
                .getFirst();
        assertThat(rule.id()).isEqualTo("logs");
        assertThat(rule.filter().prefix()).isEqualTo("logs/");
        assertThat(rule.expiration().days()).isEqualTo(7);
        assertThat(rule.noncurrentVersionExpiration().newerNoncurrentVersions()).isEqualTo(2);
        assertThat(rule.abortIncompleteMultipartUpload().daysAfterInitiation()).isEqualTo(1);
        s3.deleteBucketLifecycle(request -> request.bucket(name));
        assertRefused(
                404,
                "NoSuchLifecycleConfiguration",
                () -> s3.getBucketLifecycleConfiguration(request -> request.bucket(name)));
    }

    @Test
    @S3Behaviour(operation = "PutBucketLifecycleConfiguration", parameter = "expiration after no days")
    void lifecycle_zeroDays_isRefused() {
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.putBucketLifecycleConfiguration(request -> request.bucket(name)
                        .lifecycleConfiguration(lifecycle -> lifecycle.rules(rule -> rule.id("never")
                                .status(ExpirationStatus.ENABLED)
                                .filter(filter -> filter.prefix(""))
                                .expiration(expiration -> expiration.days(0))))));
    }

    @Test
    @S3Behaviour(operation = "GetBucketEncryption")
    @S3Behaviour(operation = "PutBucketEncryption")
    @S3Behaviour(operation = "DeleteBucketEncryption")
    void encryption_isAlwaysOnAndReadBack() {
        assertThat(algorithm()).isEqualTo(ServerSideEncryption.AES256);
        s3.putBucketEncryption(request -> request.bucket(name)
                .serverSideEncryptionConfiguration(
                        encryption -> encryption.rules(rule -> rule.applyServerSideEncryptionByDefault(
                                byDefault -> byDefault.sseAlgorithm(ServerSideEncryption.AWS_KMS)))));
        assertThat(algorithm()).isEqualTo(ServerSideEncryption.AWS_KMS);
        s3.deleteBucketEncryption(request -> request.bucket(name));
        assertThat(algorithm()).isEqualTo(ServerSideEncryption.AES256);
    }

    private ServerSideEncryption algorithm() {
        return s3.getBucketEncryption(request -> request.bucket(name))
                .serverSideEncryptionConfiguration()
                .rules()
                .getFirst()
                .applyServerSideEncryptionByDefault()
                .sseAlgorithm();
    }

    @Test
    @S3Behaviour(operation = "GetBucketWebsite")
    @S3Behaviour(operation = "PutBucketWebsite")
    @S3Behaviour(operation = "DeleteBucketWebsite")
    void website_isReadBackAndDeleted() {
        assertRefused(404, "NoSuchWebsiteConfiguration", () -> s3.getBucketWebsite(request -> request.bucket(name)));
        s3.putBucketWebsite(request -> request.bucket(name)
                .websiteConfiguration(site -> site.indexDocument(index -> index.suffix("index.html"))
                        .errorDocument(error -> error.key("error.html"))));
        var site = s3.getBucketWebsite(request -> request.bucket(name));
        assertThat(site.indexDocument().suffix()).isEqualTo("index.html");
        assertThat(site.errorDocument().key()).isEqualTo("error.html");
        s3.deleteBucketWebsite(request -> request.bucket(name));
        assertRefused(404, "NoSuchWebsiteConfiguration", () -> s3.getBucketWebsite(request -> request.bucket(name)));
    }

    @Test
    @S3Behaviour(operation = "GetBucketLogging")
    @S3Behaviour(operation = "PutBucketLogging")
    void logging_isReadBackAndTurnedOff() {
        assertThat(s3.getBucketLogging(request -> request.bucket(name)).loggingEnabled())
                .isNull();
        TestBucket logs = TestBucket.create();
        s3.putBucketPolicy(request -> request.bucket(logs.name()).policy("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Principal":{"Service":"logging.s3.amazonaws.com"},
            "Action":"s3:PutObject","Resource":"arn:aws:s3:::%s/*"}]}\
            """.formatted(logs.name())));
        s3.putBucketLogging(request -> request.bucket(name)
                .bucketLoggingStatus(status -> status.loggingEnabled(
                        enabled -> enabled.targetBucket(logs.name()).targetPrefix("log/"))));
        var enabled = s3.getBucketLogging(request -> request.bucket(name)).loggingEnabled();
        assertThat(enabled.targetBucket()).isEqualTo(logs.name());
        assertThat(enabled.targetPrefix()).isEqualTo("log/");
        s3.putBucketLogging(request -> request.bucket(name).bucketLoggingStatus(status -> {}));
        assertThat(s3.getBucketLogging(request -> request.bucket(name)).loggingEnabled())
                .isNull();
    }

    @Test
    @S3Behaviour(operation = "PutBucketLogging", parameter = "a target bucket that is not there")
    void logging_absentTarget_isRefused() {
        assertRefused(
                400,
                "InvalidTargetBucketForLogging",
                () -> s3.putBucketLogging(request -> request.bucket(name)
                        .bucketLoggingStatus(status -> status.loggingEnabled(enabled ->
                                enabled.targetBucket("absent-" + name).targetPrefix("")))));
    }

    @Test
    @S3Behaviour(operation = "GetBucketRequestPayment")
    @S3Behaviour(operation = "PutBucketRequestPayment")
    void requestPayment_isTheOwnersByDefault() {
        assertThat(s3.getBucketRequestPayment(request -> request.bucket(name)).payer())
                .isEqualTo(Payer.BUCKET_OWNER);
        s3.putBucketRequestPayment(request ->
                request.bucket(name).requestPaymentConfiguration(payment -> payment.payer(Payer.BUCKET_OWNER)));
    }

    @Test
    @S3Behaviour(operation = "GetBucketAccelerateConfiguration")
    @S3Behaviour(operation = "PutBucketAccelerateConfiguration", parameter = "Suspended")
    void acceleration_canOnlyBeSuspended() {
        assertThat(s3.getBucketAccelerateConfiguration(request -> request.bucket(name))
                        .status())
                .isIn(null, BucketAccelerateStatus.SUSPENDED);
        s3.putBucketAccelerateConfiguration(request ->
                request.bucket(name).accelerateConfiguration(a -> a.status(BucketAccelerateStatus.SUSPENDED)));
        assertThat(s3.getBucketAccelerateConfiguration(request -> request.bucket(name))
                        .status())
                .isEqualTo(BucketAccelerateStatus.SUSPENDED);
    }

    @Test
    @S3Behaviour(operation = "PutBucketAccelerateConfiguration", parameter = "Enabled", refused = "NotImplemented")
    void acceleration_enabled_isRefused() {
        assertRefused(
                501,
                "NotImplemented",
                () -> s3.putBucketAccelerateConfiguration(request ->
                        request.bucket(name).accelerateConfiguration(a -> a.status(BucketAccelerateStatus.ENABLED))));
    }

    @Test
    @S3Behaviour(operation = "GetBucketReplication")
    @S3Behaviour(operation = "DeleteBucketReplication")
    @S3Behaviour(operation = "PutBucketReplication", refused = "NotImplemented")
    void replication_isRefusedClearly() {
        assertRefused(
                404,
                "ReplicationConfigurationNotFoundError",
                () -> s3.getBucketReplication(request -> request.bucket(name)));
        assertRefused(
                501,
                "NotImplemented",
                () -> s3.putBucketReplication(request -> request.bucket(name)
                        .replicationConfiguration(replication -> replication
                                .role("arn:aws:iam::000000000000:role/replication")
                                .rules(rule -> rule.status(ReplicationRuleStatus.ENABLED)
                                        .priority(1)
                                        .filter(filter -> filter.prefix(""))
                                        .deleteMarkerReplication(markers -> markers.status("Disabled"))
                                        .destination(to -> to.bucket("arn:aws:s3:::elsewhere"))))));
        s3.deleteBucketReplication(request -> request.bucket(name));
    }

    @Test
    @S3Behaviour(operation = "GetObjectLockConfiguration")
    @S3Behaviour(operation = "PutObjectLockConfiguration")
    void objectLock_defaultRetention_isReadBack() {
        assertRefused(
                404,
                "ObjectLockConfigurationNotFoundError",
                () -> s3.getObjectLockConfiguration(request -> request.bucket(name)));
        TestBucket locking = TestBucket.locking();
        s3.putObjectLockConfiguration(request -> request.bucket(locking.name())
                .objectLockConfiguration(lock -> lock.objectLockEnabled("Enabled")
                        .rule(rule -> rule.defaultRetention(
                                retention -> retention.mode("GOVERNANCE").days(2)))));
        var retention = s3.getObjectLockConfiguration(request -> request.bucket(locking.name()))
                .objectLockConfiguration()
                .rule()
                .defaultRetention();
        assertThat(retention.modeAsString()).isEqualTo("GOVERNANCE");
        assertThat(retention.days()).isEqualTo(2);
    }
}
