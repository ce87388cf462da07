package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.acl.Grant;
import network.cairn.gateway.acl.Grantee;
import network.cairn.gateway.acl.Permission;
import network.cairn.gateway.policy.AccessDecision.Reason;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The bucket `photos` is Alice's. Bob and the role `reader` are of her tenant; `mallory` is another tenant.
final class AccessJudgeTest {
    private static final String BUCKET = "photos";
    private static final Principal ALICE = new Principal.Root("alice");
    private static final Principal BOB = new Principal.User("alice", "bob", "AIDABOB");
    private static final Principal READER = new Principal.RoleSession("alice", "reader", "AROAREADER", "s1");
    private static final Principal MALLORY = new Principal.Root("mallory");
    private static final Principal EVE = new Principal.User("mallory", "eve", "AIDAEVE");
    private static final Principal NOBODY = new Principal.Anonymous();

    private static final CanonicalUser ALICES = CanonicalUser.of("alice");
    private static final CanonicalUser MALLORYS = CanonicalUser.of("mallory");
    private static final Policy EVERYTHING = Documents.identity("'Effect': 'Allow', 'Action': '*', 'Resource': '*'");
    private static final Policy READING = Documents.identity("'Effect': 'Allow', 'Action': 's3:Get*', 'Resource': '*'");
    private static final Policy WRITING = Documents.identity("'Effect': 'Allow', 'Action': 's3:Put*', 'Resource': '*'");
    private static final Policy NOTHING =
            Documents.identity("'Sid': 'never', 'Effect': 'Deny', 'Action': '*', 'Resource': '*'");
    private static final String ALL = "'Action': 's3:*', 'Resource': ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*']";
    private static final BucketAccess PLAIN = BucketAccess.ofTenant("alice");
    private static final BucketAccess WITH_ACLS = PLAIN.withOwnership(ObjectOwnership.OBJECT_WRITER);

    @Test
    void judge_rootOfTheTenant_mayDoEverything() {
        for (S3Action action : S3Action.values()) {
            assertThat(judge(ALICE, action, CallerPolicies.NONE, PLAIN)).isEqualTo(Reason.ROOT);
        }
    }

    @Test
    void judge_withoutAnything_onlyTheRootIsLetIn() {
        assertThat(get(BOB, CallerPolicies.NONE, PLAIN)).isEqualTo(Reason.NOT_IN_IDENTITY_POLICY);
        assertThat(get(READER, CallerPolicies.NONE, PLAIN)).isEqualTo(Reason.NOT_IN_IDENTITY_POLICY);
        assertThat(get(MALLORY, CallerPolicies.NONE, PLAIN)).isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        assertThat(get(EVE, identity(EVERYTHING), PLAIN)).isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        assertThat(get(NOBODY, CallerPolicies.NONE, PLAIN)).isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
    }

    /// Bob within his tenant, by what his own policy and the bucket's say. `d` forbids, `a` allows, `-` says nothing.
    @ParameterizedTest
    @CsvSource({
        "-,-,false", "-,a,true", "-,d,false",
        "a,-,true", "a,a,true", "a,d,false",
        "d,-,false", "d,a,false", "d,d,false",
    })
    void judge_withinATenant_oneThatAllowsIsEnough(String identity, String bucket, boolean allowed) {
        assertThat(get(BOB, own(identity), PLAIN.withPolicy(says(bucket, "arn:aws:iam::alice:user/bob")))
                        .allows())
                .isEqualTo(allowed);
    }

    /// Eve of another tenant: both must allow.
    @ParameterizedTest
    @CsvSource({
        "-,-,false", "-,a,false", "-,d,false",
        "a,-,false", "a,a,true", "a,d,false",
        "d,-,false", "d,a,false", "d,d,false",
    })
    void judge_betweenTenants_bothMustAllow(String identity, String bucket, boolean allowed) {
        for (String principal : List.of("arn:aws:iam::mallory:user/eve", "mallory", "arn:aws:iam::mallory:root", "*")) {
            assertThat(get(EVE, own(identity), PLAIN.withPolicy(says(bucket, principal)))
                            .allows())
                    .as(principal)
                    .isEqualTo(allowed);
        }
    }

