package network.cairn.gateway.identity.api;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IdentityLimits;
import network.cairn.gateway.xml.XmlWriter;

/// The actions of IAM on a tenant as a whole.
final class AccountActions {
    private final IamAccounts accounts;

    AccountActions(IamAccounts accounts) {
        this.accounts = accounts;
    }

    List<Action> all() {
        return List.of(Action.iam("GetAccountSummary", (call, account) -> "*", this::summary));
    }

    /// How much there is of everything, and how much there may be. What is not there at all, as devices for a
    /// second factor, is counted as none, as IAM does.
    private void summary(ApiCall call, XmlWriter result) throws ApiException, IdentityException {
        Account account = accounts.of(call);
        boolean rootHasKeys =
                !accounts.directory().keysOf(call.tenant(), new Holder.Root()).isEmpty();
        Map<String, Integer> summary = new TreeMap<>(Map.of(
                "AccountMFAEnabled", 0,
                "AccountSigningCertificatesPresent", 0,
                "InstanceProfiles", 0,
                "MFADevices", 0,
                "MFADevicesInUse", 0,
                "Providers", 0,
                "ServerCertificates", 0));
        summary.put("AccountAccessKeysPresent", rootHasKeys ? 1 : 0);
        summary.put("Users", account.users().size());
        summary.put("UsersQuota", IdentityLimits.USERS_PER_TENANT_MAX);
        summary.put("Groups", account.groups().size());
        summary.put("GroupsQuota", IdentityLimits.GROUPS_PER_TENANT_MAX);
        summary.put("GroupsPerUserQuota", IdentityLimits.GROUPS_PER_USER_MAX);
        summary.put("Roles", account.roles().size());
        summary.put("RolesQuota", IdentityLimits.ROLES_PER_TENANT_MAX);
        summary.put("Policies", account.policies().size());
        summary.put("PoliciesQuota", IdentityLimits.POLICIES_PER_TENANT_MAX);
        summary.put("PolicySizeQuota", IdentityLimits.MANAGED_POLICY_CHARS_MAX);
        summary.put("VersionsPerPolicyQuota", IdentityLimits.POLICY_VERSIONS_MAX);
        summary.put("AccessKeysPerUserQuota", IdentityLimits.KEYS_PER_USER_MAX);
        summary.put("AttachedPoliciesPerUserQuota", IdentityLimits.ATTACHED_POLICIES_MAX);
        summary.put("AttachedPoliciesPerGroupQuota", IdentityLimits.ATTACHED_POLICIES_MAX);
        summary.put("AttachedPoliciesPerRoleQuota", IdentityLimits.ATTACHED_POLICIES_MAX);
        summary.put("UserPolicySizeQuota", IdentityLimits.USER_INLINE_CHARS_MAX);
        summary.put("GroupPolicySizeQuota", IdentityLimits.GROUP_INLINE_CHARS_MAX);
        summary.put("RolePolicySizeQuota", IdentityLimits.ROLE_INLINE_CHARS_MAX);
        summary.put("AssumeRolePolicySizeQuota", IdentityLimits.TRUST_POLICY_CHARS_MAX);
        result.open("SummaryMap");
        summary.forEach((key, value) ->
                result.open("entry").element("key", key).element("value", value).close());
        result.close();
    }
}
