package network.cairn.gateway.identity.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import network.cairn.gateway.identity.TestIdentities;
import network.cairn.gateway.s3.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// IAM, called as clients call it.
final class IamTest {
    private static final String POLICY = TestIdentities.POLICY;
    private static final String TRUST = TestIdentities.TRUST;
    private static final String NO_SUCH_ENTITY = "404 NoSuchEntity";
    private static final String CONFLICT = "409 DeleteConflict";
    private static final String EXISTS = "409 EntityAlreadyExists";
    private static final String READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";

    private final TestApi api;

    IamTest() throws Exception {
        api = new TestApi();
    }

    @Test
    void user_createdReadListedRenamedDeleted() throws Exception {
        TestApi.Answer created = api.call(
                "CreateUser",
                "UserName",
                "Ann",
                "Path",
                "/team/",
                "Tags.member.1.Key",
                "team",
                "Tags.member.1.Value",
                "north");
        String id = created.at("CreateUserResult/User/UserId");
        assertThat(id).startsWith("AIDA");
        assertThat(created.at("CreateUserResult/User/Arn")).isEqualTo("arn:aws:iam::alice:user/team/Ann");
        assertThat(created.at("CreateUserResult/User/CreateDate")).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(created.members("CreateUserResult/User/Tags", "Key")).containsExactly("team");

        assertThat(api.error("CreateUser", "UserName", "ANN")).isEqualTo(EXISTS);
        assertThat(api.call("GetUser", "UserName", "ann").at("GetUserResult/User/UserId"))
                .isEqualTo(id);
        assertThat(api.call("ListUsers", "PathPrefix", "/te").members("ListUsersResult/Users", "UserName"))
                .containsExactly("Ann");
        assertThat(api.call("ListUsers", "PathPrefix", "/other/").members("ListUsersResult/Users", "UserName"))
                .isEmpty();

        api.call("UpdateUser", "UserName", "Ann", "NewUserName", "Bea", "NewPath", "/");
        assertThat(api.call("GetUser", "UserName", "Bea").at("GetUserResult/User/Arn"))
                .isEqualTo("arn:aws:iam::alice:user/Bea");
        assertThat(api.error("GetUser", "UserName", "Ann")).isEqualTo(NO_SUCH_ENTITY);
        api.call("DeleteUser", "UserName", "Bea");
        assertThat(api.error("DeleteUser", "UserName", "Bea")).isEqualTo(NO_SUCH_ENTITY);
    }

    @Test
    void accountSummary_countsWhatThereIs() throws Exception {
        api.call("CreateUser", "UserName", "Ann");
        api.call("CreateUser", "UserName", "Bea");
        api.call("CreateGroup", "GroupName", "north");
        var summary = new HashMap<String, String>();
        api.call("GetAccountSummary")
                .find("GetAccountSummaryResult/SummaryMap")
                .children("entry")
                .forEach(entry -> summary.put(
                        entry.childText("key").orElseThrow(),
                        entry.childText("value").orElseThrow()));
        assertThat(summary)
                .containsEntry("Users", "2")
                .containsEntry("Groups", "1")
                .containsEntry("Roles", "0")
                .containsEntry("GroupsQuota", "300")
                .containsEntry("MFADevices", "0");
        assertThat(api.errorAs(api.user("cay"), "GetAccountSummary")).isEqualTo("403 AccessDenied");
    }

    @Test
    void getUser_withoutName_isTheCaller() throws Exception {
        TestApi.Answer root = api.call("GetUser");
        assertThat(root.at("GetUserResult/User/Arn")).isEqualTo("arn:aws:iam::alice:root");
        assertThat(root.at("GetUserResult/User/UserId")).isEqualTo("alice");
        Caller ann = api.user("ann");
        api.allowed.add("arn:aws:iam::alice:user/ann iam:GetUser arn:aws:iam::alice:user/ann");
        assertThat(api.callAs(ann, "GetUser").at("GetUserResult/User/UserName")).isEqualTo("ann");
    }