    /// How a bucket's policy means a caller of its tenant, and which limits of the caller's hold it back.
    @ParameterizedTest
    @CsvSource({
        // principal, identity, boundary, session, what is decided; r: reading allowed, w: writing, -: none
        "arn:aws:iam::alice:user/bob,-,-,-,BUCKET_POLICY",
        "arn:aws:iam::alice:user/bob,-,w,-,BUCKET_POLICY",
        "arn:aws:iam::alice:user/bob,-,-,w,BUCKET_POLICY",
        "*,-,w,w,BUCKET_POLICY",
        "alice,-,-,-,NOT_IN_IDENTITY_POLICY",
        "arn:aws:iam::alice:root,-,-,-,NOT_IN_IDENTITY_POLICY",
        "arn:aws:iam::alice:root,r,-,-,IDENTITY_POLICY",
        "arn:aws:iam::alice:root,r,w,-,NOT_IN_BOUNDARY",
        "arn:aws:iam::alice:user/other,-,-,-,NOT_IN_IDENTITY_POLICY",
        "arn:aws:iam::alice:user/other,r,r,-,IDENTITY_POLICY",
        "arn:aws:iam::alice:user/other,r,r,r,IDENTITY_POLICY",
        "arn:aws:iam::alice:user/other,r,r,w,NOT_IN_SESSION_POLICY",
        "arn:aws:iam::alice:user/other,r,w,r,NOT_IN_BOUNDARY",
        "arn:aws:iam::alice:user/other,w,r,r,NOT_IN_IDENTITY_POLICY",
    })
    void judge_user_byHowTheBucketMeansIt(
            String principal, String identity, String boundary, String session, Reason expected) {
        assertThat(get(BOB, policies(identity, boundary, session), PLAIN.withPolicy(says("a", principal))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sts::alice:assumed-role/reader/s1,-,-,-,BUCKET_POLICY",
        "arn:aws:sts::alice:assumed-role/reader/s1,-,w,w,BUCKET_POLICY",
        "arn:aws:sts::alice:assumed-role/reader/s2,-,-,-,NOT_IN_IDENTITY_POLICY",
        "arn:aws:iam::alice:role/reader,-,-,-,BUCKET_POLICY",
        "arn:aws:iam::alice:role/reader,-,r,r,BUCKET_POLICY",
        "arn:aws:iam::alice:role/reader,-,w,-,NOT_IN_BOUNDARY",
        "arn:aws:iam::alice:role/reader,-,-,w,NOT_IN_SESSION_POLICY",
        "arn:aws:iam::alice:role/other,-,-,-,NOT_IN_IDENTITY_POLICY",
        "alice,-,-,-,NOT_IN_IDENTITY_POLICY",
        "alice,r,-,r,IDENTITY_POLICY",
        "*,-,w,w,BUCKET_POLICY",
    })
    void judge_roleSession_byHowTheBucketMeansIt(
            String principal, String identity, String boundary, String session, Reason expected) {
        assertThat(get(READER, policies(identity, boundary, session), PLAIN.withPolicy(says("a", principal))))
                .isEqualTo(expected);
    }

    /// Between tenants every limit holds, however closely the bucket means the caller.
    @ParameterizedTest
    @CsvSource({
        "-,-,-,NOT_IN_IDENTITY_POLICY",
        "r,-,-,BUCKET_POLICY",
        "r,w,-,NOT_IN_BOUNDARY",
        "r,-,w,NOT_IN_SESSION_POLICY",
        "r,r,r,BUCKET_POLICY",
        "w,r,r,NOT_IN_IDENTITY_POLICY",
    })
    void judge_foreignUser_everyLimitHolds(String identity, String boundary, String session, Reason expected) {
        for (String principal : List.of("arn:aws:iam::mallory:user/eve", "mallory", "*")) {
            assertThat(get(EVE, policies(identity, boundary, session), PLAIN.withPolicy(says("a", principal))))
                    .isEqualTo(expected);
        }
    }

    @Test
    void judge_foreignRoot_needsTheBucketsWordOnly() {
        assertThat(get(MALLORY, CallerPolicies.NONE, PLAIN.withPolicy(says("a", "mallory"))))
                .isEqualTo(Reason.BUCKET_POLICY);
        assertThat(get(MALLORY, CallerPolicies.NONE, PLAIN.withPolicy(says("a", "alice"))))
                .isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        assertThat(get(MALLORY, CallerPolicies.NONE, PLAIN.withPolicy(says("a", "arn:aws:iam::mallory:user/eve"))))
                .isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
    }

    @Test
    void judge_canonicalUser_isATenant() {
        BucketAccess bucket = PLAIN.withPolicy(Documents.bucket(
                BUCKET, "'Effect': 'Allow', 'Principal': {'CanonicalUser': '" + MALLORYS.id() + "'}, " + ALL));
        assertThat(get(MALLORY, CallerPolicies.NONE, bucket)).isEqualTo(Reason.BUCKET_POLICY);
        assertThat(get(EVE, identity(READING), bucket)).isEqualTo(Reason.BUCKET_POLICY);
        assertThat(get(EVE, CallerPolicies.NONE, bucket)).isEqualTo(Reason.NOT_IN_IDENTITY_POLICY);
    }

    /// Whatever allows, one that forbids wins, wherever it is.
    @Test
    void judge_explicitDenies_winFromEverywhere() {
        BucketAccess open = WITH_ACLS.withPolicy(says("a", "*"));
        assertThat(get(BOB, identity(NOTHING, EVERYTHING), open)).isEqualTo(Reason.DENIED_BY_IDENTITY_POLICY);
        assertThat(get(BOB, identity(EVERYTHING).withBoundary(NOTHING), open)).isEqualTo(Reason.DENIED_BY_BOUNDARY);
        assertThat(get(BOB, identity(EVERYTHING).withSession(List.of(EVERYTHING, NOTHING)), open))
                .isEqualTo(Reason.DENIED_BY_SESSION_POLICY);
        BucketAccess shut = open.withPolicy(says("d", "*")).withAcl(open(Permission.FULL_CONTROL));
        for (Principal principal : List.of(ALICE, BOB, READER, MALLORY, EVE, NOBODY, Principal.logDelivery())) {
            assertThat(get(principal, identity(EVERYTHING), shut)).isEqualTo(Reason.DENIED_BY_BUCKET_POLICY);
        }
    }

    @Test
    void judge_denyOfATenant_isOfAllInIt() {
        BucketAccess bucket = PLAIN.withPolicy(says("d", "alice"));
        for (Principal principal : List.of(ALICE, BOB, READER)) {
            assertThat(get(principal, identity(EVERYTHING), bucket)).isEqualTo(Reason.DENIED_BY_BUCKET_POLICY);
        }
        BucketAccess role = PLAIN.withPolicy(says("d", "arn:aws:iam::alice:role/reader"));
        assertThat(get(READER, identity(EVERYTHING), role)).isEqualTo(Reason.DENIED_BY_BUCKET_POLICY);
        assertThat(get(BOB, identity(EVERYTHING), role)).isEqualTo(Reason.IDENTITY_POLICY);
        assertThat(get(ALICE, CallerPolicies.NONE, role)).isEqualTo(Reason.ROOT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // who is excepted from a prohibition | for whom it holds
                "'arn:aws:iam::alice:user/bob', 'arn:aws:iam::alice:root'|READER MALLORY EVE NOBODY",
                "'arn:aws:iam::alice:user/bob', 'alice'|READER MALLORY EVE NOBODY",
                "'arn:aws:iam::alice:user/bob'|ALICE BOB READER MALLORY EVE NOBODY",
                "'alice'|BOB READER MALLORY EVE NOBODY",
                "'alice', 'arn:aws:iam::alice:role/reader', 'arn:aws:sts::alice:assumed-role/reader/s1'"
                        + "|BOB MALLORY EVE NOBODY",
                "'alice', 'arn:aws:iam::alice:role/reader'|BOB READER MALLORY EVE NOBODY",
                "'*'|",
            })
    void judge_notPrincipal_exceptsWhoeverIsThereWithAllNames(String excepted, @Nullable String forbidden) {
        BucketAccess bucket = PLAIN.withPolicy(
                Documents.bucket(BUCKET, "'Effect': 'Deny', 'NotPrincipal': {'AWS': [" + excepted + "]}, " + ALL));
        List<String> denied = new ArrayList<>();
        List.of(ALICE, BOB, READER, MALLORY, EVE, NOBODY).forEach(principal -> {
            if (get(principal, identity(EVERYTHING), bucket) == Reason.DENIED_BY_BUCKET_POLICY) {
                denied.add(name(principal));
            }
        });
        assertThat(String.join(" ", denied)).isEqualTo(forbidden == null ? "" : forbidden);
    }

    @Test
    void judge_policyOfABucket_isNeverOutOfItsRootsReach() {
        BucketAccess shut = PLAIN.withPolicy(says("d", "*"));
        List<S3Action> actions =
                List.of(S3Action.GET_BUCKET_POLICY, S3Action.PUT_BUCKET_POLICY, S3Action.DELETE_BUCKET_POLICY);
        for (S3Action action : actions) {
            assertThat(judge(ALICE, action, CallerPolicies.NONE, shut)).isEqualTo(Reason.ROOT);
            assertThat(judge(ALICE, action, CallerPolicies.NONE, shut.withOwnerBoundByPolicy()))
                    .isEqualTo(Reason.DENIED_BY_BUCKET_POLICY);
            assertThat(judge(BOB, action, identity(EVERYTHING), shut)).isEqualTo(Reason.DENIED_BY_BUCKET_POLICY);
            assertThat(judge(MALLORY, action, CallerPolicies.NONE, shut)).isEqualTo(Reason.DENIED_BY_BUCKET_POLICY);
        }
        assertThat(judge(ALICE, S3Action.LIST_BUCKET, CallerPolicies.NONE, shut))
                .isEqualTo(Reason.DENIED_BY_BUCKET_POLICY);
    }

    @Test
    void judge_policyOfABucket_isItsTenantsAlone() {
        BucketAccess open = PLAIN.withPolicy(says("a", "*"));
        for (Principal principal : List.of(MALLORY, EVE, NOBODY)) {
            assertThat(judge(principal, S3Action.PUT_BUCKET_POLICY, identity(EVERYTHING), open))
                    .isEqualTo(Reason.NOT_OF_OWNER);
        }
        assertThat(judge(BOB, S3Action.PUT_BUCKET_POLICY, CallerPolicies.NONE, open))
                .isEqualTo(Reason.BUCKET_POLICY);
        assertThat(judge(MALLORY, S3Action.PUT_BUCKET_POLICY, CallerPolicies.NONE, PLAIN))
                .isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
    }

    @Test
    void judge_anonymous_isLetInByTheBucketOnly() {
        assertThat(get(NOBODY, CallerPolicies.NONE, PLAIN.withPolicy(says("a", "*"))))
                .isEqualTo(Reason.BUCKET_POLICY);
        assertThat(get(NOBODY, identity(EVERYTHING), PLAIN)).isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        assertThat(get(NOBODY, CallerPolicies.NONE, PLAIN.withPolicy(says("a", "alice"))))
                .isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        assertThat(judge(NOBODY, S3Action.LIST_BUCKET, CallerPolicies.NONE, WITH_ACLS.withAcl(open(Permission.READ))))
                .isEqualTo(Reason.ACL);
        Acl signed = with(ALICES, new Grant(Grantee.Group.AUTHENTICATED_USERS, Permission.READ));
        assertThat(judge(NOBODY, S3Action.LIST_BUCKET, CallerPolicies.NONE, WITH_ACLS.withAcl(signed)))
                .isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        assertThat(judge(MALLORY, S3Action.LIST_BUCKET, CallerPolicies.NONE, WITH_ACLS.withAcl(signed)))
                .isEqualTo(Reason.ACL);
    }

    /// Which actions a bucket's list lets another tenant do, by what it grants.
    @ParameterizedTest
    @CsvSource({
        "READ,LIST_BUCKET LIST_BUCKET_MULTIPART_UPLOADS LIST_BUCKET_VERSIONS",
        "WRITE,ABORT_MULTIPART_UPLOAD DELETE_OBJECT LIST_MULTIPART_UPLOAD_PARTS PUT_OBJECT PUT_OBJECT_ACL",
        "READ_ACP,GET_BUCKET_ACL",
        "WRITE_ACP,PUT_BUCKET_ACL",
        "FULL_CONTROL,ABORT_MULTIPART_UPLOAD DELETE_OBJECT GET_BUCKET_ACL LIST_BUCKET LIST_BUCKET_MULTIPART_UPLOADS"
                + " LIST_BUCKET_VERSIONS LIST_MULTIPART_UPLOAD_PARTS PUT_BUCKET_ACL PUT_OBJECT PUT_OBJECT_ACL",
    })
    void judge_listOfABucket_letsDoWhatItGrants(Permission permission, String actions) {
        for (Grantee grantee : List.of(Grantee.of(MALLORYS), Grantee.Group.ALL_USERS)) {
            BucketAccess bucket = WITH_ACLS.withAcl(with(ALICES, new Grant(grantee, permission)));
            assertThat(allowedActions(MALLORY, bucket, null)).isEqualTo(actions);
            assertThat(allowedActions(MALLORY, bucket.withOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED), null))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "READ,GET_OBJECT GET_OBJECT_VERSION",
        "WRITE,''",
        "READ_ACP,GET_OBJECT_ACL GET_OBJECT_VERSION_ACL",
        "WRITE_ACP,PUT_OBJECT_ACL PUT_OBJECT_VERSION_ACL",
        "FULL_CONTROL,GET_OBJECT GET_OBJECT_ACL GET_OBJECT_VERSION GET_OBJECT_VERSION_ACL PUT_OBJECT_ACL"
                + " PUT_OBJECT_VERSION_ACL",
    })
    void judge_listOfAnObject_letsDoWhatItGrants(Permission permission, String actions) {
        for (Grantee grantee : List.of(Grantee.of(MALLORYS), Grantee.Group.ALL_USERS)) {
            Acl object = with(ALICES, new Grant(grantee, permission));
            assertThat(allowedActions(MALLORY, WITH_ACLS, object)).isEqualTo(actions);
            assertThat(allowedActions(MALLORY, PLAIN, object)).isEmpty();
        }
    }

