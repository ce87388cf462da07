package network.cairn.gateway.identity.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import network.cairn.gateway.identity.TestIdentities;
import network.cairn.gateway.s3.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// STS, called as clients call it.
final class StsTest {
    private static final String POLICY = TestIdentities.POLICY;
    private static final String TRUST = TestIdentities.TRUST;
    private static final String ROLE = "arn:aws:iam::alice:role/R";
    private static final String DENIED = "403 AccessDenied";

    private final TestApi api;
    private final Caller ann;

    StsTest() throws Exception {
        api = new TestApi();
        ann = api.user("ann");
        api.call("CreateRole", "RoleName", "R", "AssumeRolePolicyDocument", TRUST);
        api.call("PutRolePolicy", "RoleName", "R", "PolicyName", "p", "PolicyDocument", POLICY);
        api.allowed.add(ann.arn() + " sts:AssumeRole " + ROLE);
    }

    @Test
    void getCallerIdentity_tellsEverybodyWhoItIs() throws Exception {
        TestApi.Answer root = api.call("GetCallerIdentity");
        assertThat(root.at("GetCallerIdentityResult/Arn")).isEqualTo("arn:aws:iam::alice:root");
        assertThat(root.at("GetCallerIdentityResult/Account")).isEqualTo("alice");
        TestApi.Answer user = api.callAs(ann, "GetCallerIdentity");
        assertThat(user.at("GetCallerIdentityResult/UserId")).isEqualTo(ann.userId());
        assertThat(api.asked).isEmpty();
        assertThat(api.errorAs(Caller.anonymous(), "GetCallerIdentity")).isEqualTo("403 MissingAuthenticationToken");
    }

