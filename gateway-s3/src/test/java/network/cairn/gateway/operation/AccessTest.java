package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.assertError;
import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.identity.TenantQuota;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.S3ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who may do what, through the operations.
final class AccessTest {
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
        gateway.put("bucket", "a/key", bytes(10));
    }

    private Call get(String key) {
        return gateway.call("GET", "bucket", key);
    }

    private Answer putPolicy(String statements) throws Exception {
        return gateway.call("PUT", "bucket", null)
                .query("policy", "")
                .body("{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}")
                .send();
    }

    private static String statement(String effect, String principal, String action, String resource, String rest) {
        return "{\"Effect\":\"" + effect + "\",\"Principal\":" + principal + ",\"Action\":\"" + action
                + "\",\"Resource\":\"arn:aws:s3:::" + resource + "\"" + rest + "}";
    }

    private static Caller user(String name, String... policies) {
        return new Caller(
                "alice",
                "CAIRNUSER",
                "CAIRNUSER",
                Caller.Kind.USER,
                "arn:aws:iam::alice:user/" + name,
                "arn:aws:iam::alice:user/" + name,
                "AIDA" + name,
                name,
                List.of(policies),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    @Test
    void bucket_ofAnotherTenant_refused() {
        assertError(get("a/key").tenant("bob"), S3ErrorCode.ACCESS_DENIED);
        assertError(get("a/key").anonymously(), S3ErrorCode.ACCESS_DENIED);
        assertError(gateway.call("PUT", "bucket", "k").tenant("bob").body("x"), S3ErrorCode.ACCESS_DENIED);
        assertError(gateway.call("DELETE", "bucket", null).tenant("bob"), S3ErrorCode.ACCESS_DENIED);
        assertError(gateway.call("GET", "bucket", null).tenant("bob"), S3ErrorCode.ACCESS_DENIED);
    }

    @Test
    void policy_publicRead_letsAnybodyReadAndNothingElse() throws Exception {
        assertThat(putPolicy(statement("Allow", "\"*\"", "s3:GetObject", "bucket/a/*", ""))
                        .status())
                .isEqualTo(204);
        assertThat(get("a/key").anonymously().send().body()).isEqualTo(bytes(10));
        assertThat(gateway.call("HEAD", "bucket", "a/key").anonymously().send().status())
                .isEqualTo(200);
        // Who may not list does not learn what is there.
        assertError(get("a/none").anonymously(), S3ErrorCode.ACCESS_DENIED);
        assertError(get("a/none"), S3ErrorCode.NO_SUCH_KEY);
        assertError(get("b").anonymously(), S3ErrorCode.ACCESS_DENIED);
        assertError(gateway.call("PUT", "bucket", "a/key").anonymously().body("x"), S3ErrorCode.ACCESS_DENIED);
        assertThat(gateway.call("GET", "bucket", null)
                        .query("policyStatus", "")
                        .send()
                        .element("IsPublic"))
                .isEqualTo("true");
    }

    @Test
    void policy_explicitDeny_holdsForTheOwnerToo() throws Exception {
        putPolicy(statement("Deny", "\"*\"", "s3:GetObject", "bucket/a/*", ""));
        assertError(get("a/key"), S3ErrorCode.ACCESS_DENIED);
        // The owner's root can always take the policy away.
        gateway.call("DELETE", "bucket", null).query("policy", "").send();
        assertThat(get("a/key").send().status()).isEqualTo(200);
        assertError(gateway.call("GET", "bucket", null).query("policy", ""), S3ErrorCode.NO_SUCH_BUCKET_POLICY);
    }

    @Test
    void policy_conditions_seeTheRequest() throws Exception {
        putPolicy(statement(
                        "Allow",
                        "{\"AWS\":\"bob\"}",
                        "s3:ListBucket",
                        "bucket",
                        ",\"Condition\":{\"StringEquals\":{\"s3:prefix\":\"a/\"},"
                                + "\"IpAddress\":{\"aws:SourceIp\":\"192.0.2.0/24\"}}")
                + "," + statement("Allow", "{\"AWS\":\"bob\"}", "s3:PutObject", "bucket/*", ""));
        assertThat(gateway.call("GET", "bucket", null)
                        .query("prefix", "a/")
                        .tenant("bob")
                        .send()
                        .elements("Key"))
                .containsExactly("a/key");
        assertError(gateway.call("GET", "bucket", null).tenant("bob"), S3ErrorCode.ACCESS_DENIED);
        assertThat(gateway.call("PUT", "bucket", "bobs")
                        .tenant("bob")
                        .body("x")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void policy_ageOfTheSignature_isWeighed() throws Exception {
        putPolicy(statement(
                "Deny",
                "\"*\"",
                "s3:GetObject",
                "bucket/*",
                ",\"Condition\":{\"NumericGreaterThan\":{\"s3:signatureAge\":\"600000\"}}"));
        DateTimeFormatter form =
                DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
        Instant now = gateway.clock.instant();
        assertThat(get("a/key")
                        .query("X-Amz-Date", form.format(now.minusSeconds(599)))
                        .send()
                        .status())
                .isEqualTo(200);
        assertError(get("a/key").query("X-Amz-Date", form.format(now.minusSeconds(602))), S3ErrorCode.ACCESS_DENIED);
        assertError(get("a/key").header("x-amz-date", form.format(now.minusSeconds(602))), S3ErrorCode.ACCESS_DENIED);
    }

    @Test
    void policy_secondFactor_isMissedInSessionsOnly() throws Exception {
        putPolicy(statement(
                "Deny",
                "\"*\"",
                "s3:GetObject",
                "bucket/*",
                ",\"Condition\":{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"false\"}}"));
        String mayRead = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\","
                + "\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"aws:ViaAWSService\":\"false\"}}}]}";
        Caller user = user("a", mayRead);
        assertThat(get("a/key").caller(user).send().status()).isEqualTo(200);
        Caller session = new Caller(
                user.tenant(),
                "CAIRTSESSION",
                user.permanentKeyId(),
                user.kind(),
                user.arn(),
                user.principalArn(),
                user.userId(),
                user.userName(),
                user.identityPolicies(),
                user.sessionPolicies(),
                user.principalTags(),
                Optional.of(gateway.clock.instant()));
        assertError(get("a/key").caller(session), S3ErrorCode.ACCESS_DENIED);
    }

    @Test
    void policy_malformed_saysWhatIsWrong() {
        assertError(
                gateway.call("PUT", "bucket", null).query("policy", "").body("not json"), S3ErrorCode.MALFORMED_POLICY);
        assertError(
                gateway.call("PUT", "bucket", null)
                        .query("policy", "")
                        .body("{\"Statement\":[" + statement("Allow", "\"*\"", "s3:GetObject", "other/*", "") + "]}"),
                S3ErrorCode.MALFORMED_POLICY);
    }

    @Test
    void user_withoutPolicies_mayNothing_withThem_whatTheySay() throws Exception {
        assertError(get("a/key").caller(user("u")), S3ErrorCode.ACCESS_DENIED);
        String mayRead = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\","
                + "\"Resource\":\"arn:aws:s3:::bucket/${aws:username}/*\"}]}";
        assertThat(get("a/key").caller(user("a", mayRead)).send().status()).isEqualTo(200);
        assertError(get("a/key").caller(user("b", mayRead)), S3ErrorCode.ACCESS_DENIED);
        assertError(gateway.call("DELETE", "bucket", "a/key").caller(user("a", mayRead)), S3ErrorCode.ACCESS_DENIED);
        assertError(gateway.call("GET", null, null).caller(user("a", mayRead)), S3ErrorCode.ACCESS_DENIED);
    }

    @Test
    void acl_publicReadObject_isReadByAll() throws Exception {
        gateway.call("PUT", "bucket", "open")
                .header("x-amz-acl", "public-read")
                .body("x")
                .send();
        assertThat(get("open").anonymously().send().text()).isEqualTo("x");
        assertError(get("a/key").anonymously(), S3ErrorCode.ACCESS_DENIED);
        assertThat(gateway.call("GET", "bucket", "open").query("acl", "").send().text())
                .contains("http://acs.amazonaws.com/groups/global/AllUsers");
        gateway.call("PUT", "bucket", null)
                .query("publicAccessBlock", "")
                .body("<PublicAccessBlockConfiguration><IgnorePublicAcls>true</IgnorePublicAcls>"
                        + "<BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>")
                .send();
        assertError(get("open").anonymously(), S3ErrorCode.ACCESS_DENIED);
        assertError(
                gateway.call("PUT", "bucket", "open")
                        .header("x-amz-acl", "public-read")
                        .body("x"),
                S3ErrorCode.ACCESS_DENIED);
    }

    @Test
    void acl_grantOfBucket_letsAnotherTenantWrite_whoOwnsWhatItWrites() throws Exception {
        gateway.call("PUT", "bucket", null)
                .query("acl", "")
                .header("x-amz-grant-write", "id=" + CanonicalUser.idOf("bob"))
                .header("x-amz-grant-full-control", "id=" + CanonicalUser.idOf("alice"))
                .send();
        gateway.call("PUT", "bucket", "bobs").tenant("bob").body("x").send();
        assertThat(get("bobs").tenant("bob").send().text()).isEqualTo("x");
        assertError(get("bobs"), S3ErrorCode.ACCESS_DENIED);
        assertThat(gateway.call("DELETE", "bucket", "bobs").send().status()).isEqualTo(204);
    }

    @Test
    void ownershipEnforced_listsDoNotCount() throws Exception {
        gateway.call("PUT", "enforced", null)
                .header("x-amz-object-ownership", "BucketOwnerEnforced")
                .send();
        assertError(
                gateway.call("PUT", "enforced", "k")
                        .header("x-amz-acl", "public-read")
                        .body("x"),
                S3ErrorCode.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
        assertError(
                gateway.call("PUT", "enforced", "k").header("x-amz-acl", "private"),
                S3ErrorCode.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
        assertError(
                gateway.call("POST", "enforced", "k").query("uploads", "").header("x-amz-acl", "private"),
                S3ErrorCode.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
        gateway.call("PUT", "enforced", "k")
                .header("x-amz-acl", "bucket-owner-full-control")
                .send();
        assertError(
                gateway.call("PUT", "enforced", "k").query("acl", "").header("x-amz-acl", "private"),
                S3ErrorCode.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
        assertError(
                gateway.call("PUT", "other", null)
                        .header("x-amz-object-ownership", "BucketOwnerEnforced")
                        .header("x-amz-acl", "public-read"),
                S3ErrorCode.INVALID_BUCKET_ACL_WITH_OBJECT_OWNERSHIP);
    }

    @Test
    void copy_needsToReadTheSource() throws Exception {
        gateway.call("PUT", "bobs-bucket", null).tenant("bob").send();
        assertError(
                gateway.call("PUT", "bobs-bucket", "k").tenant("bob").header("x-amz-copy-source", "bucket/a/key"),
                S3ErrorCode.ACCESS_DENIED);
        putPolicy(statement("Allow", "{\"AWS\":\"bob\"}", "s3:GetObject", "bucket/*", ""));
        assertThat(gateway.call("PUT", "bobs-bucket", "k")
                        .tenant("bob")
                        .header("x-amz-copy-source", "bucket/a/key")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void deleteObjects_eachKeyIsJudged() throws Exception {
        gateway.put("bucket", "b", bytes(1));
        putPolicy(statement("Allow", "\"*\"", "s3:DeleteObject", "bucket/b", ""));
        Answer answer = gateway.call("POST", "bucket", null)
                .query("delete", "")
                .anonymously()
                .body("<Delete><Object><Key>b</Key></Object><Object><Key>a/key</Key></Object></Delete>")
                .send();
        assertThat(answer.text())
                .contains("<Deleted><Key>b</Key></Deleted>", "<Error><Key>a/key</Key><Code>AccessDenied</Code>");
    }

    @Test
    void expectedBucketOwner_another_refused() throws Exception {
        assertError(get("a/key").header("x-amz-expected-bucket-owner", "bob"), S3ErrorCode.ACCESS_DENIED);
        assertThat(get("a/key")
                        .header("x-amz-expected-bucket-owner", "alice")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void quota_full_refusesWhatIsMore() throws Exception {
        gateway.quotas.put("alice", new TenantQuota(OptionalLong.of(100), OptionalLong.of(3)));
        gateway.put("bucket", "k", bytes(90));
        assertError(gateway.call("PUT", "bucket", "more").body(bytes(1)), S3ErrorCode.QUOTA_EXCEEDED);
        gateway.call("DELETE", "bucket", "k").send();
        gateway.clock.advance(Duration.ofSeconds(2));
        gateway.put("bucket", "k", bytes(20));
        gateway.put("bucket", "l", bytes(20));
        assertError(gateway.call("PUT", "bucket", "more").body(bytes(1)), S3ErrorCode.QUOTA_EXCEEDED);
        assertThat(gateway.put("bucket", "l", bytes(50)).status())
                .as("written over, with no more than there may be")
                .isEqualTo(200);
        gateway.clock.advance(Duration.ofSeconds(2));
        assertError(gateway.call("PUT", "bucket", "l").body(bytes(81)), S3ErrorCode.QUOTA_EXCEEDED);
    }

    @Test
    void get_ofWhatIsNotThere_whoMayListByTheBucketsList_isTold() throws Exception {
        gateway.call("PUT", "bucket", null)
                .query("acl", "")
                .header("x-amz-acl", "public-read")
                .send();
        for (String method : List.of("GET", "HEAD")) {
            assertError(gateway.call(method, "bucket", "none").anonymously(), S3ErrorCode.NO_SUCH_KEY);
            assertError(gateway.call(method, "bucket", "none").tenant("bob"), S3ErrorCode.NO_SUCH_KEY);
            assertError(gateway.call(method, "bucket", "a/key").anonymously(), S3ErrorCode.ACCESS_DENIED);
        }
        assertError(get("none").query("acl", "").anonymously(), S3ErrorCode.ACCESS_DENIED);
        putPolicy(statement("Deny", "\"*\"", "s3:GetObject", "bucket/*", ""));
        assertError(get("none").anonymously(), S3ErrorCode.ACCESS_DENIED);
    }

    @Test
    void policy_namesAUserAndARoleByTheirPaths() throws Exception {
        String arn = "arn:aws:iam::alice:user/a/b/u";
        var user = new Caller(
                "alice",
                "CAIRNUSER",
                "CAIRNUSER",
                Caller.Kind.USER,
                arn,
                arn,
                "AIDAU",
                "u",
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
        String role = "arn:aws:iam::alice:role/a/r";
        var session = new Caller(
                "alice",
                "CAIRNROLE",
                "CAIRNROLE",
                Caller.Kind.ROLE_SESSION,
                "arn:aws:sts::alice:assumed-role/r/s",
                role,
                "AROAR:s",
                "",
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
        assertError(get("a/key").caller(user), S3ErrorCode.ACCESS_DENIED);
        assertError(get("a/key").caller(session), S3ErrorCode.ACCESS_DENIED);
        putPolicy(statement("Allow", "{\"AWS\":[\"" + arn + "\",\"" + role + "\"]}", "s3:GetObject", "bucket/*", ""));
        assertThat(get("a/key").caller(user).send().status()).isEqualTo(200);
        assertThat(get("a/key").caller(session).send().status()).isEqualTo(200);
    }
}