    /// A list names tenants: who is of one needs its own tenant's word too. It lets in everybody by groups.
    @Test
    void judge_listOfAnObject_usersNeedTheirTenantsWord() {
        Acl named = with(ALICES, new Grant(Grantee.of(MALLORYS), Permission.READ));
        assertThat(get(EVE, CallerPolicies.NONE, WITH_ACLS, named)).isEqualTo(Reason.NOT_IN_IDENTITY_POLICY);
        assertThat(get(EVE, identity(READING), WITH_ACLS, named)).isEqualTo(Reason.ACL);
        Acl open = with(ALICES, new Grant(Grantee.Group.ALL_USERS, Permission.READ));
        assertThat(get(EVE, CallerPolicies.NONE, WITH_ACLS, open)).isEqualTo(Reason.NOT_IN_IDENTITY_POLICY);
        assertThat(get(NOBODY, CallerPolicies.NONE, WITH_ACLS, open)).isEqualTo(Reason.ACL);
        assertThat(get(BOB, CallerPolicies.NONE, WITH_ACLS, open)).isEqualTo(Reason.ACL);
        assertThat(get(BOB, CallerPolicies.NONE, WITH_ACLS, Acl.ownedBy(ALICES)))
                .isEqualTo(Reason.NOT_IN_IDENTITY_POLICY);
    }

