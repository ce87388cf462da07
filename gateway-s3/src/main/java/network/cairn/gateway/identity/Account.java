package network.cairn.gateway.identity;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// A tenant and its identities. Immutable; each change gives another.
public record Account(
        Tenant tenant,
        Registry<User> users,
        Registry<Group> groups,
        Registry<Role> roles,
        Registry<ManagedPolicy> policies) {
    /// One without identities but its root.
    public static Account of(Tenant tenant) {
        return new Account(
                tenant,
                Registry.empty("user", IdentityLimits.USERS_PER_TENANT_MAX),
                Registry.empty("group", IdentityLimits.GROUPS_PER_TENANT_MAX),
                Registry.empty("role", IdentityLimits.ROLES_PER_TENANT_MAX),
                Registry.empty("policy", IdentityLimits.POLICIES_PER_TENANT_MAX));
    }

    public String name() {
        return tenant.name();
    }

    public Account with(Tenant changed) {
        return new Account(changed, users, groups, roles, policies);
    }

    /// @throws IdentityException `ENTITY_ALREADY_EXISTS`, `LIMIT_EXCEEDED`
    public Account added(User user) throws IdentityException {
        return withUsers(users.with(user));
    }

    /// @throws IdentityException `ENTITY_ALREADY_EXISTS`, `LIMIT_EXCEEDED`
    public Account added(Group group) throws IdentityException {
        return withGroups(groups.with(group));
    }

    /// @throws IdentityException `ENTITY_ALREADY_EXISTS`, `LIMIT_EXCEEDED`
    public Account added(Role role) throws IdentityException {
        return withRoles(roles.with(role));
    }

    /// @throws IdentityException `ENTITY_ALREADY_EXISTS`, `LIMIT_EXCEEDED`
    public Account added(ManagedPolicy policy) throws IdentityException {
        return withPolicies(policies.with(policy));
    }

    /// @throws IdentityException `ENTITY_ALREADY_EXISTS` if it would have another's name
    public Account changed(User user) throws IdentityException {
        return withUsers(users.changed(user));
    }

    /// @throws IdentityException `ENTITY_ALREADY_EXISTS` if it would have another's name
    public Account changed(Group group) throws IdentityException {
        return withGroups(groups.changed(group));
    }

    public Account changed(Role role) throws IdentityException {
        return withRoles(roles.changed(role));
    }

    public Account changed(ManagedPolicy policy) throws IdentityException {
        return withPolicies(policies.changed(policy));
    }

    /// Without a user, who leaves its groups.
    ///
    /// @throws IdentityException `NO_SUCH_ENTITY`
    Account withoutUser(String name) throws IdentityException {
        User gone = users.get(name);
        Account left = this;
        for (Group group : groupsOf(gone)) {
            left = left.withoutMember(group.name(), gone);
        }
        return left.withUsers(left.users.without(name));
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`, `DELETE_CONFLICT` while it has members or policies
    public Account withoutGroup(String name) throws IdentityException {
        Group gone = groups.get(name);
        if (!gone.memberIds().isEmpty()) {
            throw conflict("must remove users from group first");
        }
        requireNoPolicies(gone.grants());
        return withGroups(groups.without(name));
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`, `DELETE_CONFLICT` while it has policies
    public Account withoutRole(String name) throws IdentityException {
        requireNoPolicies(roles.get(name).grants());
        return withRoles(roles.without(name));
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`, `DELETE_CONFLICT` while it is attached or has other versions
    public Account withoutPolicy(String name) throws IdentityException {
        ManagedPolicy gone = policies.get(name);
        if (attachments(Arns.policy(name(), gone.registration())) > 0) {
            throw conflict("a policy attached to entities cannot be deleted: detach it first");
        }
        if (gone.versions().size() > 1) {
            throw conflict("this policy has more than one version; before you delete a policy, you must delete"
                    + " the policy's versions");
        }
        return withPolicies(policies.without(name));
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`, `LIMIT_EXCEEDED` if the user is in too many groups
    public Account withMember(String group, User user) throws IdentityException {
        Group joined = groups.get(group);
        List<Group> before = groupsOf(user);
        if (!before.contains(joined) && before.size() >= IdentityLimits.GROUPS_PER_USER_MAX) {
            throw IdentityException.limit("GroupsPerUser", IdentityLimits.GROUPS_PER_USER_MAX);
        }
        var members = new TreeSet<>(joined.memberIds());
        members.add(user.id());
        return changed(joined.withMembers(members));
    }

    /// @throws IdentityException `NO_SUCH_ENTITY`
    public Account withoutMember(String group, User user) throws IdentityException {
        Group left = groups.get(group);
        var members = new TreeSet<>(left.memberIds());
        if (!members.remove(user.id())) {
            throw new IdentityException(
                    IdentityException.Fault.NO_SUCH_ENTITY,
                    "User " + user.name() + " is not in group " + left.name() + ".");
        }
        return changed(left.withMembers(members));
    }

    public List<Group> groupsOf(User user) {
        return groups.all().stream()
                .filter(group -> group.memberIds().contains(user.id()))
                .toList();
    }

    public List<User> members(Group group) {
        return users.all().stream()
                .filter(user -> group.memberIds().contains(user.id()))
                .toList();
    }

    /// The managed policy of an ARN: the tenant's own, or one that comes with the gateway.
    public Optional<ManagedPolicy> policyByArn(String arn) {
        if (BuiltInPolicies.isBuiltIn(arn)) {
            return BuiltInPolicies.find(arn);
        }
        return Arns.parse(arn)
                .filter(parsed ->
                        parsed.kind().equals("policy") && parsed.tenant().equals(name()))
                .flatMap(parsed -> policies.find(parsed.name()))
                .filter(policy -> Arns.policy(name(), policy.registration()).equals(arn));
    }

    /// To how many users, groups and roles a managed policy is attached.
    public int attachments(String arn) {
        long count = users.all().stream()
                        .filter(one -> one.grants().attached().contains(arn))
                        .count()
                + groups.all().stream()
                        .filter(one -> one.grants().attached().contains(arn))
                        .count()
                + roles.all().stream()
                        .filter(one -> one.grants().attached().contains(arn))
                        .count();
        return Math.toIntExact(count);
    }

    /// Every policy document that says what a user may do: its own, those attached to it, its groups'.
    List<String> documentsOf(User user) {
        var documents = new LinkedHashSet<>(documents(user.grants()));
        for (Group group : groupsOf(user)) {
            documents.addAll(documents(group.grants()));
        }
        return List.copyOf(documents);
    }

    /// The documents of inline policies and of what is attached. A policy that is gone gives nothing.
    List<String> documents(Grants grants) {
        var documents = new ArrayList<>(grants.inline().values());
        for (String arn : grants.attached()) {
            policyByArn(arn).ifPresent(policy -> documents.add(policy.document()));
        }
        return documents;
    }

    private static void requireNoPolicies(Grants grants) throws IdentityException {
        if (!grants.attached().isEmpty()) {
            throw conflict("must detach all policies first");
        }
        if (!grants.inline().isEmpty()) {
            throw conflict("must delete policies first");
        }
    }

    /// @throws IdentityException `DELETE_CONFLICT` while the user has policies or is in a group
    public void requireBare(User user) throws IdentityException {
        requireNoPolicies(user.grants());
        if (!groupsOf(user).isEmpty()) {
            throw conflict("must remove user from all groups first");
        }
    }

    static IdentityException conflict(String why) {
        return new IdentityException(IdentityException.Fault.DELETE_CONFLICT, "Cannot delete entity, " + why + ".");
    }

    private Account withUsers(Registry<User> changed) {
        return new Account(tenant, changed, groups, roles, policies);
    }

    private Account withGroups(Registry<Group> changed) {
        return new Account(tenant, users, changed, roles, policies);
    }

    private Account withRoles(Registry<Role> changed) {
        return new Account(tenant, users, groups, changed, policies);
    }

    private Account withPolicies(Registry<ManagedPolicy> changed) {
        return new Account(tenant, users, groups, roles, changed);
    }
}