    @Test
    void deleteUser_whoStillHasSomething_isConflict() throws Exception {
        api.call("CreateUser", "UserName", "ann");
        String key = api.call("CreateAccessKey", "UserName", "ann").at("CreateAccessKeyResult/AccessKey/AccessKeyId");
        assertThat(api.error("DeleteUser", "UserName", "ann")).isEqualTo(CONFLICT);
        api.call("DeleteAccessKey", "UserName", "ann", "AccessKeyId", key);
        api.call("PutUserPolicy", "UserName", "ann", "PolicyName", "p", "PolicyDocument", POLICY);
        assertThat(api.error("DeleteUser", "UserName", "ann")).isEqualTo(CONFLICT);
        api.call("DeleteUserPolicy", "UserName", "ann", "PolicyName", "p");
        api.call("AttachUserPolicy", "UserName", "ann", "PolicyArn", READ_ONLY);
        assertThat(api.error("DeleteUser", "UserName", "ann")).isEqualTo(CONFLICT);
        api.call("DetachUserPolicy", "UserName", "ann", "PolicyArn", READ_ONLY);
        api.call("CreateGroup", "GroupName", "g");
        api.call("AddUserToGroup", "GroupName", "g", "UserName", "ann");
        assertThat(api.error("DeleteUser", "UserName", "ann")).isEqualTo(CONFLICT);
        api.call("RemoveUserFromGroup", "GroupName", "g", "UserName", "ann");
        api.call("DeleteUser", "UserName", "ann");
    }

    @Test
    void lists_inPages_inOrderWithoutRegardToCase() throws Exception {
        for (String name : List.of("Ad", "ac", "Ab", "aa")) {
            api.call("CreateUser", "UserName", name);
        }
        List<String> names = new ArrayList<>();
        String marker = null;
        do {
            TestApi.Answer page = marker == null
                    ? api.call("ListUsers", "MaxItems", "1")
                    : api.call("ListUsers", "MaxItems", "1", "Marker", marker);
            names.addAll(page.members("ListUsersResult/Users", "UserName"));
            marker = page.at("ListUsersResult/IsTruncated").equals("true") ? page.at("ListUsersResult/Marker") : null;
        } while (marker != null);
        assertThat(names).containsExactly("aa", "Ab", "ac", "Ad");
        assertThat(api.error("ListUsers", "Marker", "!")).isEqualTo("400 ValidationError");
        assertThat(api.error("ListUsers", "MaxItems", "0")).isEqualTo("400 ValidationError");
        assertThat(api.error("ListUsers", "MaxItems", "many")).isEqualTo("400 MalformedInput");
    }

    @Test
    void accessKey_createdSwitchedOffListedDeleted() throws Exception {
        assertThat(api.error("CreateAccessKey", "UserName", "ann")).isEqualTo(NO_SUCH_ENTITY);
        assertThat(api.error("ListAccessKeys", "UserName", "ann")).isEqualTo(NO_SUCH_ENTITY);
        api.call("CreateUser", "UserName", "ann");
        TestApi.Answer created = api.call("CreateAccessKey", "UserName", "ANN");
        String id = created.at("CreateAccessKeyResult/AccessKey/AccessKeyId");
        assertThat(created.at("CreateAccessKeyResult/AccessKey/UserName")).isEqualTo("ann");
        assertThat(created.at("CreateAccessKeyResult/AccessKey/Status")).isEqualTo("Active");
        assertThat(Objects.requireNonNull(api.world.identities.find(id, null, api.world.clock.instant()))
                        .secret())
                .isEqualTo(created.at("CreateAccessKeyResult/AccessKey/SecretAccessKey"));

        api.call("UpdateAccessKey", "UserName", "ann", "AccessKeyId", id, "Status", "Inactive");
        assertThat(api.world.identities.find(id, null, api.world.clock.instant()))
                .isNull();
        TestApi.Answer listed = api.call("ListAccessKeys", "UserName", "ann");
        assertThat(listed.members("ListAccessKeysResult/AccessKeyMetadata", "Status"))
                .containsExactly("Inactive");
        assertThat(listed.members("ListAccessKeysResult/AccessKeyMetadata", "SecretAccessKey"))
                .containsExactly("");
        assertThat(api.error("UpdateAccessKey", "UserName", "ann", "AccessKeyId", id, "Status", "On"))
                .isEqualTo("400 ValidationError");
        assertThat(api.error("DeleteAccessKey", "AccessKeyId", id))
                .as("it is not root's")
                .isEqualTo(NO_SUCH_ENTITY);
        api.call("DeleteAccessKey", "UserName", "ann", "AccessKeyId", id);
        assertThat(api.error("DeleteAccessKey", "UserName", "ann", "AccessKeyId", id))
                .isEqualTo(NO_SUCH_ENTITY);
    }