    /// Mallory has put an object into Alice's bucket.
    @Test
    void judge_objectOfAnotherTenant_isItsOwners() {
        Acl mallorys = Acl.ownedBy(MALLORYS);
        BucketAccess open = WITH_ACLS.withPolicy(says("a", "*"));
        assertThat(get(ALICE, CallerPolicies.NONE, open, mallorys)).isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        assertThat(get(BOB, identity(EVERYTHING), open, mallorys)).isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        assertThat(get(NOBODY, CallerPolicies.NONE, open, mallorys)).isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        assertThat(get(MALLORY, CallerPolicies.NONE, WITH_ACLS, mallorys)).isEqualTo(Reason.ROOT);
        assertThat(get(EVE, identity(READING), WITH_ACLS, mallorys)).isEqualTo(Reason.IDENTITY_POLICY);
        assertThat(get(EVE, CallerPolicies.NONE, open, mallorys)).isEqualTo(Reason.NOT_IN_IDENTITY_POLICY);
        assertThat(get(MALLORY, CallerPolicies.NONE, WITH_ACLS.withPolicy(says("d", "mallory")), mallorys))
                .isEqualTo(Reason.DENIED_BY_BUCKET_POLICY);

        Acl shared = with(MALLORYS, Grant.fullControl(ALICES));
        assertThat(get(ALICE, CallerPolicies.NONE, WITH_ACLS, shared)).isEqualTo(Reason.ACL);
        assertThat(get(BOB, identity(READING), WITH_ACLS, shared)).isEqualTo(Reason.ACL);
        assertThat(get(BOB, CallerPolicies.NONE, WITH_ACLS, shared)).isEqualTo(Reason.NOT_IN_IDENTITY_POLICY);

        // The bucket's owner deletes and tags what it likes, and owns everything where lists do not count.
        assertThat(judge(ALICE, S3Action.DELETE_OBJECT, CallerPolicies.NONE, WITH_ACLS, mallorys))
                .isEqualTo(Reason.ROOT);
        assertThat(judge(ALICE, S3Action.PUT_OBJECT_TAGGING, CallerPolicies.NONE, WITH_ACLS, mallorys))
                .isEqualTo(Reason.ROOT);
        assertThat(get(ALICE, CallerPolicies.NONE, PLAIN, mallorys)).isEqualTo(Reason.ROOT);
        assertThat(get(MALLORY, CallerPolicies.NONE, PLAIN, mallorys)).isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
    }

