package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static network.cairn.deploy.s3.Refusal.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Grantee;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.Type;

/// Who may do what: tenants apart, bucket policies, access control lists, and what the public may see.
@S3Suite
class AccessIT {
    private static final String EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers";

    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final S3Client other = SharedNetwork.get().otherTenant();

    /// A bucket where access control lists count and nothing blocks the public.
    private TestBucket openBucket() {
        TestBucket bucket = TestBucket.create();
        s3.putBucketOwnershipControls(request -> request.bucket(bucket.name())
                .ownershipControls(controls -> controls.rules(OwnershipControlsRule.builder()
                        .objectOwnership(ObjectOwnership.OBJECT_WRITER)
                        .build())));
        s3.deletePublicAccessBlock(request -> request.bucket(bucket.name()));
        return bucket;
    }

    private RawS3.Answer anonymous(String method, String path) throws Exception {
        return RawS3.request(method, path).anonymous().send();
    }

    private static String statement(String effect, String principal, String action, String resource) {
        return """
            {"Version":"2012-10-17","Statement":[{"Effect":"%s","Principal":%s,"Action":"%s","Resource":"%s"}]}\
            """.formatted(effect, principal, action, "arn:aws:s3:::" + resource);
    }

    @Test
    @S3Behaviour(operation = "ListBuckets", parameter = "buckets of others are not told")
    @S3Behaviour(operation = "CreateBucket", parameter = "a name that another owns")
    void tenants_areApart() {
        TestBucket bucket = TestBucket.create();
        bucket.put("key", "text");
        assertThat(other.listBuckets().buckets()).isEmpty();
        assertRefused(
                403,
                "AccessDenied",
                () -> other.getObjectAsBytes(
                        request -> request.bucket(bucket.name()).key("key")));
        assertRefused(403, "AccessDenied", () -> other.listObjectsV2(request -> request.bucket(bucket.name())));
        assertStatus(403, () -> other.headBucket(request -> request.bucket(bucket.name())));
        assertRefused(403, "AccessDenied", () -> other.deleteBucket(request -> request.bucket(bucket.name())));
        assertRefused(409, "BucketAlreadyExists", () -> other.createBucket(request -> request.bucket(bucket.name())));
    }

    @Test
    @S3Behaviour(operation = "PutBucketPolicy")
    @S3Behaviour(operation = "GetBucketPolicy")
    @S3Behaviour(operation = "DeleteBucketPolicy")
    @S3Behaviour(operation = "GetBucketPolicyStatus")
    void policy_public_letsAnybodyRead() throws Exception {
        TestBucket bucket = openBucket();
        String name = bucket.name();
        bucket.put("key", "text");
        assertRefused(404, "NoSuchBucketPolicy", () -> s3.getBucketPolicy(request -> request.bucket(name)));
        assertThat(anonymous("GET", "/" + name + "/key").refusal()).isEqualTo("403 AccessDenied");
        String policy = statement("Allow", "\"*\"", "s3:GetObject", name + "/*");
        s3.putBucketPolicy(request -> request.bucket(name).policy(policy));
        assertThat(s3.getBucketPolicy(request -> request.bucket(name)).policy()).isEqualTo(policy);
        assertThat(s3.getBucketPolicyStatus(request -> request.bucket(name))
                        .policyStatus()
                        .isPublic())
                .isTrue();
        assertThat(anonymous("GET", "/" + name + "/key").text()).isEqualTo("text");
        assertThat(anonymous("GET", "/" + name).refusal()).isEqualTo("403 AccessDenied");
        assertThat(anonymous("PUT", "/" + name + "/new").refusal()).isEqualTo("403 AccessDenied");
        s3.deleteBucketPolicy(request -> request.bucket(name));
        assertThat(anonymous("GET", "/" + name + "/key").refusal()).isEqualTo("403 AccessDenied");
    }

    @Test
    @S3Behaviour(operation = "PutBucketPolicy", parameter = "Principal of another account")
    void policy_otherAccount_isLetIn() {
        TestBucket bucket = openBucket();
        bucket.put("public/key", "text");
        bucket.put("private/key", "text");
        s3.putBucketPolicy(request -> request.bucket(bucket.name())
                .policy(statement("Allow", "{\"AWS\":\"*\"}", "s3:GetObject", bucket.name() + "/public/*")));
        assertThat(other.getObjectAsBytes(
                                request -> request.bucket(bucket.name()).key("public/key"))
                        .asUtf8String())
                .isEqualTo("text");
        assertRefused(
                403,
                "AccessDenied",
                () -> other.getObjectAsBytes(
                        request -> request.bucket(bucket.name()).key("private/key")));
    }

