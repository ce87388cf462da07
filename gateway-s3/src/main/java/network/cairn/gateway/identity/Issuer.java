package network.cairn.gateway.identity;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.TreeSet;
import network.cairn.gateway.s3.AccessKey;

/// Makes new identities: their ids, secrets and times. What it makes is in no directory yet.
///
/// Ids begin as clients know them from AWS, but for access keys, whose ids begin with `CAIRN`.
public final class Issuer {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String KEY_PREFIX = "CAIRN";
    private static final String TEMPORARY_KEY_PREFIX = "CAIRT";
    private static final int KEY_RANDOM_CHARS = 15;
    private static final int ID_RANDOM_CHARS = 17;
    private static final int SECRET_RANDOM_BYTES = 30;

    private final SecureRandom random;
    private final InstantSource clock;

    public Issuer(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /// @throws IdentityException `VALIDATION` if it cannot be called so
    public Tenant tenant(String name) throws IdentityException {
        return new Tenant(
                IdentityNames.tenant(name),
                TenantSecret.generate(random),
                now(),
                false,
                TenantQuota.NONE,
                TenantRates.NONE);
    }

    /// @throws IdentityException `VALIDATION`
    public User user(String name, String path) throws IdentityException {
        IdentityNames.name("userName", name, User.NAME_CHARS_MAX);
        return new User(registration("AIDA", name, path), Grants.NONE, Tags.NONE);
    }

    /// @throws IdentityException `VALIDATION`
    public Group group(String name, String path) throws IdentityException {
        IdentityNames.name("groupName", name, Group.NAME_CHARS_MAX);
        return new Group(registration("AGPA", name, path), Grants.NONE, new TreeSet<>());
    }

    /// @throws IdentityException `VALIDATION`, `LIMIT_EXCEEDED`
    public Role role(String name, String path, String trustPolicy) throws IdentityException {
        IdentityNames.name("roleName", name, Role.NAME_CHARS_MAX);
        return Role.of(registration("AROA", name, path), trustPolicy);
    }

    /// @throws IdentityException `VALIDATION`, `LIMIT_EXCEEDED`
    public ManagedPolicy policy(String name, String path, String description, String document)
            throws IdentityException {
        IdentityNames.name("policyName", name, ManagedPolicy.NAME_CHARS_MAX);
        return ManagedPolicy.of(registration("ANPA", name, path), description, document);
    }

    public IssuedKey key(String tenant, Holder holder) {
        return new IssuedKey(new AccessKey(chars(KEY_PREFIX, KEY_RANDOM_CHARS), secret(), tenant), holder, true, now());
    }

    /// A key for the admin API.
    public IssuedKey operatorKey() {
        return key(IssuedKey.OPERATOR, new Holder.Operator());
    }

    /// The id and secret of a temporary key; its tenant is whose identity the session has.
    AccessKey temporaryKey(String tenant) {
        return new AccessKey(chars(TEMPORARY_KEY_PREFIX, KEY_RANDOM_CHARS), secret(), tenant);
    }

    static boolean isTemporary(String accessKeyId) {
        return accessKeyId.startsWith(TEMPORARY_KEY_PREFIX);
    }

    /// Now, in whole milliseconds, as the document keeps times.
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private Registration registration(String prefix, String name, String path) throws IdentityException {
        return new Registration(name, IdentityNames.path(path), chars(prefix, ID_RANDOM_CHARS), now());
    }

    private String secret() {
        byte[] secret = new byte[SECRET_RANDOM_BYTES];
        random.nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    private String chars(String prefix, int count) {
        var id = new StringBuilder(prefix);
        for (int i = 0; i < count; i++) {
            id.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        return id.toString();
    }
}
