package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static network.cairn.deploy.s3.Refusal.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;

/// Buckets themselves: made, found, listed and deleted.
@S3Suite
class BucketsIT {
    private final S3Client s3 = SharedNetwork.get().clients().sync();

    @Test
    @S3Behaviour(operation = "CreateBucket")
    void createBucket_newName_isThere() throws Exception {
        String name = SharedNetwork.bucketName();
        RawS3.Answer answer = RawS3.request("PUT", "/" + name).send();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("location")).isEqualTo("/" + name);
        assertThat(answer.header("x-amz-request-id")).isNotEmpty();
        s3.headBucket(request -> request.bucket(name));
    }

    @Test
    @S3Behaviour(operation = "CreateBucket", parameter = "a name that one owns")
    void createBucket_owned_isAnsweredAsInUsEast1() {
        TestBucket bucket = TestBucket.create();
        bucket.put("kept", "kept");
        s3.createBucket(request -> request.bucket(bucket.name()));
        assertThat(bucket.text("kept")).isEqualTo("kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPPER-case", "under_score", "a.-b", "a..b", "-begins", "ends-", "192.168.5.4"})
    @S3Behaviour(operation = "CreateBucket", parameter = "bucket names that S3 does not allow")
    void createBucket_badName_isRefused(String name) throws Exception {
        RawS3.Answer answer = RawS3.request("PUT", "/" + name).send();
        assertThat(answer.refusal()).isEqualTo("400 InvalidBucketName");
        assertThat(answer.element("BucketName")).isEqualTo(name);
    }

    @Test
    @S3Behaviour(operation = "CreateBucket", parameter = "LocationConstraint")
    void createBucket_locationElsewhere_isRefused() {
        assertRefused(
                400,
                "IllegalLocationConstraintException",
                () -> s3.createBucket(request -> request.bucket(SharedNetwork.bucketName())
                        .createBucketConfiguration(c -> c.locationConstraint("eu-west-1"))));
        assertRefused(
                400,
                "InvalidLocationConstraint",
                () -> s3.createBucket(request -> request.bucket(SharedNetwork.bucketName())
                        .createBucketConfiguration(c -> c.locationConstraint("nowhere"))));
    }

    @Test
    @S3Behaviour(operation = "CreateBucket", parameter = "CreateBucketConfiguration that is no XML")
    void createBucket_malformedDocument_isRefused() throws Exception {
        String name = SharedNetwork.bucketName();
        assertThat(RawS3.request("PUT", "/" + name).body("<CreateBucket").send().refusal())
                .isEqualTo("400 MalformedXML");
        assertStatus(404, () -> s3.headBucket(request -> request.bucket(name)));
    }

    @Test
    @S3Behaviour(operation = "CreateBucket", parameter = "x-amz-bucket-object-lock-enabled")
    void createBucket_objectLock_turnsVersioningOn() {
        TestBucket bucket = TestBucket.locking();
        assertThat(s3.getBucketVersioning(request -> request.bucket(bucket.name()))
                        .status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        assertThat(s3.getObjectLockConfiguration(request -> request.bucket(bucket.name()))
                        .objectLockConfiguration()
                        .objectLockEnabledAsString())
                .isEqualTo("Enabled");
    }

    @Test
    @S3Behaviour(operation = "CreateBucket", parameter = "x-amz-object-ownership")
    void createBucket_objectOwnership_isKept() {
        String name = SharedNetwork.bucketName();
        s3.createBucket(request -> request.bucket(name).objectOwnership(ObjectOwnership.OBJECT_WRITER));
        assertThat(s3.getBucketOwnershipControls(request -> request.bucket(name))
                        .ownershipControls()
                        .rules()
                        .getFirst()
                        .objectOwnership())
                .isEqualTo(ObjectOwnership.OBJECT_WRITER);
    }

    @Test
    @S3Behaviour(operation = "HeadBucket")
    void headBucket_namesTheRegion() {
        TestBucket bucket = TestBucket.create();
        assertThat(s3.headBucket(request -> request.bucket(bucket.name())).bucketRegion())
                .isEqualTo(SharedNetwork.get().owner().region());
        assertStatus(404, () -> s3.headBucket(request -> request.bucket("absent-" + bucket.name())));
    }

    @Test
    @S3Behaviour(operation = "HeadBucket", parameter = "x-amz-expected-bucket-owner")
    void headBucket_expectedOwner_isChecked() {
        TestBucket bucket = TestBucket.create();
        assertStatus(
                403,
                () -> s3.headBucket(request -> request.bucket(bucket.name()).expectedBucketOwner("000000000000")));
    }

    @Test
    @S3Behaviour(operation = "DeleteBucket")
    void deleteBucket_empty_isGone() {
        TestBucket bucket = TestBucket.create();
        assertThat(s3.deleteBucket(request -> request.bucket(bucket.name()))
                        .sdkHttpResponse()
                        .statusCode())
                .isEqualTo(204);
        assertStatus(404, () -> s3.headBucket(request -> request.bucket(bucket.name())));
        assertRefused(404, "NoSuchBucket", () -> s3.deleteBucket(request -> request.bucket(bucket.name())));
    }

    @Test
    @S3Behaviour(operation = "DeleteBucket", parameter = "a bucket with objects or versions")
    void deleteBucket_notEmpty_isRefused() {
        TestBucket bucket = TestBucket.versioned();
        bucket.put("key", "text");
        assertRefused(409, "BucketNotEmpty", () -> s3.deleteBucket(request -> request.bucket(bucket.name())));
        s3.deleteObject(request -> request.bucket(bucket.name()).key("key"));
        assertRefused(409, "BucketNotEmpty", () -> s3.deleteBucket(request -> request.bucket(bucket.name())));
    }

    @Test
    @S3Behaviour(operation = "ListBuckets")
    void listBuckets_namesEachWithItsTime() {
        TestBucket bucket = TestBucket.create();
        var answer = s3.listBuckets();
        assertThat(answer.owner().id()).isNotEmpty();
        Bucket listed = answer.buckets().stream()
                .filter(each -> each.name().equals(bucket.name()))
                .findFirst()
                .orElseThrow();
        assertThat(listed.creationDate()).isNotNull();
    }

    @Test
    @S3Behaviour(
            operation = "ListBuckets",
            parameter = {"prefix", "max-buckets", "continuation-token"})
    void listBuckets_pages_areExact() {
        String prefix = SharedNetwork.bucketName() + "-page-";
        for (int i = 0; i < 5; i++) {
            String name = prefix + i;
            s3.createBucket(request -> request.bucket(name));
        }
        List<String> names = new ArrayList<>();
        int pages = 0;
        String token = null;
        do {
            String from = token;
            var page = s3.listBuckets(
                    request -> request.prefix(prefix).maxBuckets(2).continuationToken(from));
            assertThat(page.buckets()).hasSizeLessThanOrEqualTo(2);
            page.buckets().forEach(bucket -> names.add(bucket.name()));
            token = page.continuationToken();
            pages++;
        } while (token != null);
        assertThat(names).containsExactly(prefix + 0, prefix + 1, prefix + 2, prefix + 3, prefix + 4);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    @S3Behaviour(operation = "GetBucketLocation")
    void getBucketLocation_usEast1_isTheEmptyConstraint() throws Exception {
        TestBucket bucket = TestBucket.create();
        RawS3.Answer answer =
                RawS3.request("GET", "/" + bucket.name()).query("location", "").send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("<LocationConstraint").contains("http://s3.amazonaws.com/doc/2006-03-01/");
        assertThat(answer.element("LocationConstraint")).isEmpty();
        assertRefused(
                404, "NoSuchBucket", () -> s3.getBucketLocation(request -> request.bucket("absent-" + bucket.name())));
    }
}
