package network.cairn.gateway.identity.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import network.cairn.gateway.auth.PercentCoding;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Arns;
import network.cairn.gateway.identity.BuiltInPolicies;
import network.cairn.gateway.identity.Group;
import network.cairn.gateway.identity.ManagedPolicy;
import network.cairn.gateway.identity.Role;
import network.cairn.gateway.identity.User;
import network.cairn.gateway.xml.XmlWriter;

/// Identities as IAM writes them.
final class IamXml {
    private IamXml() {}

    static void user(XmlWriter xml, String tenant, User user) {
        xml.element("Path", user.registration().path())
                .element("UserName", user.name())
                .element("UserId", user.id())
                .element("Arn", Arns.user(tenant, user.registration()))
                .element("CreateDate", time(user.registration().createdAt()));
    }

    static void group(XmlWriter xml, String tenant, Group group) {
        xml.element("Path", group.registration().path())
                .element("GroupName", group.name())
                .element("GroupId", group.id())
                .element("Arn", Arns.group(tenant, group.registration()))
                .element("CreateDate", time(group.registration().createdAt()));
    }

    static void role(XmlWriter xml, String tenant, Role role) {
        xml.element("Path", role.registration().path())
                .element("RoleName", role.name())
                .element("RoleId", role.id())
                .element("Arn", Arns.role(tenant, role.registration()))
                .element("CreateDate", time(role.registration().createdAt()))
                .element("AssumeRolePolicyDocument", document(role.trustPolicy()));
        if (!role.description().isEmpty()) {
            xml.element("Description", role.description());
        }
        xml.element("MaxSessionDuration", role.sessionTimeMax().toSeconds());
    }

    static void policy(XmlWriter xml, Account account, ManagedPolicy policy, String arn) {
        xml.element("PolicyName", policy.name())
                .element("PolicyId", policy.id())
                .element("Arn", arn)
                .element("Path", policy.registration().path())
                .element("DefaultVersionId", policy.inForce().versionId())
                .element("AttachmentCount", account.attachments(arn))
                .element("PermissionsBoundaryUsageCount", 0)
                .element("IsAttachable", true)
                .element("CreateDate", time(policy.registration().createdAt()))
                .element("UpdateDate", time(policy.updatedAt()));
    }

    static void version(XmlWriter xml, ManagedPolicy policy, ManagedPolicy.Version version) {
        xml.element("VersionId", version.versionId())
                .element("IsDefaultVersion", version.number() == policy.defaultVersion())
                .element("CreateDate", time(version.createdAt()));
    }

    /// The ARN of a policy that is the account's own or comes with the gateway.
    static String arn(Account account, ManagedPolicy policy) {
        return BuiltInPolicies.all().contains(policy)
                ? BuiltInPolicies.arn(policy)
                : Arns.policy(account.name(), policy.registration());
    }

    static void tags(XmlWriter xml, Map<String, String> tags) {
        if (tags.isEmpty()) {
            return;
        }
        xml.open("Tags");
        tags.forEach((key, value) ->
                xml.open("member").element("Key", key).element("Value", value).close());
        xml.close();
    }

    /// A policy document, which IAM encodes as in a URL.
    static String document(String json) {
        return PercentCoding.encode(json.getBytes(StandardCharsets.UTF_8), false);
    }

    /// In whole seconds, as IAM tells times.
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
