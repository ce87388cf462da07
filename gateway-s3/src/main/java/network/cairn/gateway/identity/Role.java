package network.cairn.gateway.identity;

import java.time.Duration;

/// A set of rights that others take on for a while.
///
/// @param trustPolicy says who may
/// @param sessionTimeMax how long for at once, one to twelve hours
public record Role(
        Registration registration,
        String description,
        String trustPolicy,
        Duration sessionTimeMax,
        Grants grants,
        Tags tags)
        implements Registered {
    public static final int NAME_CHARS_MAX = 64;
    public static final Duration SESSION_TIME_MAX_DEFAULT = Duration.ofHours(1);
    private static final Duration SESSION_TIME_MAX_MOST = Duration.ofHours(12);

    /// @throws IdentityException `LIMIT_EXCEEDED`, `VALIDATION`
    public static Role of(Registration registration, String trustPolicy) throws IdentityException {
        return new Role(registration, "", "", SESSION_TIME_MAX_DEFAULT, Grants.NONE, Tags.NONE).trusting(trustPolicy);
    }

    public Role with(Grants changed) {
        return new Role(registration, description, trustPolicy, sessionTimeMax, changed, tags);
    }

    public Role with(Tags changed) {
        return new Role(registration, description, trustPolicy, sessionTimeMax, grants, changed);
    }

    /// @throws IdentityException `VALIDATION`
    public Role described(String changed) throws IdentityException {
        return new Role(registration, IdentityNames.description(changed), trustPolicy, sessionTimeMax, grants, tags);
    }

    /// @throws IdentityException `VALIDATION`
    public Role withSessionTimeMax(Duration changed) throws IdentityException {
        if (changed.compareTo(SESSION_TIME_MAX_DEFAULT) < 0 || changed.compareTo(SESSION_TIME_MAX_MOST) > 0) {
            throw IdentityException.invalid("1 validation error detected: Value '" + changed.toSeconds()
                    + "' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between "
                    + SESSION_TIME_MAX_DEFAULT.toSeconds() + " and " + SESSION_TIME_MAX_MOST.toSeconds());
        }
        return new Role(registration, description, trustPolicy, changed, grants, tags);
    }

    /// @throws IdentityException `LIMIT_EXCEEDED`, `VALIDATION`
    public Role trusting(String changed) throws IdentityException {
        IdentityNames.policyText(changed);
        if (IdentityNames.charsCounted(changed) > IdentityLimits.TRUST_POLICY_CHARS_MAX) {
            throw IdentityException.limit("ACLSizePerRole", IdentityLimits.TRUST_POLICY_CHARS_MAX);
        }
        return new Role(registration, description, changed, sessionTimeMax, grants, tags);
    }
}
