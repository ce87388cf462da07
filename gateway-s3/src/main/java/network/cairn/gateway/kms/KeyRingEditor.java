package network.cairn.gateway.kms;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Decides what a change makes of one tenant's keys, and whether it may be made.
final class KeyRingEditor {
    static final Duration WAITING_TIME_MIN = Duration.ofDays(7);
    static final Duration WAITING_TIME_MAX = Duration.ofDays(30);

    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /// Aliases that begin so are the gateway's to give.
    private static final String RESERVED = "aws/";

    private final String tenant;
    private final String region;
    private final SecureRandom random;
    private final InstantSource clock;

    KeyRingEditor(String tenant, String region, SecureRandom random, InstantSource clock) {
        this.tenant = tenant;
        this.region = region;
        this.random = random;
        this.clock = clock;
    }

    /// The keys after a change, and the one that it was about.
    record Edited(TenantKeys keys, RingKey key) {}

    /// @throws KeyServiceException `INVALID_REQUEST` if no tenant is named so
    void checkTenant() throws KeyServiceException {
        if (!TENANT.matcher(tenant).matches()) {
            throw KeyServiceException.invalid(
                    "A tenant's name is 1 to 63 of a-z, 0-9 and -, not - first; not \"" + tenant + "\"");
        }
    }

    KeyDescription describe(TenantKeys keys, RingKey key) {
        return new KeyDescription(
                new KeyArn(region, tenant, key.id()),
                keys.aliasesOf(key.id()),
                key.state(),
                key.newest().number(),
                key.versions().getFirst().createdAt(),
                key.deletionAt());
    }

    KeyServiceException noSuchKey(KeyReference reference) {
        return switch (reference) {
            case KeyReference.ById(String id) -> KeyServiceException.noSuchKey(new KeyArn(region, tenant, id));
            case KeyReference.ByAlias(String name) ->
                new KeyServiceException(
                        KeyServiceException.Reason.NO_SUCH_KEY,
                        "Alias arn:" + KeyArn.PARTITION + ":kms:" + region + ":" + tenant + ":alias/" + name
                                + " is not found.");
        };
    }

    Edited create(TenantKeys keys, Optional<String> alias) throws KeyServiceException {
        if (keys.keys().size() >= Ring.TENANT_KEYS_MAX) {
            throw KeyServiceException.invalid(
                    "The tenant has " + Ring.TENANT_KEYS_MAX + " keys; delete some before more are made");
        }
        var key = new RingKey(newId(), true, Optional.empty(), List.of(newVersion(1)));
        TenantKeys more = keys.with(key);
        if (alias.isEmpty()) {
            return new Edited(more, key);
        }
        if (keys.aliases().containsKey(alias.get())) {
            throw KeyServiceException.invalid("Alias " + alias.get() + " is another key's");
        }
        return setAlias(more, alias.get(), key);
    }

    /// Makes the key that a tenant uses when it names none, unless somebody just did.
    Edited makeDefault(TenantKeys keys) throws KeyServiceException {
        Optional<RingKey> there = keys.find(KeyReference.DEFAULT, clock.instant());
        if (there.isPresent()) {
            return new Edited(keys, there.get());
        }
        Edited made = create(keys, Optional.empty());
        return new Edited(
                made.keys().withAlias(KeyService.DEFAULT_ALIAS, made.key().id()), made.key());
    }

    Edited rotate(TenantKeys keys, RingKey key) throws KeyServiceException {
        describe(TenantKeys.NONE, key).checkUsable();
        if (key.versions().size() >= RingKey.VERSIONS_MAX) {
            throw KeyServiceException.invalid(
                    "Key " + key.id() + " has " + RingKey.VERSIONS_MAX + " versions, as many as are kept");
        }
        return edited(keys, key.withNewest(newVersion(key.newest().number() + 1)));
    }

    Edited setAlias(TenantKeys keys, String alias, RingKey key) throws KeyServiceException {
        checkAlias(alias);
        refusePending(key);
        TenantKeys with = keys.withAlias(alias, key.id());
        if (with.aliases().size() > Ring.TENANT_ALIASES_MAX) {
            throw KeyServiceException.invalid(
                    "The tenant has " + Ring.TENANT_ALIASES_MAX + " aliases; remove some first");
        }
        return new Edited(with, key);
    }

    Edited removeAlias(TenantKeys keys, String alias, RingKey key) throws KeyServiceException {
        checkAlias(alias);
        if (!key.id().equals(keys.aliases().get(alias))) {
            throw KeyServiceException.invalid("Alias " + alias + " is not one of key " + key.id());
        }
        return new Edited(keys.withoutAlias(alias), key);
    }

    Edited enable(TenantKeys keys, RingKey key, boolean enabled) throws KeyServiceException {
        refusePending(key);
        if (!enabled) {
            refuseDefault(keys, key);
        }
        return edited(keys, key.withEnabled(enabled));
    }

    Edited scheduleDeletion(TenantKeys keys, RingKey key, Duration waitingTime) throws KeyServiceException {
        if (waitingTime.compareTo(WAITING_TIME_MIN) < 0 || waitingTime.compareTo(WAITING_TIME_MAX) > 0) {
            throw KeyServiceException.invalid("A key is deleted after " + WAITING_TIME_MIN.toDays() + " to "
                    + WAITING_TIME_MAX.toDays() + " days, not after " + waitingTime);
        }
        refusePending(key);
        refuseDefault(keys, key);
        return edited(keys, key.withDeletionAt(Optional.of(now().plus(waitingTime))));
    }

    Edited cancelDeletion(TenantKeys keys, RingKey key) throws KeyServiceException {
        if (key.deletionAt().isEmpty()) {
            throw KeyServiceException.invalid("Key " + key.id() + " is not pending deletion");
        }
        return edited(keys, key.withDeletionAt(Optional.empty()).withEnabled(false));
    }

    private static Edited edited(TenantKeys keys, RingKey key) {
        return new Edited(keys.with(key), key);
    }

    private static void checkAlias(String alias) throws KeyServiceException {
        if (!KeyNames.isAlias(alias)) {
            throw KeyServiceException.invalid(
                    "An alias is 1 to 250 letters, digits, /, _ and -; not \"" + alias + "\"");
        }
        if (alias.startsWith(RESERVED)) {
            throw KeyServiceException.invalid("Aliases that begin with " + RESERVED + " are given by the gateway");
        }
    }

    private void refusePending(RingKey key) throws KeyServiceException {
        if (key.deletionAt().isPresent()) {
            describe(TenantKeys.NONE, key).checkUsable();
        }
    }

    /// The default key would be missed by whoever names none, and made anew under other secrets.
    private static void refuseDefault(TenantKeys keys, RingKey key) throws KeyServiceException {
        if (key.id().equals(keys.aliases().get(KeyService.DEFAULT_ALIAS))) {
            throw KeyServiceException.invalid(
                    "Key " + key.id() + " is the tenant's default key, which is neither disabled nor deleted");
        }
    }

    private KeyVersion newVersion(int number) {
        byte[] secret = new byte[KeyVersion.SECRET_BYTES];
        random.nextBytes(secret);
        return new KeyVersion(number, now(), secret);
    }

    /// A random UUID, as AWS's key ids are.
    private String newId() {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & ~(3L << 62)) | (1L << 63);
        return new UUID(high, low).toString();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