    @Test
    void judge_objectOfNobody_isReadByWhomItsListLetsIn() {
        Acl nobodys = new Acl(CanonicalUser.ANONYMOUS, List.of(new Grant(Grantee.Group.ALL_USERS, Permission.READ)));
        assertThat(get(ALICE, CallerPolicies.NONE, WITH_ACLS, nobodys)).isEqualTo(Reason.ACL);
        Acl closed = Acl.ownedBy(CanonicalUser.ANONYMOUS);
        assertThat(get(NOBODY, CallerPolicies.NONE, WITH_ACLS, closed)).isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
    }

    @Test
    void judge_emptyListOnABucket_isTheOwnersWillToo() {
        BucketAccess empty = WITH_ACLS.withAcl(new Acl(ALICES, List.of()));
        assertThat(judge(ALICE, S3Action.PUT_OBJECT, CallerPolicies.NONE, empty))
                .isEqualTo(Reason.NOT_IN_OWN_ACL);
        assertThat(judge(ALICE, S3Action.LIST_BUCKET, CallerPolicies.NONE, empty))
                .isEqualTo(Reason.NOT_IN_OWN_ACL);
        assertThat(judge(ALICE, S3Action.GET_BUCKET_ACL, CallerPolicies.NONE, empty))
                .isEqualTo(Reason.ROOT);
        assertThat(judge(ALICE, S3Action.PUT_BUCKET_ACL, CallerPolicies.NONE, empty))
                .isEqualTo(Reason.ROOT);
        assertThat(get(ALICE, CallerPolicies.NONE, empty, Acl.ownedBy(ALICES))).isEqualTo(Reason.ROOT);
        assertThat(judge(ALICE, S3Action.PUT_OBJECT, CallerPolicies.NONE, empty.withPolicy(says("a", "alice"))))
                .isEqualTo(Reason.BUCKET_POLICY);
        assertThat(judge(
                        ALICE,
                        S3Action.PUT_OBJECT,
                        CallerPolicies.NONE,
                        empty.withOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)))
                .isEqualTo(Reason.ROOT);
    }

    @Test
    void judge_ignorePublicAcls_leavesGrantsToTenants() {
        PublicAccessBlock ignoring = new PublicAccessBlock(false, true, false, false);
        Acl object = with(
                ALICES,
                new Grant(Grantee.Group.ALL_USERS, Permission.READ),
                new Grant(Grantee.Group.AUTHENTICATED_USERS, Permission.READ),
                new Grant(Grantee.of(MALLORYS), Permission.READ));
        BucketAccess bucket = WITH_ACLS.withPublicAccessBlock(ignoring);
        assertThat(get(NOBODY, CallerPolicies.NONE, bucket, object)).isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        assertThat(get(MALLORY, CallerPolicies.NONE, bucket, object)).isEqualTo(Reason.ACL);
        assertThat(get(new Principal.Root("carol"), CallerPolicies.NONE, bucket, object))
                .isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
    }

    /// S3's own example: a statement for a service, one for a tenant, one for everybody.
    @Test
    void judge_restrictPublicBuckets_shutsOutEverybodyElseWhereThePolicyIsPublic() {
        String service = "'Effect': 'Allow', 'Principal': {'Service': 'logging.s3.amazonaws.com'}, " + ALL;
        String tenant = "'Effect': 'Allow', 'Principal': {'AWS': 'mallory'}, " + ALL;
        String everybody = "'Effect': 'Allow', 'Principal': '*', " + ALL;
        BucketAccess restricted = PLAIN.withPublicAccessBlock(new PublicAccessBlock(false, false, false, true));
        BucketAccess isPublic = restricted.withPolicy(Documents.bucket(BUCKET, service, tenant, everybody));
        assertThat(get(MALLORY, CallerPolicies.NONE, isPublic)).isEqualTo(Reason.PUBLIC_POLICY_RESTRICTED);
        assertThat(get(EVE, identity(EVERYTHING), isPublic)).isEqualTo(Reason.PUBLIC_POLICY_RESTRICTED);
        assertThat(get(NOBODY, CallerPolicies.NONE, isPublic)).isEqualTo(Reason.PUBLIC_POLICY_RESTRICTED);
        assertThat(get(Principal.logDelivery(), CallerPolicies.NONE, isPublic)).isEqualTo(Reason.BUCKET_POLICY);
        assertThat(get(BOB, CallerPolicies.NONE, isPublic)).isEqualTo(Reason.BUCKET_POLICY);
        assertThat(get(ALICE, CallerPolicies.NONE, isPublic).allows()).isTrue();

        BucketAccess notPublic = restricted.withPolicy(Documents.bucket(BUCKET, service, tenant));
        assertThat(get(MALLORY, CallerPolicies.NONE, notPublic)).isEqualTo(Reason.BUCKET_POLICY);
    }

    @Test
    void judge_logDelivery_isLetInByPolicyOrList() {
        S3Action write = S3Action.PUT_OBJECT;
        Principal logs = Principal.logDelivery();
        assertThat(judge(logs, write, CallerPolicies.NONE, PLAIN)).isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        Acl acl = with(ALICES, new Grant(Grantee.Group.LOG_DELIVERY, Permission.WRITE));
        assertThat(judge(logs, write, CallerPolicies.NONE, WITH_ACLS.withAcl(acl)))
                .isEqualTo(Reason.ACL);
        assertThat(judge(MALLORY, write, CallerPolicies.NONE, WITH_ACLS.withAcl(acl)))
                .isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
        assertThat(judge(
                        new Principal.Service("events.amazonaws.com"),
                        write,
                        CallerPolicies.NONE,
                        WITH_ACLS.withAcl(acl)))
                .isEqualTo(Reason.NOT_IN_RESOURCE_POLICY);
    }

    @Test
    void judge_federatedUser_hasWhatUserAndSessionBothAllow() {
        Principal federated = new Principal.FederatedUser(new Principal.User("alice", "bob", "AIDABOB"), "guest");
        assertThat(get(federated, identity(EVERYTHING), PLAIN)).isEqualTo(Reason.NOT_IN_SESSION_POLICY);
        assertThat(get(federated, identity(EVERYTHING).withSession(List.of(READING)), PLAIN))
                .isEqualTo(Reason.IDENTITY_POLICY);
        BucketAccess toUser = PLAIN.withPolicy(says("a", "arn:aws:iam::alice:user/bob"));
        assertThat(get(federated, CallerPolicies.NONE, toUser)).isEqualTo(Reason.NOT_IN_SESSION_POLICY);
        BucketAccess toSession = PLAIN.withPolicy(says("a", "arn:aws:sts::alice:federated-user/guest"));
        assertThat(get(federated, CallerPolicies.NONE, toSession)).isEqualTo(Reason.BUCKET_POLICY);
    }

    @Test
    void judge_sessionPolicies_areTogetherAsWideAsTheWidest() {
        assertThat(get(READER, identity(EVERYTHING).withSession(List.of(WRITING, READING)), PLAIN))
                .isEqualTo(Reason.IDENTITY_POLICY);
        assertThat(get(READER, identity(EVERYTHING).withSession(List.of(WRITING)), PLAIN))
                .isEqualTo(Reason.NOT_IN_SESSION_POLICY);
    }

    @Test
    void judge_conditions_seeTheRequestThePrincipalAndTheOwner() {
        Policy policy = Documents.identity("'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource':"
                + " 'arn:aws:s3:::photos/${aws:username}/*', 'Condition': {'StringEquals': {'s3:ResourceAccount':"
                + " '${aws:PrincipalAccount}'}, 'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}}");
        ConditionContext near =
                ConditionContext.builder().add("aws:SourceIp", "10.1.2.3").build();
        ConditionContext far =
                ConditionContext.builder().add("aws:SourceIp", "192.0.2.1").build();
        assertThat(decide(BOB, "bob/x", near, policy)).isTrue();
        assertThat(decide(BOB, "bob/x", far, policy)).isFalse();
        assertThat(decide(BOB, "eve/x", near, policy)).isFalse();
        assertThat(decide(READER, "bob/x", near, policy)).isFalse();
    }

    /// Nobody can make himself somebody else by what he says in his request.
    @Test
    void request_keysOfThePrincipal_cannotBeGiven() {
        ConditionContext given = ConditionContext.builder()
                .add("AWS:UserName", "bob")
                .add("aws:PrincipalArn", "arn:aws:iam::alice:root")
                .add("aws:userid", "AIDABOB")
                .add("aws:PrincipalAccount", "alice")
                .add("aws:ResourceAccount", "mallory")
                .add("s3:prefix", "x")
                .build();
        AccessRequest request = AccessRequest.onBucket(NOBODY, S3Action.LIST_BUCKET, BUCKET, given);
        assertThat(request.context().values("aws:username")).isEmpty();
        assertThat(request.context().values("aws:principalarn")).isEmpty();
        assertThat(request.context().values("aws:principalaccount")).isEmpty();
        assertThat(request.context().values("aws:userid")).containsExactly("anonymous");
        assertThat(request.context().values("s3:PREFIX")).containsExactly("x");
        BucketAccess bucket = PLAIN.withPolicy(Documents.bucket(
                BUCKET,
                "'Effect': 'Allow', 'Principal': '*', " + ALL
                        + ", 'Condition': {'StringEquals': {'aws:ResourceAccount': 'mallory'}}"));
        assertThat(AccessJudge.judge(request, CallerPolicies.NONE, bucket, null).isAllowed())
                .isFalse();
    }

    @Test
    void judgeAccount_rootMayEverything_othersWhatTheirPoliciesSay() {
        assertThat(account(ALICE, CallerPolicies.NONE)).isEqualTo(Reason.ROOT);
        assertThat(account(BOB, CallerPolicies.NONE)).isEqualTo(Reason.NOT_IN_IDENTITY_POLICY);
        assertThat(account(BOB, identity(EVERYTHING))).isEqualTo(Reason.IDENTITY_POLICY);
        assertThat(account(BOB, identity(EVERYTHING).withBoundary(READING))).isEqualTo(Reason.NOT_IN_BOUNDARY);
        assertThat(account(BOB, identity(EVERYTHING, NOTHING))).isEqualTo(Reason.DENIED_BY_IDENTITY_POLICY);
        assertThat(account(NOBODY, CallerPolicies.NONE)).isEqualTo(Reason.NOT_IN_IDENTITY_POLICY);
        for (String resource : List.of("*", "arn:aws:s3:::*")) {
            Policy policy = Documents.identity(
                    "'Effect': 'Allow', 'Action': 's3:ListAllMyBuckets', 'Resource': '" + resource + "'");
            assertThat(account(BOB, identity(policy))).isEqualTo(Reason.IDENTITY_POLICY);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // whom the trust policy lets in, who asks, by which policy of its own, what is decided
        "arn:aws:iam::alice:user/bob,BOB,-,TRUST_POLICY",
        "arn:aws:iam::alice:user/other,BOB,a,NOT_IN_TRUST_POLICY",
        "alice,BOB,-,NOT_IN_IDENTITY_POLICY",
        "alice,BOB,a,TRUST_POLICY",
        "alice,ALICE,-,TRUST_POLICY",
        "*,BOB,-,TRUST_POLICY",
        "arn:aws:iam::alice:role/reader,READER,-,TRUST_POLICY",
        "arn:aws:iam::mallory:user/eve,EVE,-,NOT_IN_IDENTITY_POLICY",
        "arn:aws:iam::mallory:user/eve,EVE,a,TRUST_POLICY",
        "mallory,EVE,a,TRUST_POLICY",
        "mallory,EVE,d,DENIED_BY_IDENTITY_POLICY",
        "mallory,MALLORY,-,TRUST_POLICY",
        "alice,EVE,a,NOT_IN_TRUST_POLICY",
        "*,NOBODY,a,NOT_IN_TRUST_POLICY",
    })
    void judgeRole_trustMustAllow_andForOthersTheirOwnTenant(
            String trusted, String who, String identity, Reason expected) {
        Policy trust = Documents.trust(
                "'Effect': 'Allow', 'Principal': {'AWS': '" + trusted + "'}, 'Action': 'sts:AssumeRole'");
        assertThat(AccessJudge.judgeRole(assumption(principal(who)), own(identity), "alice", trust)
                        .reason())
                .isEqualTo(expected);
    }

    @Test
    void judgeRole_denies_win() {
        Policy trust = Documents.trust(
                "'Effect': 'Allow', 'Principal': '*', 'Action': 'sts:AssumeRole'",
                "'Sid': 'no', 'Effect': 'Deny', 'Principal': {'AWS': 'alice'}, 'Action': 'sts:AssumeRole'");
        AccessDecision decision = AccessJudge.judgeRole(assumption(BOB), identity(EVERYTHING), "alice", trust);
        assertThat(decision).isEqualTo(new AccessDecision(Reason.DENIED_BY_TRUST_POLICY, "no"));
    }

    @Test
    void require_refusals_areExplainedWithinTheTenantOnly() {
        AccessRequest bobs = request(BOB, S3Action.GET_OBJECT);
        assertThatThrownBy(() -> AccessJudge.judge(bobs, CallerPolicies.NONE, PLAIN, null)
                        .require(bobs, "alice"))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_DENIED))
                .hasMessage(
                        "User: arn:aws:iam::alice:user/bob is not authorized to perform: s3:GetObject on resource:"
                                + " \"arn:aws:s3:::photos/a/b\" because no identity-based policy allows the s3:GetObject action");
        AccessRequest eves = request(EVE, S3Action.GET_OBJECT);
        assertThatThrownBy(() -> AccessJudge.judge(eves, identity(EVERYTHING), PLAIN, null)
                        .require(eves, "alice"))
                .isInstanceOf(S3Exception.class)
                .hasMessage("Access Denied");
        AccessRequest nobodys = request(NOBODY, S3Action.GET_OBJECT);
        assertThatThrownBy(() -> AccessJudge.judge(nobodys, CallerPolicies.NONE, PLAIN, null)
                        .require(nobodys, "alice"))
                .hasMessage("Access Denied");
        AccessRequest puts = request(MALLORY, S3Action.PUT_BUCKET_POLICY);
        assertThatThrownBy(
                        () -> AccessJudge.judge(puts, CallerPolicies.NONE, PLAIN.withPolicy(says("a", "mallory")), null)
                                .require(puts, "alice"))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.METHOD_NOT_ALLOWED));
        assertThatCode(() ->
                        AccessJudge.judge(bobs, identity(READING), PLAIN, null).require(bobs, "alice"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void explain_everyReason_saysWhoAndWhat(Reason reason) {
        AccessRequest request = request(BOB, S3Action.GET_OBJECT);
        assertThat(new AccessDecision(reason, "my-rule").explain(request))
                .contains("arn:aws:iam::alice:user/bob", "s3:GetObject", "arn:aws:s3:::photos/a/b")
                .doesNotContain("%s");
    }

    private static Reason account(Principal principal, CallerPolicies policies) {
        return AccessJudge.judgeAccount(
                        AccessRequest.onAccount(principal, S3Action.LIST_ALL_MY_BUCKETS, ConditionContext.EMPTY),
                        policies)
                .reason();
    }

    private static boolean decide(Principal principal, String key, ConditionContext context, Policy policy) {
        return AccessJudge.judge(
                        AccessRequest.onObject(principal, S3Action.GET_OBJECT, BUCKET, key, context),
                        identity(policy),
                        PLAIN,
                        null)
                .isAllowed();
    }

    private static AccessRequest assumption(Principal principal) {
        return new AccessRequest(principal, "sts:AssumeRole", "arn:aws:iam::alice:role/target", ConditionContext.EMPTY);
    }

    private static String allowedActions(Principal principal, BucketAccess bucket, @Nullable Acl object) {
        List<String> allowed = new ArrayList<>();
        for (S3Action action : S3Action.values()) {
            if (judge(principal, action, CallerPolicies.NONE, bucket, object).allows()) {
                allowed.add(action.name());
            }
        }
        return String.join(" ", allowed);
    }

    private static Reason get(Principal principal, CallerPolicies policies, BucketAccess bucket) {
        return judge(principal, S3Action.GET_OBJECT, policies, bucket);
    }

    private static Reason get(Principal principal, CallerPolicies policies, BucketAccess bucket, Acl object) {
        return judge(principal, S3Action.GET_OBJECT, policies, bucket, object);
    }

    private static Reason judge(Principal principal, S3Action action, CallerPolicies policies, BucketAccess bucket) {
        return judge(principal, action, policies, bucket, null);
    }

    private static Reason judge(
            Principal principal, S3Action action, CallerPolicies policies, BucketAccess bucket, @Nullable Acl object) {
        return AccessJudge.judge(request(principal, action), policies, bucket, object)
                .reason();
    }

    private static AccessRequest request(Principal principal, S3Action action) {
        return action.level() == S3Action.Level.OBJECT
                ? AccessRequest.onObject(principal, action, BUCKET, "a/b", ConditionContext.EMPTY)
                : AccessRequest.onBucket(principal, action, BUCKET, ConditionContext.EMPTY);
    }

    private static CallerPolicies identity(Policy... policies) {
        return CallerPolicies.of(List.of(policies));
    }

    private static CallerPolicies own(String said) {
        return switch (said) {
            case "a" -> identity(EVERYTHING);
            case "d" -> identity(EVERYTHING, NOTHING);
            default -> CallerPolicies.NONE;
        };
    }

    private static CallerPolicies policies(String identity, String boundary, String session) {
        CallerPolicies policies = CallerPolicies.of(of(identity));
        for (Policy policy : of(boundary)) {
            policies = policies.withBoundary(policy);
        }
        return policies.withSession(of(session));
    }

    private static List<Policy> of(String letter) {
        return switch (letter) {
            case "r" -> List.of(READING);
            case "w" -> List.of(WRITING);
            default -> List.of();
        };
    }

    /// A bucket's policy that allows, forbids, or is about something else.
    private static Policy says(String said, String principal) {
        String who = "'Principal': {'AWS': '" + principal + "'}, ";
        return switch (said) {
            case "a" -> Documents.bucket(BUCKET, "'Effect': 'Allow', " + who + ALL);
            case "d" -> Documents.bucket(BUCKET, "'Effect': 'Deny', " + who + ALL);
            default ->
                Documents.bucket(
                        BUCKET,
                        "'Effect': 'Allow', " + who + "'Action': 's3:PutObject', 'Resource': 'arn:aws:s3:::photos/x'");
        };
    }

    private static Acl open(Permission permission) {
        return with(ALICES, new Grant(Grantee.Group.ALL_USERS, permission));
    }

    private static Acl with(CanonicalUser owner, Grant... grants) {
        List<Grant> all = new ArrayList<>();
        all.add(Grant.fullControl(owner));
        all.addAll(List.of(grants));
        return new Acl(owner, all);
    }

    private static Principal principal(String name) {
        return switch (name) {
            case "ALICE" -> ALICE;
            case "BOB" -> BOB;
            case "READER" -> READER;
            case "MALLORY" -> MALLORY;
            case "EVE" -> EVE;
            default -> NOBODY;
        };
    }

    private static String name(Principal principal) {
        for (String name : List.of("ALICE", "BOB", "READER", "MALLORY", "EVE")) {
            if (principal(name).equals(principal)) {
                return name;
            }
        }
        return "NOBODY";
    }
}