    @Test
    void accessKey_withoutUserName_isTheCallers() throws Exception {
        String id = api.call("CreateAccessKey").at("CreateAccessKeyResult/AccessKey/AccessKeyId");
        assertThat(api.call("ListAccessKeys").members("ListAccessKeysResult/AccessKeyMetadata", "AccessKeyId"))
                .containsExactlyInAnyOrder(id, api.root.accessKeyId());
        api.call("DeleteAccessKey", "AccessKeyId", id);
        Caller ann = api.user("ann");
        String arn = "arn:aws:iam::alice:user/ann";
        api.allowed.add(arn + " iam:ListAccessKeys " + arn);
        assertThat(api.callAs(ann, "ListAccessKeys").members("ListAccessKeysResult/AccessKeyMetadata", "AccessKeyId"))
                .containsExactly(ann.accessKeyId());
    }

    @Test
    void accessKey_ofAnotherTenant_isNone() throws Exception {
        api.world.tenant("bob");
        Caller bob = api.world.caller(api.world.rootKey("bob"));
        assertThat(api.error("DeleteAccessKey", "AccessKeyId", bob.accessKeyId()))
                .isEqualTo(NO_SUCH_ENTITY);
        api.call("CreateUser", "UserName", "ann");
        assertThat(api.errorAs(bob, "GetUser", "UserName", "ann")).isEqualTo(NO_SUCH_ENTITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"User", "Group", "Role"})
    void policies_ofUserGroupAndRole_inlineAndAttached(String kind) throws Exception {
        String name = kind + "Name";
        assertThat(api.error("Get" + kind + "Policy", name, "x", "PolicyName", "p"))
                .isEqualTo(NO_SUCH_ENTITY);
        assertThat(api.error("Put" + kind + "Policy", name, "x", "PolicyName", "p", "PolicyDocument", POLICY))
                .isEqualTo(NO_SUCH_ENTITY);
        assertThat(api.error("Attach" + kind + "Policy", name, "x", "PolicyArn", READ_ONLY))
                .isEqualTo(NO_SUCH_ENTITY);
        assertThat(api.error("ListAttached" + kind + "Policies", name, "x")).isEqualTo(NO_SUCH_ENTITY);
        api.call("Create" + kind, name, "x", "AssumeRolePolicyDocument", TRUST);

        api.call("Put" + kind + "Policy", name, "x", "PolicyName", "Second", "PolicyDocument", POLICY);
        api.call("Put" + kind + "Policy", name, "x", "PolicyName", "first", "PolicyDocument", POLICY);
        TestApi.Answer got = api.call("Get" + kind + "Policy", name, "x", "PolicyName", "first");
        String result = "Get" + kind + "PolicyResult/";
        assertThat(got.at(result + name)).isEqualTo("x");
        assertThat(got.at(result + "PolicyDocument")).startsWith("%7B%22Version%22");
        assertThat(URLDecoder.decode(got.at(result + "PolicyDocument"), StandardCharsets.UTF_8))
                .isEqualTo(POLICY);
        assertThat(api.call("List" + kind + "Policies", name, "x")
                        .members("List" + kind + "PoliciesResult/PolicyNames", ""))
                .containsExactly("first", "Second");
        assertThat(api.error("Put" + kind + "Policy", name, "x", "PolicyName", "p", "PolicyDocument", "{}"))
                .isEqualTo("400 MalformedPolicyDocument");
        assertThat(api.error(
                        "Put" + kind + "Policy",
                        name,
                        "x",
                        "PolicyName",
                        "p",
                        "PolicyDocument",
                        POLICY.replace("GetObject", "x".repeat(15_000))))
                .isEqualTo("409 LimitExceeded");
        assertThat(api.error("Put" + kind + "Policy", name, "x", "PolicyName", "a b", "PolicyDocument", POLICY))
                .isEqualTo("400 ValidationError");
        api.call("Delete" + kind + "Policy", name, "x", "PolicyName", "first");
        assertThat(api.error("Delete" + kind + "Policy", name, "x", "PolicyName", "first"))
                .isEqualTo(NO_SUCH_ENTITY);
        if (!kind.equals("User")) {
            assertThat(api.error("Delete" + kind, name, "x")).isEqualTo(CONFLICT);
        }
        api.call("Delete" + kind + "Policy", name, "x", "PolicyName", "Second");

        assertThat(api.error("Detach" + kind + "Policy", name, "x", "PolicyArn", READ_ONLY))
                .isEqualTo(NO_SUCH_ENTITY);
        assertThat(api.error("Attach" + kind + "Policy", name, "x", "PolicyArn", "arn:aws:iam::aws:policy/None"))
                .isEqualTo(NO_SUCH_ENTITY);
        api.call("Attach" + kind + "Policy", name, "x", "PolicyArn", READ_ONLY);
        api.call("Attach" + kind + "Policy", name, "x", "PolicyArn", READ_ONLY);
        assertThat(api.call("ListAttached" + kind + "Policies", name, "x")
                        .members("ListAttached" + kind + "PoliciesResult/AttachedPolicies", "PolicyArn"))
                .containsExactly(READ_ONLY);
        assertThat(api.error("Delete" + kind, name, "x")).isEqualTo(CONFLICT);
        api.call("Detach" + kind + "Policy", name, "x", "PolicyArn", READ_ONLY);
        api.call("Delete" + kind, name, "x");
    }