    @Test
    @S3Behaviour(operation = "PutBucketPolicy", parameter = "Deny goes before Allow")
    void policy_deny_wins() {
        TestBucket bucket = openBucket();
        String name = bucket.name();
        bucket.put("key", "text");
        s3.putBucketPolicy(request -> request.bucket(name).policy("""
            {"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::%1$s/*"},
            {"Effect":"Deny","Principal":"*","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::%1$s/*"}]}\
            """.formatted(name)));
        assertRefused(
                403,
                "AccessDenied",
                () -> other.deleteObject(request -> request.bucket(name).key("key")));
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.deleteObject(request -> request.bucket(name).key("key")));
        assertThat(bucket.text("key")).isEqualTo("text");
    }

    @Test
    @S3Behaviour(
            operation = "PutBucketPolicy",
            parameter = {"Condition: s3:prefix", "Condition: aws:SourceIp", "Condition: aws:SecureTransport"})
    void policy_conditions_areWeighed() {
        TestBucket bucket = openBucket();
        String name = bucket.name();
        bucket.put("shown/key", "text");
        s3.putBucketPolicy(request -> request.bucket(name).policy("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
            "Action":"s3:ListBucket","Resource":"arn:aws:s3:::%s",
            "Condition":{"StringLike":{"s3:prefix":"shown/*"},"IpAddress":{"aws:SourceIp":"127.0.0.0/8"}}}]}\
            """.formatted(name)));
        assertThat(other.listObjectsV2(request -> request.bucket(name).prefix("shown/"))
                        .contents())
                .hasSize(1);
        assertRefused(
                403,
                "AccessDenied",
                () -> other.listObjectsV2(request -> request.bucket(name).prefix("hidden/")));
        s3.putBucketPolicy(request -> request.bucket(name).policy("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*",
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::%s/*",
            "Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}\
            """.formatted(name)));
        assertRefused(403, "AccessDenied", () -> bucket.get("shown/key"));
    }

    @Test
    @S3Behaviour(operation = "PutBucketPolicy", parameter = "a document that is no policy")
    void policy_malformed_isRefused() {
        TestBucket bucket = openBucket();
        for (String policy : new String[] {
            "{}",
            "not json",
            statement("Perhaps", "\"*\"", "s3:GetObject", bucket.name() + "/*"),
            statement("Allow", "\"*\"", "s3:GetObject", "another-bucket/*")
        }) {
            assertRefused(
                    400,
                    "MalformedPolicy",
                    () -> s3.putBucketPolicy(
                            request -> request.bucket(bucket.name()).policy(policy)));
        }
    }

    @Test
    @S3Behaviour(operation = "PutPublicAccessBlock", parameter = "BlockPublicPolicy")
    void publicAccessBlock_blocksPublicPolicies() {
        TestBucket bucket = openBucket();
        String name = bucket.name();
        s3.putPublicAccessBlock(
                request -> request.bucket(name).publicAccessBlockConfiguration(block -> block.blockPublicPolicy(true)));
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.putBucketPolicy(request ->
                        request.bucket(name).policy(statement("Allow", "\"*\"", "s3:GetObject", name + "/*"))));
    }

    @Test
    @S3Behaviour(operation = "PutPublicAccessBlock", parameter = "RestrictPublicBuckets")
    void publicAccessBlock_restrictsPublicBuckets() throws Exception {
        TestBucket bucket = openBucket();
        String name = bucket.name();
        bucket.put("key", "text");
        s3.putBucketPolicy(
                request -> request.bucket(name).policy(statement("Allow", "\"*\"", "s3:GetObject", name + "/*")));
        assertThat(anonymous("GET", "/" + name + "/key").status()).isEqualTo(200);
        s3.putPublicAccessBlock(request ->
                request.bucket(name).publicAccessBlockConfiguration(block -> block.restrictPublicBuckets(true)));
        assertThat(anonymous("GET", "/" + name + "/key").refusal()).isEqualTo("403 AccessDenied");
        assertThat(bucket.text("key")).isEqualTo("text");
    }

    @Test
    @S3Behaviour(operation = "GetBucketAcl")
    @S3Behaviour(
            operation = "PutBucketAcl",
            parameter = {"x-amz-acl", "AccessControlPolicy"})
    void bucketAcl_isReadBack() throws Exception {
        TestBucket bucket = openBucket();
        String name = bucket.name();
        var own = s3.getBucketAcl(request -> request.bucket(name));
        assertThat(own.grants()).singleElement().satisfies(grant -> {
            assertThat(grant.permission()).isEqualTo(Permission.FULL_CONTROL);
            assertThat(grant.grantee().id()).isEqualTo(own.owner().id());
        });
        s3.putBucketAcl(request -> request.bucket(name).acl(BucketCannedACL.PUBLIC_READ));
        assertThat(s3.getBucketAcl(request -> request.bucket(name)).grants())
                .anySatisfy(grant -> assertThat(grant.grantee().uri() + " " + grant.permission())
                        .isEqualTo(EVERYBODY + " READ"));
        assertThat(anonymous("GET", "/" + name).status()).isEqualTo(200);
        s3.putBucketAcl(request -> request.bucket(name)
                .accessControlPolicy(policy -> policy.owner(own.owner()).grants(own.grants())));
        assertThat(anonymous("GET", "/" + name).refusal()).isEqualTo("403 AccessDenied");
    }

    @Test
    @S3Behaviour(operation = "GetObjectAcl")
    @S3Behaviour(
            operation = "PutObjectAcl",
            parameter = {"x-amz-acl", "x-amz-grant-*", "AccessControlPolicy"})
    @S3Behaviour(operation = "PutObject", parameter = "x-amz-acl")
    void objectAcl_isReadBackAndWeighed() throws Exception {
        TestBucket bucket = openBucket();
        String name = bucket.name();
        s3.putObject(
                request -> request.bucket(name).key("key").acl(ObjectCannedACL.PUBLIC_READ),
                RequestBody.fromString("text"));
        assertThat(anonymous("GET", "/" + name + "/key").text()).isEqualTo("text");
        s3.putObjectAcl(request -> request.bucket(name).key("key").acl(ObjectCannedACL.PRIVATE));
        assertThat(anonymous("GET", "/" + name + "/key").refusal()).isEqualTo("403 AccessDenied");
        String otherId = other.listBuckets().owner().id();
        s3.putObjectAcl(request -> request.bucket(name).key("key").grantRead("id=" + otherId));
        assertThat(other.getObjectAsBytes(request -> request.bucket(name).key("key"))
                        .asUtf8String())
                .isEqualTo("text");
        var acl = s3.getObjectAcl(request -> request.bucket(name).key("key"));
        assertThat(acl.grants())
                .anySatisfy(grant -> assertThat(grant.grantee().id() + " " + grant.permission())
                        .isEqualTo(otherId + " READ"));
        Grant full = Grant.builder()
                .permission(Permission.FULL_CONTROL)
                .grantee(Grantee.builder()
                        .type(Type.CANONICAL_USER)
                        .id(acl.owner().id())
                        .build())
                .build();
        s3.putObjectAcl(request -> request.bucket(name)
                .key("key")
                .accessControlPolicy(policy -> policy.owner(acl.owner()).grants(full)));
        assertRefused(
                403,
                "AccessDenied",
                () -> other.getObjectAsBytes(request -> request.bucket(name).key("key")));
    }

    @Test
    @S3Behaviour(operation = "PutBucketOwnershipControls", parameter = "BucketOwnerEnforced")
    void ownerEnforced_refusesLists() {
        TestBucket bucket = TestBucket.create();
        String name = bucket.name();
        s3.putBucketOwnershipControls(request -> request.bucket(name)
                .ownershipControls(controls -> controls.rules(OwnershipControlsRule.builder()
                        .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                        .build())));
        assertRefused(
                400,
                "AccessControlListNotSupported",
                () -> s3.putBucketAcl(request -> request.bucket(name).acl(BucketCannedACL.PUBLIC_READ)));
        assertRefused(
                400,
                "AccessControlListNotSupported",
                () -> s3.putObject(
                        request -> request.bucket(name).key("key").acl(ObjectCannedACL.PUBLIC_READ),
                        RequestBody.fromString("text")));
        s3.putObject(
                request -> request.bucket(name).key("key").acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL),
                RequestBody.fromString("text"));
    }
}
