package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What AWS's documentation shows policies for, said in policies of one's own.
final class PolicyExamplesTest {
    private static final Principal CARLOS = new Principal.User("acme", "carlos", "AIDACARLOS");

    /// IAM's user guide, "Example identity-based and resource-based policy evaluation".
    @Test
    void denyOfEverythingNamedLog_winsOverAllowsOfBothSides() {
        CallerPolicies policies = CallerPolicies.of(List.of(Documents.identity(
                "'Effect': 'Allow', 'Action': 's3:*', 'Resource': ['arn:aws:s3:::carlos/*', 'arn:aws:s3:::carlos']",
                "'Effect': 'Deny', 'Action': 's3:*', 'Resource': 'arn:aws:s3:::*log*'")));
        assertThat(may(CARLOS, S3Action.PUT_OBJECT, "carlos", "x", policies)).isTrue();
        assertThat(may(CARLOS, S3Action.PUT_OBJECT, "carlos-logs", "x", policies))
                .isFalse();
        assertThat(may(CARLOS, S3Action.PUT_OBJECT, "carlos", "a/catalog/x", policies))
                .isFalse();
        assertThat(may(CARLOS, S3Action.PUT_OBJECT, "other", "x", policies)).isFalse();
    }

    /// S3's user guide, "Controlling access to a bucket with user policies": a folder for each user, listed by prefix.
    @Test
    void homeFolders_areTheirUsersOwn() {
        CallerPolicies policies = CallerPolicies.of(
                List.of(
                        Documents.identity(
                                "'Effect': 'Allow', 'Action': 's3:ListBucket', 'Resource': 'arn:aws:s3:::company', 'Condition':"
                                        + " {'StringLike': {'s3:prefix': ['', 'home/', 'home/${aws:username}/*']}}",
                                "'Effect': 'Allow', 'Action': 's3:*Object', 'Resource': 'arn:aws:s3:::company/home/${aws:username}/*'")));
        assertThat(lists(policies, "")).isTrue();
        assertThat(lists(policies, "home/")).isTrue();
        assertThat(lists(policies, "home/carlos/photos/")).isTrue();
        assertThat(lists(policies, "home/diana/")).isFalse();
        assertThat(lists(policies, "secret/")).isFalse();
        assertThat(may(CARLOS, S3Action.GET_OBJECT, "company", "home/carlos/x", policies))
                .isTrue();
        assertThat(may(CARLOS, S3Action.DELETE_OBJECT, "company", "home/carlos/x", policies))
                .isTrue();
        assertThat(may(CARLOS, S3Action.GET_OBJECT, "company", "home/diana/x", policies))
                .isFalse();
        assertThat(may(CARLOS, S3Action.GET_OBJECT_ACL, "company", "home/carlos/x", policies))
                .isFalse();
    }

    /// S3's user guide, "Managing access based on HTTP or HTTPS requests".
    @Test
    void plainHttp_isForbidden() {
        BucketAccess bucket = BucketAccess.ofTenant("acme")
                .withPolicy(
                        Documents.bucket(
                                "company",
                                "'Effect': 'Deny', 'Principal': '*', 'Action': 's3:*', 'Resource': ['arn:aws:s3:::company',"
                                        + " 'arn:aws:s3:::company/*'], 'Condition': {'Bool': {'aws:SecureTransport': 'false'}}"));
        Principal root = new Principal.Root("acme");
        assertThat(mayWith(root, bucket, "aws:SecureTransport", "true")).isTrue();
        assertThat(mayWith(root, bucket, "aws:SecureTransport", "false")).isFalse();
    }