    @Test
    void group_andWhoIsInIt() throws Exception {
        api.call("CreateGroup", "GroupName", "G1", "Path", "/a/");
        api.call("CreateUser", "UserName", "ann");
        assertThat(api.error("AddUserToGroup", "GroupName", "G1", "UserName", "bob"))
                .isEqualTo(NO_SUCH_ENTITY);
        api.call("AddUserToGroup", "GroupName", "g1", "UserName", "ann");
        api.call("UpdateGroup", "GroupName", "G1", "NewGroupName", "NG1", "NewPath", "/b/");
        TestApi.Answer got = api.call("GetGroup", "GroupName", "NG1");
        assertThat(got.at("GetGroupResult/Group/Arn")).isEqualTo("arn:aws:iam::alice:group/b/NG1");
        assertThat(got.members("GetGroupResult/Users", "UserName")).containsExactly("ann");
        assertThat(api.call("ListGroupsForUser", "UserName", "ann")
                        .members("ListGroupsForUserResult/Groups", "GroupName"))
                .containsExactly("NG1");
        assertThat(api.call("ListGroups", "PathPrefix", "/b").members("ListGroupsResult/Groups", "GroupName"))
                .containsExactly("NG1");
        assertThat(api.error("DeleteGroup", "GroupName", "NG1")).isEqualTo(CONFLICT);
        api.call("RemoveUserFromGroup", "GroupName", "NG1", "UserName", "ann");
        assertThat(api.error("RemoveUserFromGroup", "GroupName", "NG1", "UserName", "ann"))
                .isEqualTo(NO_SUCH_ENTITY);
        api.call("DeleteGroup", "GroupName", "NG1");
    }

    @Test
    void role_createdChangedListedDeleted() throws Exception {
        TestApi.Answer created = api.call(
                "CreateRole",
                "RoleName",
                "R1",
                "Path",
                "/p/",
                "AssumeRolePolicyDocument",
                TRUST,
                "Description",
                "my role",
                "MaxSessionDuration",
                "43200");
        assertThat(created.at("CreateRoleResult/Role/RoleId")).startsWith("AROA");
        assertThat(created.at("CreateRoleResult/Role/Arn")).isEqualTo("arn:aws:iam::alice:role/p/R1");
        assertThat(api.error("CreateRole", "RoleName", "r1", "AssumeRolePolicyDocument", TRUST))
                .isEqualTo(EXISTS);
        assertThat(api.error("CreateRole", "RoleName", "r2", "AssumeRolePolicyDocument", "x"))
                .isEqualTo("400 MalformedPolicyDocument");
        assertThat(api.error(
                        "CreateRole",
                        "RoleName",
                        "r2",
                        "AssumeRolePolicyDocument",
                        TRUST,
                        "MaxSessionDuration",
                        "3599"))
                .isEqualTo("400 ValidationError");
        api.call("UpdateRole", "RoleName", "r1", "MaxSessionDuration", "7200");
        api.call("UpdateAssumeRolePolicy", "RoleName", "r1", "PolicyDocument", TRUST.replace("Allow", "Deny"));
        TestApi.Answer got = api.call("GetRole", "RoleName", "r1");
        assertThat(got.at("GetRoleResult/Role/Description")).isEqualTo("my role");
        assertThat(got.at("GetRoleResult/Role/MaxSessionDuration")).isEqualTo("7200");
        assertThat(got.at("GetRoleResult/Role/AssumeRolePolicyDocument")).contains("Deny");
        assertThat(api.error("UpdateRole", "RoleName", "none")).isEqualTo(NO_SUCH_ENTITY);
        assertThat(api.error("UpdateAssumeRolePolicy", "RoleName", "none", "PolicyDocument", "x"))
                .isEqualTo(NO_SUCH_ENTITY);
        assertThat(api.call("ListRoles", "PathPrefix", "/p").members("ListRolesResult/Roles", "RoleName"))
                .containsExactly("R1");
        api.call("DeleteRole", "RoleName", "r1");
        assertThat(api.error("GetRole", "RoleName", "R1")).isEqualTo(NO_SUCH_ENTITY);
    }

