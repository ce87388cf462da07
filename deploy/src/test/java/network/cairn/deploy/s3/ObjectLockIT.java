package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

/// Versions that nobody may remove.
@S3Suite
class ObjectLockIT {
    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.locking();
    private final String name = bucket.name();
    private final Instant tomorrow = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

    private void delete(String key, String version, boolean isBypassing) {
        s3.deleteObject(request -> {
            request.bucket(name).key(key).versionId(version);
            if (isBypassing) {
                request.bypassGovernanceRetention(true);
            }
        });
    }

    private String putLocked(String key, ObjectLockMode mode) {
        return s3.putObject(
                        request -> request.bucket(name)
                                .key(key)
                                .objectLockMode(mode)
                                .objectLockRetainUntilDate(tomorrow),
                        RequestBody.fromString("locked"))
                .versionId();
    }

    @Test
    @S3Behaviour(operation = "PutObjectRetention", parameter = "GOVERNANCE")
    @S3Behaviour(operation = "GetObjectRetention")
    @S3Behaviour(operation = "DeleteObject", parameter = "x-amz-bypass-governance-retention")
    @S3Behaviour(
            operation = "PutObject",
            parameter = {"x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date"})
    void governance_holdsUntilBypassed() {
        String version = putLocked("key", ObjectLockMode.GOVERNANCE);
        var retention = s3.getObjectRetention(request -> request.bucket(name).key("key"))
                .retention();
        assertThat(retention.mode()).isEqualTo(ObjectLockRetentionMode.GOVERNANCE);
        assertThat(retention.retainUntilDate()).isEqualTo(tomorrow);
        assertThat(s3.headObject(request -> request.bucket(name).key("key")).objectLockModeAsString())
                .isEqualTo("GOVERNANCE");
        assertRefused(403, "AccessDenied", () -> delete("key", version, false));
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.putObjectRetention(request -> request.bucket(name)
                        .key("key")
                        .retention(shorter -> shorter.mode(ObjectLockRetentionMode.GOVERNANCE)
                                .retainUntilDate(tomorrow.minus(1, ChronoUnit.HOURS)))));
        delete("key", version, true);
        assertRefused(404, "NoSuchKey", () -> bucket.get("key"));
    }

    @Test
    @S3Behaviour(operation = "PutObjectRetention", parameter = "COMPLIANCE")
    void compliance_holdsAgainstEverybody() {
        String version = putLocked("key", ObjectLockMode.COMPLIANCE);
        assertRefused(403, "AccessDenied", () -> delete("key", version, true));
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.putObjectRetention(request -> request.bucket(name)
                        .key("key")
                        .bypassGovernanceRetention(true)
                        .retention(shorter -> shorter.mode(ObjectLockRetentionMode.COMPLIANCE)
                                .retainUntilDate(tomorrow.minus(1, ChronoUnit.HOURS)))));
        s3.putObjectRetention(request -> request.bucket(name)
                .key("key")
                .retention(longer -> longer.mode(ObjectLockRetentionMode.COMPLIANCE)
                        .retainUntilDate(tomorrow.plus(1, ChronoUnit.HOURS))));
        assertThat(bucket.text("key")).isEqualTo("locked");
    }

    @Test
    @S3Behaviour(operation = "DeleteObject", parameter = "a marker over a locked version")
    void delete_withoutVersion_leavesAMarker() {
        String version = putLocked("key", ObjectLockMode.COMPLIANCE);
        assertThat(s3.deleteObject(request -> request.bucket(name).key("key")).deleteMarker())
                .isTrue();
        assertThat(bucket.text("key", version)).isEqualTo("locked");
    }

    @Test
    @S3Behaviour(operation = "PutObjectLegalHold")
    @S3Behaviour(operation = "GetObjectLegalHold")
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-object-lock-legal-hold")
    void legalHold_holdsUntilItIsOff() {
        String version = s3.putObject(
                        request -> request.bucket(name).key("key").objectLockLegalHoldStatus("ON"),
                        RequestBody.fromString("held"))
                .versionId();
        assertThat(s3.getObjectLegalHold(request -> request.bucket(name).key("key"))
                        .legalHold()
                        .status())
                .isEqualTo(ObjectLockLegalHoldStatus.ON);
        assertRefused(403, "AccessDenied", () -> delete("key", version, true));
        s3.putObjectLegalHold(request ->
                request.bucket(name).key("key").legalHold(hold -> hold.status(ObjectLockLegalHoldStatus.OFF)));
        delete("key", version, false);
    }

    @Test
    @S3Behaviour(operation = "PutObjectLockConfiguration", parameter = "DefaultRetention")
    void defaultRetention_isEachNewVersions() {
        s3.putObjectLockConfiguration(request -> request.bucket(name)
                .objectLockConfiguration(lock -> lock.objectLockEnabled("Enabled")
                        .rule(rule -> rule.defaultRetention(
                                retention -> retention.mode("GOVERNANCE").days(1)))));
        String version = bucket.put("key", "text").versionId();
        var retention = s3.getObjectRetention(request -> request.bucket(name).key("key"))
                .retention();
        assertThat(retention.mode()).isEqualTo(ObjectLockRetentionMode.GOVERNANCE);
        assertThat(retention.retainUntilDate())
                .isBetween(tomorrow.minus(5, ChronoUnit.MINUTES), tomorrow.plus(5, ChronoUnit.MINUTES));
        assertRefused(403, "AccessDenied", () -> delete("key", version, false));
    }

    @Test
    @S3Behaviour(operation = "GetObjectRetention", parameter = "of an object without")
    void retention_absent_isTold() {
        bucket.put("key", "text");
        assertRefused(
                404,
                "NoSuchObjectLockConfiguration",
                () -> s3.getObjectRetention(request -> request.bucket(name).key("key")));
        assertRefused(
                404,
                "NoSuchObjectLockConfiguration",
                () -> s3.getObjectLegalHold(request -> request.bucket(name).key("key")));
    }

    @Test
    @S3Behaviour(operation = "PutObjectRetention", parameter = "in a bucket without object lock")
    void retention_bucketWithoutLock_isRefused() {
        TestBucket plain = TestBucket.create();
        plain.put("key", "text");
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.putObjectRetention(request -> request.bucket(plain.name())
                        .key("key")
                        .retention(retention -> retention
                                .mode(ObjectLockRetentionMode.GOVERNANCE)
                                .retainUntilDate(tomorrow))));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.putObject(
                        request -> request.bucket(plain.name())
                                .key("key")
                                .objectLockMode(ObjectLockMode.GOVERNANCE)
                                .objectLockRetainUntilDate(tomorrow),
                        RequestBody.fromString("text")));
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "a retention that ended before it began")
    void put_pastRetention_isRefused() {
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.putObject(
                        request -> request.bucket(name)
                                .key("key")
                                .objectLockMode(ObjectLockMode.GOVERNANCE)
                                .objectLockRetainUntilDate(Instant.parse("2001-01-01T00:00:00Z")),
                        RequestBody.fromString("text")));
    }

    @Test
    @S3Behaviour(operation = "PutBucketVersioning", parameter = "Suspended on a bucket with object lock")
    void versioning_suspended_isRefused() {
        assertRefused(
                409,
                "InvalidBucketState",
                () -> s3.putBucketVersioning(
                        request -> request.bucket(name).versioningConfiguration(v -> v.status("Suspended"))));
    }
}