    /// S3's user guide, "Managing access based on specific IP addresses": a range with a hole.
    @Test
    void addresses_rangeWithAHole() {
        BucketAccess bucket = BucketAccess.ofTenant("acme")
                .withPolicy(
                        Documents.bucket(
                                "company",
                                "'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::company/*',"
                                        + " 'Condition': {'IpAddress': {'aws:SourceIp': ['192.0.2.0/24', '2001:db8:1234:5678::/64']},"
                                        + " 'NotIpAddress': {'aws:SourceIp': ['192.0.2.188/32', '2001:db8:1234:5678:abcd::/80']}}"));
        Principal nobody = new Principal.Anonymous();
        assertThat(mayWith(nobody, bucket, "aws:SourceIp", "192.0.2.7")).isTrue();
        assertThat(mayWith(nobody, bucket, "aws:SourceIp", "192.0.2.188")).isFalse();
        assertThat(mayWith(nobody, bucket, "aws:SourceIp", "198.51.100.7")).isFalse();
        assertThat(mayWith(nobody, bucket, "aws:SourceIp", "2001:db8:1234:5678::1"))
                .isTrue();
        assertThat(mayWith(nobody, bucket, "aws:SourceIp", "2001:db8:1234:5678:abcd::1"))
                .isFalse();
        assertThat(mayWith(nobody, bucket, "aws:UserAgent", "none")).isFalse();
    }

    /// S3's user guide, "Requiring the bucket owner to get full control".
    @Test
    void uploadsOfOthers_mustGiveTheOwnerFullControl() {
        BucketAccess bucket = BucketAccess.ofTenant("acme")
                .withPolicy(Documents.bucket(
                        "company",
                        "'Effect': 'Allow', 'Principal': {'AWS': 'partner'}, 'Action': 's3:PutObject', 'Resource':"
                                + " 'arn:aws:s3:::company/*'",
                        "'Effect': 'Deny', 'Principal': {'AWS': 'partner'}, 'Action': 's3:PutObject', 'Resource':"
                                + " 'arn:aws:s3:::company/*', 'Condition': {'StringNotEquals': {'s3:x-amz-acl':"
                                + " 'bucket-owner-full-control'}}"));
        Principal partner = new Principal.Root("partner");
        assertThat(puts(partner, bucket, "bucket-owner-full-control")).isTrue();
        assertThat(puts(partner, bucket, "public-read")).isFalse();
        assertThat(AccessJudge.judge(
                                AccessRequest.onObject(
                                        partner, S3Action.PUT_OBJECT, "company", "x", ConditionContext.EMPTY),
                                CallerPolicies.NONE,
                                bucket,
                                null)
                        .isAllowed())
                .isFalse();
    }

    /// S3's user guide, "Tagging and access control policies".
    @Test
    void tags_ofObjectsAndRequests() {
        CallerPolicies policies = CallerPolicies.of(List.of(Documents.identity(
                "'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': '*', 'Condition': {'StringEquals':"
                        + " {'s3:ExistingObjectTag/Project': 'X'}}",
                "'Effect': 'Allow', 'Action': 's3:PutObjectTagging', 'Resource': '*', 'Condition':"
                        + " {'ForAllValues:StringLike': {'s3:RequestObjectTagKeys': ['Owner', 'Creation*']}}")));
        assertThat(tagged(S3Action.GET_OBJECT, policies, "s3:ExistingObjectTag/Project", "X"))
                .isTrue();
        assertThat(tagged(S3Action.GET_OBJECT, policies, "s3:ExistingObjectTag/Project", "Y"))
                .isFalse();
        assertThat(tagged(S3Action.GET_OBJECT, policies, "s3:ExistingObjectTag/Other", "X"))
                .isFalse();
        assertThat(tagged(S3Action.PUT_OBJECT_TAGGING, policies, "s3:RequestObjectTagKeys", "Owner", "CreationDate"))
                .isTrue();
        assertThat(tagged(S3Action.PUT_OBJECT_TAGGING, policies, "s3:RequestObjectTagKeys", "Owner", "Other"))
                .isFalse();
    }