    @Test
    void policy_andItsVersions() throws Exception {
        TestApi.Answer created =
                api.call("CreatePolicy", "PolicyName", "p", "PolicyDocument", POLICY, "Description", "reads");
        String arn = created.at("CreatePolicyResult/Policy/Arn");
        assertThat(arn).isEqualTo("arn:aws:iam::alice:policy/p");
        assertThat(created.at("CreatePolicyResult/Policy/DefaultVersionId")).isEqualTo("v1");
        assertThat(api.error("CreatePolicy", "PolicyName", "P", "PolicyDocument", POLICY))
                .isEqualTo(EXISTS);
        assertThat(api.error("CreatePolicy", "PolicyName", "q", "PolicyDocument", "[]"))
                .isEqualTo("400 MalformedPolicyDocument");

        String deny = POLICY.replace("Allow", "Deny");
        TestApi.Answer second =
                api.call("CreatePolicyVersion", "PolicyArn", arn, "PolicyDocument", deny, "SetAsDefault", "true");
        assertThat(second.at("CreatePolicyVersionResult/PolicyVersion/VersionId"))
                .isEqualTo("v2");
        assertThat(second.at("CreatePolicyVersionResult/PolicyVersion/IsDefaultVersion"))
                .isEqualTo("true");
        assertThat(api.call("GetPolicy", "PolicyArn", arn).at("GetPolicyResult/Policy/DefaultVersionId"))
                .isEqualTo("v2");
        assertThat(api.call("ListPolicyVersions", "PolicyArn", arn)
                        .members("ListPolicyVersionsResult/Versions", "VersionId"))
                .containsExactly("v1", "v2");
        assertThat(URLDecoder.decode(
                        api.call("GetPolicyVersion", "PolicyArn", arn, "VersionId", "v1")
                                .at("GetPolicyVersionResult/PolicyVersion/Document"),
                        StandardCharsets.UTF_8))
                .isEqualTo(POLICY);
        assertThat(api.error("GetPolicyVersion", "PolicyArn", arn, "VersionId", "v3"))
                .isEqualTo(NO_SUCH_ENTITY);
        assertThat(api.error("DeletePolicyVersion", "PolicyArn", arn, "VersionId", "v2"))
                .isEqualTo(CONFLICT);
        api.call("SetDefaultPolicyVersion", "PolicyArn", arn, "VersionId", "v1");
        assertThat(api.error("DeletePolicy", "PolicyArn", arn)).isEqualTo(CONFLICT);
        api.call("DeletePolicyVersion", "PolicyArn", arn, "VersionId", "v2");

        api.call("CreateUser", "UserName", "ann");
        api.call("AttachUserPolicy", "UserName", "ann", "PolicyArn", arn);
        assertThat(api.call("GetPolicy", "PolicyArn", arn).at("GetPolicyResult/Policy/AttachmentCount"))
                .isEqualTo("1");
        assertThat(api.call("ListPolicies", "OnlyAttached", "true", "Scope", "Local")
                        .members("ListPoliciesResult/Policies", "Arn"))
                .containsExactly(arn);
        assertThat(api.call("ListEntitiesForPolicy", "PolicyArn", arn)
                        .members("ListEntitiesForPolicyResult/PolicyUsers", "UserName"))
                .containsExactly("ann");
        assertThat(api.error("DeletePolicy", "PolicyArn", arn)).isEqualTo(CONFLICT);
        api.call("DetachUserPolicy", "UserName", "ann", "PolicyArn", arn);
        api.call("DeletePolicy", "PolicyArn", arn);
        assertThat(api.error("GetPolicy", "PolicyArn", arn)).isEqualTo(NO_SUCH_ENTITY);
    }

