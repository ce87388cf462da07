package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/// Users with policies of their own, and credentials for a while.
@S3Suite
class IdentityIT {
    private final Access owner = SharedNetwork.get().owner();
    private final TestBucket bucket = TestBucket.create();

    private IamClient iam() {
        return IamClient.builder()
                .endpointOverride(owner.endpoint())
                .credentialsProvider(owner.provider())
                .region(Region.of(owner.region()))
                .build();
    }

    private StsClient sts(Access access) {
        return StsClient.builder()
                .endpointOverride(access.endpoint())
                .credentialsProvider(access.provider())
                .region(Region.of(access.region()))
                .build();
    }

    private S3Client with(Credentials credentials) {
        return AwsClients.configured(S3Client.builder(), owner)
                .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(
                        credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken())))
                .build();
    }

    private static String reading(String bucket) {
        return """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],
            "Resource":"arn:aws:s3:::%s/*"}]}\
            """.formatted(bucket);
    }

    @Test
    @S3Behaviour(operation = "IAM CreateUser")
    @S3Behaviour(operation = "IAM PutUserPolicy")
    @S3Behaviour(operation = "IAM CreateAccessKey")
    void user_mayDoWhatItsPolicySays() {
        bucket.put("key", "text");
        String user = "reader-of-" + bucket.name();
        try (var iam = iam()) {
            iam.createUser(request -> request.userName(user));
            var key = iam.createAccessKey(request -> request.userName(user)).accessKey();
            var access = new Access(owner.endpoint(), key.accessKeyId(), key.secretAccessKey(), owner.region());
            try (var s3 = AwsClients.configured(S3Client.builder(), access).build()) {
                assertRefused(
                        403,
                        "AccessDenied",
                        () -> s3.getObjectAsBytes(
                                request -> request.bucket(bucket.name()).key("key")));
                iam.putUserPolicy(
                        request -> request.userName(user).policyName("reading").policyDocument(reading(bucket.name())));
                assertThat(s3.getObjectAsBytes(
                                        request -> request.bucket(bucket.name()).key("key"))
                                .asUtf8String())
                        .isEqualTo("text");
                assertRefused(
                        403,
                        "AccessDenied",
                        () -> s3.deleteObject(
                                request -> request.bucket(bucket.name()).key("key")));
            }
        }
    }

    @Test
    @S3Behaviour(
            operation = "IAM PutUserPolicy",
            parameter = {
                "Condition: aws:SourceIp",
                "Condition: s3:ExistingObjectTag/*",
                "Condition: s3:prefix",
                "Deny goes before Allow",
                "${aws:username}"
            })
    void userPolicy_variablesConditionsAndDenials_areWeighed() {
        String user = "member-of-" + bucket.name();
        bucket.put("home/" + user + "/mine", "mine");
        bucket.put("home/another/theirs", "theirs");
        bucket.put("home/" + user + "/secret", "secret");
        bucket.s3()
                .putObject(
                        request -> request.bucket(bucket.name()).key("shown").tagging("kind=public"),
                        RequestBody.fromString("shown"));
        bucket.put("untagged", "untagged");
        try (var iam = iam()) {
            iam.createUser(request -> request.userName(user));
            iam.putUserPolicy(
                    request -> request.userName(user).policyName("home").policyDocument("""
                {"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::%1$s/home/${aws:username}/*"},
                {"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::%1$s",
                 "Condition":{"StringLike":{"s3:prefix":"home/${aws:username}/*"}}},
                {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::%1$s/*",
                 "Condition":{"StringEquals":{"s3:ExistingObjectTag/kind":"public"}}},
                {"Effect":"Allow","Action":"s3:PutObject","Resource":"arn:aws:s3:::%1$s/*",
                 "Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}},
                {"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::%1$s/*/secret"}]}\
                """.formatted(bucket.name())));
            var key = iam.createAccessKey(request -> request.userName(user)).accessKey();
            var access = new Access(owner.endpoint(), key.accessKeyId(), key.secretAccessKey(), owner.region());
            try (var s3 = AwsClients.configured(S3Client.builder(), access).build()) {
                var own = new TestBucket(s3, bucket.name());
                assertThat(own.text("home/" + user + "/mine")).isEqualTo("mine");
                assertThat(own.text("shown")).isEqualTo("shown");
                assertThat(s3.listObjectsV2(
                                        request -> request.bucket(bucket.name()).prefix("home/" + user + "/"))
                                .keyCount())
                        .isEqualTo(2);
                for (String closed : List.of("home/another/theirs", "untagged", "home/" + user + "/secret")) {
                    assertRefused(403, "AccessDenied", () -> own.text(closed));
                }
                assertRefused(403, "AccessDenied", own::keys);
                assertRefused(403, "AccessDenied", () -> own.put("new", "text"));
            }
        }
    }

    @Test
    @S3Behaviour(operation = "STS GetSessionToken")
    void sessionToken_isTheUserForAWhile() {
        bucket.put("key", "text");
        try (var sts = sts(owner);
                var s3 = with(sts.getSessionToken().credentials())) {
            assertThat(s3.getObjectAsBytes(
                                    request -> request.bucket(bucket.name()).key("key"))
                            .asUtf8String())
                    .isEqualTo("text");
        }
    }

    @Test
    @S3Behaviour(operation = "STS GetCallerIdentity")
    void callerIdentity_isTold() {
        try (var sts = sts(owner)) {
            assertThat(sts.getCallerIdentity().arn()).startsWith("arn:aws:iam::");
            assertThat(sts.getCallerIdentity().account()).isNotEmpty();
        }
    }

    @Test
    @S3Behaviour(
            operation = "STS AssumeRole",
            parameter = {"", "Policy"})
    @S3Behaviour(operation = "IAM CreateRole")
    void assumedRole_mayDoWhatBothPoliciesSay() {
        bucket.put("key", "text");
        bucket.put("other", "text");
        String role = "role-of-" + bucket.name();
        try (var iam = iam();
                var sts = sts(owner)) {
            String user = "assumer-of-" + bucket.name();
            iam.createUser(request -> request.userName(user));
            String account = sts.getCallerIdentity().account();
            String arn = iam.createRole(
                            request -> request.roleName(role).assumeRolePolicyDocument("""
                                {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                                "Principal":{"AWS":"arn:aws:iam::%s:user/%s"},"Action":"sts:AssumeRole"}]}\
                                """.formatted(account, user)))
                    .role()
                    .arn();
            iam.putRolePolicy(
                    request -> request.roleName(role).policyName("reading").policyDocument(reading(bucket.name())));
            var key = iam.createAccessKey(request -> request.userName(user)).accessKey();
            var access = new Access(owner.endpoint(), key.accessKeyId(), key.secretAccessKey(), owner.region());
            iam.putUserPolicy(
                    request -> request.userName(user).policyName("assuming").policyDocument("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"%s"}]}\
                        """.formatted(arn)));
            try (var users = sts(access)) {
                var credentials = users.assumeRole(request ->
                                request.roleArn(arn).roleSessionName("session").policy("""
                                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*",
                                    "Resource":"arn:aws:s3:::%s/key"}]}\
                                    """.formatted(bucket.name())))
                        .credentials();
                try (var s3 = with(credentials)) {
                    assertThat(s3.getObjectAsBytes(request ->
                                            request.bucket(bucket.name()).key("key"))
                                    .asUtf8String())
                            .isEqualTo("text");
                    assertRefused(
                            403,
                            "AccessDenied",
                            () -> s3.getObjectAsBytes(
                                    request -> request.bucket(bucket.name()).key("other")));
                    assertRefused(
                            403,
                            "AccessDenied",
                            () -> s3.deleteObject(
                                    request -> request.bucket(bucket.name()).key("key")));
                }
            }
        }
    }

    @Test
    @S3Behaviour(operation = "every operation", parameter = "a session token that is none: InvalidToken")
    void wrongToken_isRefused() {
        try (var s3 = with(Credentials.builder()
                .accessKeyId(owner.accessKeyId())
                .secretAccessKey(owner.secretAccessKey())
                .sessionToken("no token")
                .build())) {
            assertRefused(400, "InvalidToken", () -> s3.listObjectsV2(request -> request.bucket(bucket.name())));
        }
    }
}