    /// IAM's user guide, "AWS JSON policy elements: NotAction": everything but IAM, and S3 but for deletions.
    @Test
    void notAction_allowsAllOthers_andNotResourceForbidsAllOthers() {
        CallerPolicies policies = CallerPolicies.of(List.of(Documents.identity(
                "'Effect': 'Allow', 'NotAction': ['iam:*', 's3:DeleteBucket'], 'Resource': '*'",
                "'Effect': 'Deny', 'Action': 's3:*', 'NotResource': ['arn:aws:s3:::hr', 'arn:aws:s3:::hr/*']")));
        assertThat(may(CARLOS, S3Action.GET_OBJECT, "hr", "x", policies)).isTrue();
        assertThat(may(CARLOS, S3Action.GET_OBJECT, "finance", "x", policies)).isFalse();
        assertThat(may(CARLOS, S3Action.DELETE_BUCKET, "hr", "", policies)).isFalse();
        AccessRequest iam =
                new AccessRequest(CARLOS, "iam:CreateUser", "arn:aws:iam::acme:user/new", ConditionContext.EMPTY);
        assertThat(AccessJudge.judgeAccount(iam, policies).isAllowed()).isFalse();
        AccessRequest sts =
                new AccessRequest(CARLOS, "sts:AssumeRole", "arn:aws:iam::acme:role/r", ConditionContext.EMPTY);
        assertThat(AccessJudge.judgeAccount(sts, policies).isAllowed()).isTrue();
    }

    /// IAM's user guide, "Date condition operators": sessions made too long ago.
    @Test
    void oldSessions_areForbidden() {
        CallerPolicies policies = CallerPolicies.of(List.of(Documents.identity(
                "'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'",
                "'Effect': 'Deny', 'Action': '*', 'Resource': '*', 'Condition': {'DateLessThan':"
                        + " {'aws:TokenIssueTime': '2026-01-01T00:00:00Z'}}")));
        Principal session = new Principal.RoleSession("acme", "reader", "AROAREADER", "s");
        assertThat(issued(session, policies, "2026-02-01T00:00:00Z")).isTrue();
        assertThat(issued(session, policies, "2025-12-31T23:59:59Z")).isFalse();
        assertThat(may(CARLOS, S3Action.GET_OBJECT, "company", "x", policies)).isTrue();
    }

    private static boolean issued(Principal principal, CallerPolicies policies, String time) {
        ConditionContext context =
                ConditionContext.builder().add("aws:TokenIssueTime", time).build();
        return AccessJudge.judge(
                        AccessRequest.onObject(principal, S3Action.GET_OBJECT, "company", "x", context),
                        policies,
                        BucketAccess.ofTenant("acme"),
                        null)
                .isAllowed();
    }

    private static boolean tagged(S3Action action, CallerPolicies policies, String key, String... values) {
        var context = ConditionContext.builder();
        for (String value : values) {
            context.add(key, value);
        }
        return AccessJudge.judge(
                        AccessRequest.onObject(CARLOS, action, "company", "x", context.build()),
                        policies,
                        BucketAccess.ofTenant("acme"),
                        null)
                .isAllowed();
    }

    private static boolean puts(Principal principal, BucketAccess bucket, String acl) {
        ConditionContext context =
                ConditionContext.builder().add("s3:x-amz-acl", acl).build();
        return AccessJudge.judge(
                        AccessRequest.onObject(principal, S3Action.PUT_OBJECT, "company", "x", context),
                        CallerPolicies.NONE,
                        bucket,
                        null)
                .isAllowed();
    }

    private static boolean mayWith(Principal principal, BucketAccess bucket, String key, String value) {
        ConditionContext context = ConditionContext.builder().add(key, value).build();
        return AccessJudge.judge(
                        AccessRequest.onObject(principal, S3Action.GET_OBJECT, "company", "x", context),
                        CallerPolicies.NONE,
                        bucket,
                        null)
                .isAllowed();
    }

    private static boolean lists(CallerPolicies policies, String prefix) {
        ConditionContext context =
                ConditionContext.builder().add("s3:prefix", prefix).build();
        return AccessJudge.judge(
                        AccessRequest.onBucket(CARLOS, S3Action.LIST_BUCKET, "company", context),
                        policies,
                        BucketAccess.ofTenant("acme"),
                        null)
                .isAllowed();
    }

    private static boolean may(
            Principal principal, S3Action action, String bucket, String key, CallerPolicies policies) {
        AccessRequest request = key.isEmpty()
                ? AccessRequest.onBucket(principal, action, bucket, ConditionContext.EMPTY)
                : AccessRequest.onObject(principal, action, bucket, key, ConditionContext.EMPTY);
        return AccessJudge.judge(request, policies, BucketAccess.ofTenant("acme"), null)
                .isAllowed();
    }
}
