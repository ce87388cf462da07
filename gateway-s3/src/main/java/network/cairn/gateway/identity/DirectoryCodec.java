package network.cairn.gateway.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import network.cairn.gateway.s3.AccessKey;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// The bytes of a directory, before they are sealed.
final class DirectoryCodec {
    private static final int NAME_BYTES_MAX = 4 * 128;
    private static final int PATH_BYTES_MAX = 512;
    private static final int TEXT_BYTES_MAX = 4 * 1_024;
    private static final int POLICY_BYTES_MAX = 4 * IdentityLimits.POLICY_TEXT_CHARS_MAX;
    private static final int ARN_BYTES_MAX = 2_048;

    /// More than the limits of today, so that what older software allowed is still read.
    private static final int COUNT_MAX = 2 * IdentityLimits.KEYS_MAX;

    private static final int HOLDER_ROOT = 0;
    private static final int HOLDER_USER = 1;
    private static final int HOLDER_OPERATOR = 2;

    private DirectoryCodec() {}

    /// @throws IdentityException `LIMIT_EXCEEDED` if a tenant has become too large
    static byte[] encode(Directory directory) throws IdentityException {
        var out = new CanonicalWriter().u32(directory.accounts().size());
        for (Account account : directory.accounts().values()) {
            byte[] encoded = encode(account);
            if (encoded.length > IdentityLimits.TENANT_BYTES_MAX) {
                throw IdentityException.limit(
                        "BytesOfAllIdentitiesOfTenant " + account.name(), IdentityLimits.TENANT_BYTES_MAX);
            }
            out.fixed(encoded);
        }
        out.u32(directory.keys().size());
        for (IssuedKey key : directory.keys().values()) {
            write(out, key);
        }
        return out.toBytes();
    }

    private static byte[] encode(Account account) {
        var out = new CanonicalWriter();
        write(out, account.tenant());
        out.u32(account.users().size());
        for (User user : account.users().all()) {
            write(out, user.registration());
            write(out, user.grants());
            write(out, user.tags().all());
        }
        out.u32(account.groups().size());
        for (Group group : account.groups().all()) {
            write(out, group.registration());
            write(out, group.grants());
            write(out, group.memberIds());
        }
        out.u32(account.roles().size());
        for (Role role : account.roles().all()) {
            write(out, role.registration());
            out.text(role.description())
                    .text(role.trustPolicy())
                    .u64(role.sessionTimeMax().toSeconds());
            write(out, role.grants());
            write(out, role.tags().all());
        }
        out.u32(account.policies().size());
        for (ManagedPolicy policy : account.policies().all()) {
            write(out, policy);
        }
        return out.toBytes();
    }

    static Directory decode(byte[] encoded) throws CodecException {
        var in = new CanonicalReader(encoded);
        var accounts = new TreeMap<String, Account>();
        for (int i = in.count(COUNT_MAX, "accounts"); i > 0; i--) {
            Account account = account(in);
            accounts.put(account.name(), account);
        }
        var keys = new LinkedHashMap<String, IssuedKey>();
        for (int i = in.count(COUNT_MAX, "keys"); i > 0; i--) {
            IssuedKey key = key(in);
            keys.put(key.id(), key);
        }
        in.end();
        return new Directory(accounts, keys);
    }

    private static Account account(CanonicalReader in) throws CodecException {
        Tenant tenant = tenant(in);
        try {
            Account account = Account.of(tenant);
            List<User> users = new ArrayList<>();
            for (int i = in.count(COUNT_MAX, "users"); i > 0; i--) {
                users.add(new User(registration(in), grants(in), tags(in)));
            }
            List<Group> groups = new ArrayList<>();
            for (int i = in.count(COUNT_MAX, "groups"); i > 0; i--) {
                groups.add(new Group(registration(in), grants(in), new TreeSet<>(texts(in))));
            }
            List<Role> roles = new ArrayList<>();
            for (int i = in.count(COUNT_MAX, "roles"); i > 0; i--) {
                roles.add(new Role(
                        registration(in),
                        in.text(TEXT_BYTES_MAX, "description"),
                        in.text(POLICY_BYTES_MAX, "trust policy"),
                        Duration.ofSeconds(in.u64("session time")),
                        grants(in),
                        tags(in)));
            }
            List<ManagedPolicy> policies = new ArrayList<>();
            for (int i = in.count(COUNT_MAX, "policies"); i > 0; i--) {
                policies.add(policy(in));
            }
            return new Account(
                    tenant,
                    account.users().holding(users),
                    account.groups().holding(groups),
                    account.roles().holding(roles),
                    account.policies().holding(policies));
        } catch (IdentityException e) {
            throw new CodecException("tenant " + tenant.name() + " holds something twice", e);
        }
    }

    private static void write(CanonicalWriter out, Tenant tenant) {
        out.text(tenant.name())
                .bytes(tenant.secret().toBytes())
                .u64(tenant.createdAt().toEpochMilli())
                .bool(tenant.suspended());
        write(out, tenant.quota().bytesMax());
        write(out, tenant.quota().objectsMax());
        write(out, tenant.rates().requestsPerSecond());
        write(out, tenant.rates().bytesPerSecond());
    }

    private static Tenant tenant(CanonicalReader in) throws CodecException {
        try {
            return new Tenant(
                    in.text(255, "tenant"),
                    secret(in.bytes(TenantSecret.BYTES, "master key")),
                    time(in),
                    in.bool("suspended"),
                    new TenantQuota(number(in), number(in)),
                    new TenantRates(number(in), number(in)));
        } catch (IllegalArgumentException e) {
            throw new CodecException("a tenant's quota or rate is none", e);
        }
    }