    @Test
    void policies_thatComeWithTheGateway_areReadAndNotChanged() throws Exception {
        assertThat(api.call("ListPolicies", "Scope", "AWS").members("ListPoliciesResult/Policies", "PolicyName"))
                .contains("AdministratorAccess", "AmazonS3FullAccess", "AmazonS3ReadOnlyAccess", "IAMFullAccess");
        assertThat(api.call("GetPolicy", "PolicyArn", READ_ONLY).at("GetPolicyResult/Policy/PolicyName"))
                .isEqualTo("AmazonS3ReadOnlyAccess");
        assertThat(api.error("DeletePolicy", "PolicyArn", READ_ONLY)).isEqualTo("403 AccessDenied");
        assertThat(api.error("CreatePolicyVersion", "PolicyArn", READ_ONLY, "PolicyDocument", POLICY))
                .isEqualTo("403 AccessDenied");
        assertThat(api.error("GetPolicy", "PolicyArn", "nonsense")).isEqualTo(NO_SUCH_ENTITY);
    }

    @Test
    void tags_ofUsersAndRoles() throws Exception {
        api.call("CreateUser", "UserName", "ann");
        api.call("TagUser", "UserName", "ann", "Tags.member.1.Key", "a", "Tags.member.1.Value", "1");
        api.call("TagUser", "UserName", "ann", "Tags.member.1.Key", "b", "Tags.member.1.Value", "");
        api.call("UntagUser", "UserName", "ann", "TagKeys.member.1", "a");
        assertThat(api.call("ListUserTags", "UserName", "ann").members("ListUserTagsResult/Tags", "Key"))
                .containsExactly("b");
        assertThat(api.error("TagUser", "UserName", "ann", "Tags.member.1.Key", "*"))
                .isEqualTo("400 ValidationError");
        assertThat(api.error("TagUser", "UserName", "ann", "Tags.member.1.Key", "a", "Tags.member.2.Key", "a"))
                .isEqualTo("400 InvalidInput");
        api.call("CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", TRUST);
        api.call("TagRole", "RoleName", "r", "Tags.member.1.Key", "a", "Tags.member.1.Value", "1");
        assertThat(api.call("ListRoleTags", "RoleName", "r").members("ListRoleTagsResult/Tags", "Value"))
                .containsExactly("1");
    }

    @Test
    void user_mayCallWhatPoliciesAllow_onTheResourceItIsAbout() throws Exception {
        api.call("CreateUser", "UserName", "bob", "Path", "/x/");
        Caller ann = api.user("ann");
        String denied = "403 AccessDenied";
        assertThat(api.errorAs(ann, "ListUsers")).isEqualTo(denied);
        assertThat(api.errorAs(ann, "GetUser", "UserName", "bob")).isEqualTo(denied);
        assertThat(api.errorAs(ann, "CreateUser", "UserName", "cid", "Path", "/y/"))
                .isEqualTo(denied);
        assertThat(api.errorAs(ann, "CreateAccessKey", "UserName", "bob")).isEqualTo(denied);
        assertThat(api.errorAs(ann, "ListRoles")).isEqualTo(denied);
        assertThat(api.errorAs(ann, "DeletePolicy", "PolicyArn", READ_ONLY)).isEqualTo(denied);
        String who = "arn:aws:iam::alice:user/ann ";
        assertThat(api.asked)
                .containsExactly(
                        who + "iam:ListUsers arn:aws:iam::alice:user/*",
                        who + "iam:GetUser arn:aws:iam::alice:user/x/bob",
                        who + "iam:CreateUser arn:aws:iam::alice:user/y/cid",
                        who + "iam:CreateAccessKey arn:aws:iam::alice:user/x/bob",
                        who + "iam:ListRoles arn:aws:iam::alice:role/*",
                        who + "iam:DeletePolicy " + READ_ONLY);
        api.allowed.add(who + "iam:GetUser arn:aws:iam::alice:user/x/bob");
        assertThat(api.callAs(ann, "GetUser", "UserName", "bob").at("GetUserResult/User/UserName"))
                .isEqualTo("bob");
    }

    @Test
    void call_withoutASignature_isRefused() throws Exception {
        assertThat(api.errorAs(Caller.anonymous(), "ListUsers")).isEqualTo("403 MissingAuthenticationToken");
    }

    @Test
    void action_unknownOrMissing_isRefused() throws Exception {
        assertThat(api.error("DeleteEverything")).isEqualTo("400 InvalidAction");
        assertThat(api.error("")).isEqualTo("400 MissingAction");
        assertThat(api.error("ListUsers", "Version", "2011-06-15")).isEqualTo("400 InvalidAction");
        assertThat(api.error("GetUser", "UserName", "a\u0001\ufffe<b>")).isEqualTo(NO_SUCH_ENTITY);
        assertThat(api.error("CreateUser")).isEqualTo("400 ValidationError");
    }
}
