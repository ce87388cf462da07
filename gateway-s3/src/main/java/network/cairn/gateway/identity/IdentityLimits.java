package network.cairn.gateway.identity;

/// How much there may be of everything. Where IAM has a quota, these are its defaults unless said otherwise.
public final class IdentityLimits {
    public static final int TENANTS_MAX = 10_000;

    /// Access keys in all.
    public static final int KEYS_MAX = 100_000;

    /// IAM allows 2; keys of programs that share a user are told apart more easily with a few more.
    public static final int KEYS_PER_USER_MAX = 10;

    /// Of a tenant's root, and of the operator.
    public static final int KEYS_PER_ROOT_MAX = 1_000;

    /// Of one tenant's root and users together, so that a few tenants cannot take all there may be.
    public static final int KEYS_PER_TENANT_MAX = 10_000;

    public static final int USERS_PER_TENANT_MAX = 5_000;
    public static final int GROUPS_PER_TENANT_MAX = 300;
    public static final int GROUPS_PER_USER_MAX = 10;
    public static final int ROLES_PER_TENANT_MAX = 1_000;
    public static final int POLICIES_PER_TENANT_MAX = 1_500;
    public static final int POLICY_VERSIONS_MAX = 5;
    public static final int ATTACHED_POLICIES_MAX = 20;
    public static final int TAGS_MAX = 50;

    /// Characters that are not space, all inline policies of one holder together.
    public static final int USER_INLINE_CHARS_MAX = 2_048;

    public static final int GROUP_INLINE_CHARS_MAX = 5_120;
    public static final int ROLE_INLINE_CHARS_MAX = 10_240;

    /// Characters that are not space, one version of a managed policy.
    public static final int MANAGED_POLICY_CHARS_MAX = 6_144;

    /// Characters that are not space; IAM gives 2,048 and up to 8,192 on request.
    public static final int TRUST_POLICY_CHARS_MAX = 4_096;

    /// Characters of one policy document, space and all: what is kept is bounded even where space is not counted.
    public static final int POLICY_TEXT_CHARS_MAX = 20_480;

    /// What a tenant and its users, groups, roles and policies take of the document, for the same reason.
    public static final int TENANT_BYTES_MAX = 4 << 20;

    /// The whole document in which all identities rest. It is read and replaced whole.
    public static final int DOCUMENT_BYTES_MAX = 64 << 20;

    private IdentityLimits() {}
}