    static TenantSecret secret(byte[] bytes) throws CodecException {
        if (bytes.length != TenantSecret.BYTES) {
            throw new CodecException("a master key has " + bytes.length + " bytes");
        }
        return TenantSecret.of(bytes);
    }

    private static void write(CanonicalWriter out, Registration registration) {
        out.text(registration.name())
                .text(registration.path())
                .text(registration.id())
                .u64(registration.createdAt().toEpochMilli());
    }

    private static Registration registration(CanonicalReader in) throws CodecException {
        return new Registration(
                in.text(NAME_BYTES_MAX, "name"), in.text(PATH_BYTES_MAX, "path"), in.text(64, "id"), time(in));
    }

    private static void write(CanonicalWriter out, Grants grants) {
        out.u32(grants.inline().size());
        grants.inline().forEach((name, document) -> out.text(name).text(document));
        write(out, grants.attached());
    }

    private static Grants grants(CanonicalReader in) throws CodecException {
        var inline = new TreeMap<String, String>();
        for (int i = in.count(COUNT_MAX, "inline policies"); i > 0; i--) {
            inline.put(in.text(NAME_BYTES_MAX, "policy name"), in.text(POLICY_BYTES_MAX, "policy"));
        }
        return new Grants(inline, texts(in));
    }

    private static void write(CanonicalWriter out, Collection<String> texts) {
        out.u32(texts.size());
        texts.forEach(out::text);
    }

    private static List<String> texts(CanonicalReader in) throws CodecException {
        List<String> texts = new ArrayList<>();
        for (int i = in.count(COUNT_MAX, "texts"); i > 0; i--) {
            texts.add(in.text(ARN_BYTES_MAX, "text"));
        }
        return texts;
    }

    static void write(CanonicalWriter out, Map<String, String> tags) {
        out.u32(tags.size());
        tags.forEach((key, value) -> out.text(key).text(value));
    }

    private static Tags tags(CanonicalReader in) throws CodecException {
        return new Tags(tagMap(in));
    }

    static SortedMap<String, String> tagMap(CanonicalReader in) throws CodecException {
        var tags = new TreeMap<String, String>();
        for (int i = in.count(IdentityLimits.TAGS_MAX, "tags"); i > 0; i--) {
            tags.put(in.text(TEXT_BYTES_MAX, "tag key"), in.text(TEXT_BYTES_MAX, "tag value"));
        }
        return tags;
    }

    private static void write(CanonicalWriter out, ManagedPolicy policy) {
        write(out, policy.registration());
        out.text(policy.description())
                .u32(policy.defaultVersion())
                .u32(policy.nextVersion())
                .u32(policy.versions().size());
        for (ManagedPolicy.Version version : policy.versions()) {
            out.u32(version.number())
                    .text(version.document())
                    .u64(version.createdAt().toEpochMilli());
        }
    }

    private static ManagedPolicy policy(CanonicalReader in) throws CodecException {
        Registration registration = registration(in);
        String description = in.text(TEXT_BYTES_MAX, "description");
        int defaultVersion = in.u32("default version");
        int nextVersion = in.u32("next version");
        List<ManagedPolicy.Version> versions = new ArrayList<>();
        for (int i = in.count(COUNT_MAX, "policy versions"); i > 0; i--) {
            versions.add(new ManagedPolicy.Version(in.u32("version"), in.text(POLICY_BYTES_MAX, "policy"), time(in)));
        }
        if (versions.isEmpty()) {
            throw new CodecException("policy " + registration.name() + " has no version");
        }
        return new ManagedPolicy(registration, description, versions, defaultVersion, nextVersion);
    }

    private static void write(CanonicalWriter out, IssuedKey key) {
        out.text(key.id()).text(key.key().secret()).text(key.tenant());
        switch (key.holder()) {
            case Holder.Root _ -> out.u8(HOLDER_ROOT);
            case Holder.OfUser(String userId) -> out.u8(HOLDER_USER).text(userId);
            case Holder.Operator _ -> out.u8(HOLDER_OPERATOR);
        }
        out.bool(key.active()).u64(key.createdAt().toEpochMilli());
    }

    private static IssuedKey key(CanonicalReader in) throws CodecException {
        var key = new AccessKey(in.text(64, "access key id"), in.text(128, "secret"), in.text(255, "tenant"));
        int kind = in.u8("holder");
        Holder holder = switch (kind) {
            case HOLDER_ROOT -> new Holder.Root();
            case HOLDER_USER -> new Holder.OfUser(in.text(64, "user id"));
            case HOLDER_OPERATOR -> new Holder.Operator();
            default -> throw new CodecException("there is no holder " + kind);
        };
        return new IssuedKey(key, holder, in.bool("active"), time(in));
    }

    private static void write(CanonicalWriter out, OptionalLong number) {
        out.bool(number.isPresent());
        number.ifPresent(out::u64);
    }

    private static OptionalLong number(CanonicalReader in) throws CodecException {
        return in.bool("whether there is a number") ? OptionalLong.of(in.u64("number")) : OptionalLong.empty();
    }

    private static Instant time(CanonicalReader in) throws CodecException {
        return Instant.ofEpochMilli(in.u64("time"));
    }
}
