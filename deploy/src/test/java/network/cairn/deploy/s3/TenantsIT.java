package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static network.cairn.deploy.s3.Refusal.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Tenants that an operator makes, limits and suspends while the gateway runs, by commands through its admin API.
@S3Suite
class TenantsIT {
    private final List<S3Client> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(S3Client::close);
    }

    private static String tenant(String... settings) {
        String name = "tenant-of-" + SharedNetwork.bucketName();
        String[] command = new String[settings.length + 3];
        command[0] = "tenant";
        command[1] = "create";
        command[2] = name;
        System.arraycopy(settings, 0, command, 3, settings.length);
        Tenants.operator(command);
        return name;
    }

    private S3Client client(Access access) {
        S3Client client = AwsClients.configured(S3Client.builder(), access).build();
        opened.add(client);
        return client;
    }

    @Test
    @S3Behaviour(
            operation = "every operation",
            parameter = "more objects than the tenant's quota: QuotaExceeded",
            difference = "S3 has no quotas; the error is that of Ceph's gateway")
    void objects_beyondTheQuota_areRefusedUntilThereIsRoom() {
        String tenant = tenant("--objects-max", "2");
        TestBucket bucket = TestBucket.create(client(Tenants.newRootOf(tenant)));
        bucket.put("1", "one");
        bucket.put("2", "two");
        assertRefused(403, "QuotaExceeded", () -> bucket.put("3", "three"));
        String upload = bucket.startUpload("4");
        var part = bucket.part("4", upload, 1, new byte[1]);
        assertRefused(
                403,
                "QuotaExceeded",
                () -> bucket.s3()
                        .completeMultipartUpload(request -> request.bucket(bucket.name())
                                .key("4")
                                .uploadId(upload)
                                .multipartUpload(parts -> parts.parts(part))));
        assertRefused(
                403,
                "QuotaExceeded",
                () -> bucket.s3()
                        .copyObject(request -> request.sourceBucket(bucket.name())
                                .sourceKey("1")
                                .destinationBucket(bucket.name())
                                .destinationKey("5")));
        assertThat(bucket.keys()).containsExactly("1", "2");
        Tenants.operator("tenant", "quota", tenant, "--objects-max", "3");
        bucket.put("3", "three");
        assertThat(bucket.text("3")).isEqualTo("three");
        assertThat(Tenants.operator("tenant", "show", tenant)).containsPattern("\"objectsMax\"\\s*:\\s*3");
    }

    @Test
    @S3Behaviour(
            operation = "every operation",
            parameter = "more bytes than the tenant's quota: QuotaExceeded",
            difference = "S3 has no quotas; the error is that of Ceph's gateway")
    void bytes_beyondTheQuota_areRefusedAndRoomIsFreedByDeletion() {
        TestBucket bucket = TestBucket.create(client(Tenants.newRootOf(tenant("--bytes-max", "100KiB"))));
        bucket.put("most", new byte[70_000]);
        S3Exception refused = assertRefused(403, "QuotaExceeded", () -> bucket.put("more", new byte[40_000]));
        assertThat(refused.awsErrorDetails().errorMessage()).contains("102400 bytes", "70000");
        bucket.put("little", new byte[10_000]);
        bucket.s3().deleteObject(request -> request.bucket(bucket.name()).key("most"));
        // What is stored is summed up now and then, so the room is there a moment later.
        boolean stored = false;
        while (!stored) {
            S3Exception failure = catchThrowableOfType(S3Exception.class, () -> bucket.put("more", new byte[40_000]));
            stored = failure == null;
            if (failure != null) {
                assertThat(failure.awsErrorDetails().errorCode()).isEqualTo("QuotaExceeded");
            }
        }
        assertThat(bucket.keys()).containsExactly("little", "more");
    }

    @Test
    @S3Behaviour(operation = "every operation", parameter = "more requests than the tenant's rate: SlowDown")
    void requests_beyondTheRate_areToldToSlowDownAndAnsweredAgainLater() {
        String tenant = tenant("--requests-per-second", "4");
        Access access = Tenants.newRootOf(tenant);
        S3Client hasty = client(access);
        S3Exception refused = null;
        while (refused == null) {
            refused = catchThrowableOfType(S3Exception.class, hasty::listBuckets);
        }
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("SlowDown");
        assertThat(refused.isThrottlingException()).isTrue();
        S3Client patient = AwsClients.configured(S3Client.builder(), access)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(RetryMode.STANDARD)
                        .retryStrategy(retries -> retries.maxAttempts(20))
                        .build())
                .build();
        opened.add(patient);
        for (int i = 0; i < 8; i++) {
            assertThat(patient.listBuckets().buckets()).isEmpty();
        }
        assertThat(SharedNetwork.get().clients().sync().listBuckets().hasBuckets())
                .as("others are not slowed down")
                .isTrue();
        Tenants.operator("tenant", "limit", tenant, "--requests-per-second", "none");
        for (int i = 0; i < 20; i++) {
            hasty.listBuckets();
        }
    }

    @Test
    @S3Behaviour(operation = "every operation", parameter = "a tenant that is suspended: AccountProblem")
    void tenant_suspended_isRefusedUntilItIsResumed() {
        String tenant = tenant();
        S3Client s3 = client(Tenants.newRootOf(tenant));
        TestBucket bucket = TestBucket.create(s3);
        bucket.put("key", "text");
        Tenants.operator("tenant", "suspend", tenant);
        assertRefused(403, "AccountProblem", () -> bucket.text("key"));
        assertRefused(403, "AccountProblem", s3::listBuckets);
        Tenants.operator("tenant", "resume", tenant);
        assertThat(bucket.text("key")).isEqualTo("text");
    }

    @Test
    @S3Behaviour(operation = "every operation", parameter = "a key that was deleted: InvalidAccessKeyId")
    void key_isShownOnce_andRefusedAtOnceWhenItIsSwitchedOffOrDeleted() {
        String tenant = tenant();
        Access access = Tenants.newRootOf(tenant);
        S3Client s3 = client(access);
        s3.listBuckets();
        String listed = Tenants.operator("keys", "list", "--tenant", tenant);
        assertThat(listed).contains(access.accessKeyId()).doesNotContain(access.secretAccessKey(), "secret");
        Tenants.operator("keys", "disable", access.accessKeyId());
        assertRefused(403, "InvalidAccessKeyId", s3::listBuckets);
        Tenants.operator("keys", "enable", access.accessKeyId());
        s3.listBuckets();
        Tenants.operator("keys", "delete", access.accessKeyId());
        assertRefused(403, "InvalidAccessKeyId", s3::listBuckets);
    }

    @Test
    @S3Behaviour(operation = "CreateBucket", parameter = "a name that another owns")
    void tenants_haveNothingOfEachOther_butBucketNamesInCommon() {
        TestBucket mine = TestBucket.create();
        mine.put("key", "text");
        S3Client other = client(Tenants.newRootOf(tenant()));
        TestBucket others = TestBucket.create(other);
        assertThat(other.listBuckets().buckets()).extracting(Bucket::name).containsExactly(others.name());
        assertRefused(
                403,
                "AccessDenied",
                () -> other.getObjectAsBytes(
                        request -> request.bucket(mine.name()).key("key")));
        assertRefused(403, "AccessDenied", () -> other.listObjectsV2(request -> request.bucket(mine.name())));
        assertRefused(403, "AccessDenied", () -> other.deleteBucket(request -> request.bucket(mine.name())));
        assertStatus(403, () -> other.headBucket(request -> request.bucket(mine.name())));
        assertRefused(409, "BucketAlreadyExists", () -> other.createBucket(request -> request.bucket(mine.name())));
    }

    @Test
    void user_madeByTheOperator_mayDoWhatItsPolicySays(@TempDir Path folder) throws Exception {
        String tenant = tenant();
        TestBucket bucket = TestBucket.create(client(Tenants.newRootOf(tenant)));
        bucket.put("key", "text");
        Tenants.operator("user", "create", "ann", "--tenant", tenant);
        S3Client ann = client(Tenants.newKeyOf(tenant, "ann"));
        assertRefused(
                403,
                "AccessDenied",
                () -> ann.getObjectAsBytes(
                        request -> request.bucket(bucket.name()).key("key")));
        Path policy = Files.writeString(folder.resolve("policy.json"), """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject",
                "Resource":"arn:aws:s3:::%s/*"}]}
                """.formatted(bucket.name()));
        Tenants.operator("user", "policy", "put", "ann", "reading", policy.toString(), "--tenant", tenant);
        assertThat(ann.getObjectAsBytes(request -> request.bucket(bucket.name()).key("key"))
                        .asUtf8String())
                .isEqualTo("text");
        assertRefused(
                403,
                "AccessDenied",
                () -> ann.deleteObject(request -> request.bucket(bucket.name()).key("key")));
    }

    @Test
    void operatorFile_isForItsOwnerAlone_andItsKeyOpensNoBucket() throws Exception {
        Path file = SharedNetwork.get().data().resolve("operator.env");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        var variables = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            variables.load(reader);
        }
        Access owner = SharedNetwork.get().owner();
        S3Client s3 = client(new Access(
                owner.endpoint(),
                variables.getProperty("CAIRN_OPERATOR_KEY_ID"),
                variables.getProperty("CAIRN_OPERATOR_SECRET_KEY"),
                owner.region()));
        assertRefused(403, "InvalidAccessKeyId", s3::listBuckets);
    }
}