    @Test
    void getSessionToken_isTheUserForAWhile() throws Exception {
        TestApi.Answer answer = api.callAs(ann, "GetSessionToken", "DurationSeconds", "900");
        assertThat(answer.at("GetSessionTokenResult/Credentials/Expiration")).isEqualTo("2026-01-02T03:19:05Z");
        Caller session = api.session(answer, "GetSessionToken");
        assertThat(session.arn()).isEqualTo(ann.arn());
        assertThat(session.permanentKeyId()).isEqualTo(ann.accessKeyId());
        assertThat(session.accessKeyId()).isNotEqualTo(ann.accessKeyId());
        assertThat(api.errorAs(session, "GetSessionToken")).isEqualTo(DENIED);
        assertThat(api.errorAs(session, "GetFederationToken", "Name", "bob")).isEqualTo(DENIED);
        assertThat(api.errorAs(session, "ListUsers")).isEqualTo("403 InvalidClientTokenId");
        assertThat(api.callAs(session, "GetCallerIdentity").status()).isEqualTo(200);
        assertThat(api.callAs(session, "AssumeRole", "RoleArn", ROLE, "RoleSessionName", "s1")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void getSessionToken_ofRoot_isAnHourAtMost() throws Exception {
        TestApi.Answer answer = api.call("GetSessionToken", "DurationSeconds", "100000");
        assertThat(Instant.parse(answer.at("GetSessionTokenResult/Credentials/Expiration")))
                .isEqualTo(api.world.clock.instant().plus(Duration.ofHours(1)));
        assertThat(api.session(answer, "GetSessionToken").isRoot()).isTrue();
        assertThat(api.callAs(ann, "GetSessionToken").at("GetSessionTokenResult/Credentials/Expiration"))
                .isEqualTo("2026-01-02T15:04:05Z");
    }

    @ParameterizedTest
    @CsvSource({"899", "129601", "-1"})
    void getSessionToken_otherTimes_areRefused(String seconds) throws Exception {
        assertThat(api.errorAs(ann, "GetSessionToken", "DurationSeconds", seconds))
                .isEqualTo("400 ValidationError");
    }

    @Test
    void assumeRole_givesTheRolesRights() throws Exception {
        TestApi.Answer answer = api.callAs(
                ann,
                "AssumeRole",
                "RoleArn",
                ROLE,
                "RoleSessionName",
                "s1",
                "ExternalId",
                "partner",
                "Policy",
                POLICY,
                "PolicyArns.member.1.arn",
                "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
                "Tags.member.1.Key",
                "team",
                "Tags.member.1.Value",
                "north");
        assertThat(answer.at("AssumeRoleResult/AssumedRoleUser/Arn")).isEqualTo("arn:aws:sts::alice:assumed-role/R/s1");
        assertThat(answer.at("AssumeRoleResult/AssumedRoleUser/AssumedRoleId")).endsWith(":s1");
        assertThat(Integer.parseInt(answer.at("AssumeRoleResult/PackedPolicySize")))
                .isBetween(1, 20);
        Caller session = api.session(answer, "AssumeRole");
        assertThat(session.kind()).isEqualTo(Caller.Kind.ROLE_SESSION);
        assertThat(session.identityPolicies()).containsExactly(POLICY);
        assertThat(session.sessionPolicies().orElseThrow()).hasSize(2).startsWith(POLICY);
        assertThat(session.principalTags()).containsEntry("team", "north");
        assertThat(api.assumptions).singleElement().satisfies(asked -> {
            assertThat(asked.externalId()).contains("partner");
            assertThat(asked.trustPolicy()).isEqualTo(TRUST);
            assertThat(asked.sessionName()).isEqualTo("s1");
            assertThat(asked.sessionTags()).containsEntry("team", "north");
        });
    }

    @Test
    void assumeRole_ofAnotherTenant_whereItsTrustAllows() throws Exception {
        api.world.tenant("bob");
        Caller bob = api.world.caller(api.world.rootKey("bob"));
        api.callAs(bob, "CreateRole", "RoleName", "guest", "Path", "/x/", "AssumeRolePolicyDocument", TRUST);
        String arn = "arn:aws:iam::bob:role/x/guest";
        assertThat(api.errorAs(ann, "AssumeRole", "RoleArn", arn, "RoleSessionName", "s1"))
                .isEqualTo(DENIED);
        api.allowed.add(ann.arn() + " sts:AssumeRole " + arn);
        TestApi.Answer answer = api.callAs(ann, "AssumeRole", "RoleArn", arn, "RoleSessionName", "s1");
        Caller session = api.session(answer, "AssumeRole");
        assertThat(session.tenant()).isEqualTo("bob");
        assertThat(session.permanentKeyId()).isEqualTo(ann.accessKeyId());
        api.world.change("bob", account -> account.with(account.tenant().suspended(true)));
        assertThat(api.errorAs(ann, "AssumeRole", "RoleArn", arn, "RoleSessionName", "s1"))
                .isEqualTo(DENIED);
    }

    @Test
    void assumeRole_byWhoMayNot_isDenied_andTellsNotWhetherTheRoleIsThere() throws Exception {
        Caller bea = api.user("bea");
        assertThat(api.errorAs(bea, "AssumeRole", "RoleArn", ROLE, "RoleSessionName", "s1"))
                .isEqualTo(DENIED);
        assertThat(api.errorAs(bea, "AssumeRole", "RoleArn", ROLE + "x", "RoleSessionName", "s1"))
                .isEqualTo(DENIED);
        assertThat(api.errorAs(ann, "AssumeRole", "RoleArn", "arn:aws:iam::alice:role/x/R", "RoleSessionName", "s1"))
                .as("the path is part of the ARN")
                .isEqualTo(DENIED);
        assertThat(api.errorAs(api.root, "AssumeRole", "RoleArn", ROLE, "RoleSessionName", "s1"))
                .isEqualTo(DENIED);
    }

    @Test
    void assumeRole_fromARole_isAnHourAtMost_andFromFederatedNever() throws Exception {
        api.call("UpdateRole", "RoleName", "R", "MaxSessionDuration", "43200");
        Caller session = api.session(
                api.callAs(ann, "AssumeRole", "RoleArn", ROLE, "RoleSessionName", "s1", "DurationSeconds", "43200"),
                "AssumeRole");
        api.allowed.add(session.arn() + " sts:AssumeRole " + ROLE);
        assertThat(api.errorAs(
                        session, "AssumeRole", "RoleArn", ROLE, "RoleSessionName", "s2", "DurationSeconds", "3601"))
                .isEqualTo("400 ValidationError");
        Caller chained =
                api.session(api.callAs(session, "AssumeRole", "RoleArn", ROLE, "RoleSessionName", "s2"), "AssumeRole");
        assertThat(chained.permanentKeyId()).isEqualTo(ann.accessKeyId());

        Caller federated = api.session(api.call("GetFederationToken", "Name", "bob"), "GetFederationToken");
        api.allowed.add(federated.arn() + " sts:AssumeRole " + ROLE);
        assertThat(api.errorAs(federated, "AssumeRole", "RoleArn", ROLE, "RoleSessionName", "s1"))
                .isEqualTo(DENIED);
        assertThat(api.errorAs(federated, "ListUsers")).isEqualTo("403 InvalidClientTokenId");
    }

    @Test
    void roleSession_mayCallIamWherePoliciesAllow() throws Exception {
        Caller session =
                api.session(api.callAs(ann, "AssumeRole", "RoleArn", ROLE, "RoleSessionName", "s1"), "AssumeRole");
        assertThat(api.errorAs(session, "GetRole", "RoleName", "R")).isEqualTo(DENIED);
        api.allowed.add(session.arn() + " iam:GetRole " + ROLE);
        assertThat(api.callAs(session, "GetRole", "RoleName", "R").status()).isEqualTo(200);
        assertThat(api.errorAs(session, "CreateAccessKey")).isEqualTo("400 ValidationError");
    }

    @ParameterizedTest
    @CsvSource({
        "RoleArn,nonsense,400 ValidationError",
        "RoleArn,arn:aws:iam::alice:user/ann,400 ValidationError",
        "RoleSessionName,x,400 ValidationError",
        "RoleSessionName,a b,400 ValidationError",
        "DurationSeconds,899,400 ValidationError",
        "DurationSeconds,3601,400 ValidationError",
        "DurationSeconds,43201,400 ValidationError",
        "DurationSeconds,x,400 MalformedInput",
        "ExternalId,x,400 ValidationError",
        "Policy,{},400 MalformedPolicyDocument",
        "PolicyArns.member.1.arn,arn:aws:iam::alice:policy/none,400 ValidationError",
        "Tags.member.1.Key,a*b,400 ValidationError",
        "SourceIdentity,me,400 ValidationError",
        "TokenCode,123456,403 AccessDenied"
    })
    void assumeRole_badParameter_isRefused(String name, String value, String error) throws Exception {
        String[] parameters = {"RoleArn", ROLE, "RoleSessionName", "s1", name, value};
        assertThat(api.errorAs(ann, "AssumeRole", parameters)).isEqualTo(error);
    }

    @Test
    void assumeRole_policyOrTagsTooLarge_isRefused() throws Exception {
        String longPolicy = POLICY.replace("GetObject", "x".repeat(2_048));
        assertThat(api.errorAs(ann, "AssumeRole", "RoleArn", ROLE, "RoleSessionName", "s1", "Policy", longPolicy))
                .isEqualTo("400 ValidationError");
        List<String> parameters = new java.util.ArrayList<>(List.of("RoleArn", ROLE, "RoleSessionName", "s1"));
        IntStream.rangeClosed(1, 50)
                .forEach(i -> parameters.addAll(List.of(
                        "Tags.member." + i + ".Key", "key" + i, "Tags.member." + i + ".Value", "v".repeat(200))));
        assertThat(api.errorAs(ann, "AssumeRole", parameters.toArray(String[]::new)))
                .isEqualTo("400 PackedPolicyTooLarge");
    }

    @Test
    void getFederationToken_forWhomPoliciesAllow() throws Exception {
        assertThat(api.errorAs(ann, "GetFederationToken", "Name", "bob")).isEqualTo(DENIED);
        api.allowed.add(ann.arn() + " sts:GetFederationToken arn:aws:sts::alice:federated-user/bob");
        TestApi.Answer answer = api.callAs(ann, "GetFederationToken", "Name", "bob", "Policy", POLICY);
        assertThat(answer.at("GetFederationTokenResult/FederatedUser/FederatedUserId"))
                .isEqualTo("alice:bob");
        Caller session = api.session(answer, "GetFederationToken");
        assertThat(session.kind()).isEqualTo(Caller.Kind.FEDERATED_SESSION);
        assertThat(session.sessionPolicies()).contains(List.of(POLICY));
        assertThat(api.errorAs(ann, "GetFederationToken", "Name", "x")).isEqualTo("400 ValidationError");
    }
}
