package network.cairn.gateway.identity;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.encryption.SecretBox;
import network.cairn.gateway.s3.AccessKeys;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Credential;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;

/// The identities of a gateway, in a document sealed under the gateway's master key.
///
/// Several processes may have one document. Each sees what another changed: at once when an unknown key or tenant
/// is asked for, within a second otherwise.
///
/// Safe for use by many threads.
public final class Identities implements AccessKeys {
    private static final String PURPOSE = "gateway-access-keys";
    private static final Duration RECHECK_AFTER = Duration.ofSeconds(1);

    private final IdentityStorage storage;
    private final SecretBox box;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Issuer issuer;
    private final SessionTokens tokens;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Loaded loaded = new Loaded(Directory.EMPTY, null, Instant.EPOCH);

    private Identities(IdentityStorage storage, MasterKey gatewayKey, SecureRandom random, InstantSource clock) {
        this.storage = storage;
        this.box = gatewayKey.secretBox(PURPOSE);
        this.random = random;
        this.clock = clock;
        this.issuer = new Issuer(random, clock);
        this.tokens = new SessionTokens(gatewayKey, random, issuer);
    }

    /// Opens the document, which need not exist yet.
    ///
    /// @param gatewayKey the master key of the gateway whose document it is
    /// @throws StorageException if it is of another gateway or damaged
    public static Identities open(
            IdentityStorage storage, MasterKey gatewayKey, SecureRandom random, InstantSource clock) {
        var identities = new Identities(storage, gatewayKey, random, clock);
        identities.directory();
        return identities;
    }

    /// Makes a directory of the one before.
    @FunctionalInterface
    public interface Change {
        Directory apply(Directory current) throws IdentityException;
    }

    /// Makes new identities, to be added by a [Change].
    public Issuer issuer() {
        return issuer;
    }

    public SessionTokens tokens() {
        return tokens;
    }

    /// All identities, as they are now.
    ///
    /// @throws StorageException if they cannot be read
    public Directory directory() {
        reading.lock();
        try {
            Instant now = clock.instant();
            String version = storage.version();
            Loaded known = loaded;
            if (version == null) {
                known = new Loaded(Directory.EMPTY, null, now);
            } else if (version.equals(known.version())) {
                known = new Loaded(known.directory(), version, now);
            } else {
                known = load(storage.read(), now);
            }
            loaded = known;
            return known.directory();
        } catch (IOException e) {
            throw new StorageException("the " + storage + " cannot be read: " + e.getMessage(), e);
        } finally {
            reading.unlock();
        }
    }

    /// All identities, as they were at most a second ago.
    private Directory recent() {
        Loaded known = loaded;
        Duration age = Duration.between(known.checkedAt(), clock.instant());
        // A clock that was set back says nothing of the age. While one thread looks, the others go on with what is
        // known.
        if (age.isNegative() || age.compareTo(RECHECK_AFTER) > 0) {
            return known.version() != null && reading.isLocked() ? known.directory() : directory();
        }
        return known.directory();
    }

    /// Changes the identities, and gives them as they are then. The change is durable when this returns.
    ///
    /// @param change may be called several times
    /// @throws IdentityException what `change` throws: nothing is changed then; or `LIMIT_EXCEEDED`
    /// @throws StorageException if they cannot be read or written
    public Directory change(Change change) throws IdentityException {
        try {
            storage.change(current -> {
                Loaded known = loaded;
                Directory before;
                if (current != null && current.version().equals(known.version())) {
                    before = known.directory();
                } else {
                    before = decode(current);
                }
                return IdentityDocument.seal(change.apply(before), box, random);
            });
        } catch (IOException e) {
            throw new StorageException("the " + storage + " cannot be written: " + e.getMessage(), e);
        }
        return directory();
    }

    private Loaded load(IdentityStorage.@Nullable Document document, Instant now) {
        return new Loaded(decode(document), document == null ? null : document.version(), now);
    }

    private Directory decode(IdentityStorage.@Nullable Document document) {
        if (document == null) {
            return Directory.EMPTY;
        }
        try {
            return IdentityDocument.open(document.bytes(), box);
        } catch (CodecException e) {
            throw new StorageException("the " + storage + " is damaged: " + e.getMessage(), e);
        } catch (DecryptionException e) {
            throw new StorageException(
                    "the " + storage + " is damaged or belongs to another gateway: " + e.getMessage(), e);
        }
    }

    @Override
    public @Nullable Credential find(String accessKeyId, @Nullable String sessionToken, Instant now)
            throws S3Exception {
        return sessionToken == null ? permanent(accessKeyId) : temporary(accessKeyId, sessionToken, now);
    }

    /// The keys of the operator, which open the admin API and nothing else.
    public AccessKeys operatorKeys() {
        return (accessKeyId, sessionToken, now) -> {
            IssuedKey key = sessionToken == null ? key(accessKeyId) : null;
            return key != null && key.active() && key.holder() instanceof Holder.Operator
                    ? new Credential(key.key().secret(), new Caller(IssuedKey.OPERATOR, accessKeyId))
                    : null;
        };
    }

    private @Nullable Credential permanent(String accessKeyId) throws S3Exception {
        IssuedKey key = key(accessKeyId);
        if (key == null || !key.active()) {
            return null;
        }
        Account account = usable(recent(), key.tenant());
        return account == null
                ? null
                : Callers.of(account, key)
                        .map(caller -> new Credential(key.key().secret(), caller))
                        .orElse(null);
    }

    private @Nullable Credential temporary(String accessKeyId, String token, Instant now) throws S3Exception {
        Session session = tokens.open(token)
                .filter(opened -> opened.key().id().equals(accessKeyId))
                .orElseThrow(() -> new S3Exception(S3ErrorCode.INVALID_TOKEN));
        if (!now.isBefore(session.expiresAt())) {
            throw new S3Exception(S3ErrorCode.EXPIRED_TOKEN);
        }
        IssuedKey source = key(session.sourceKeyId());
        if (source == null || !source.active()) {
            return null;
        }
        Directory directory = recent();
        Account account = usable(directory, session.key().tenant());
        if (account == null || usable(directory, source.tenant()) == null) {
            return null;
        }
        return Callers.of(account, session)
                .map(caller -> new Credential(session.key().secret(), caller))
                .orElse(null);
    }

    private @Nullable IssuedKey key(String accessKeyId) {
        IssuedKey key = recent().keys().get(accessKeyId);
        return key != null || Issuer.isTemporary(accessKeyId)
                ? key
                : directory().keys().get(accessKeyId);
    }

    private static @Nullable Account usable(Directory directory, String tenant) throws S3Exception {
        Account account = directory.accounts().get(tenant);
        if (account != null && account.tenant().suspended()) {
            throw new S3Exception(S3ErrorCode.ACCOUNT_PROBLEM);
        }
        return account;
    }

    /// A tenant as it was at most a second ago, with its quota and rates; empty if there is none.
    public Optional<Tenant> tenant(String name) {
        Account account = recent().accounts().get(name);
        if (account == null) {
            account = directory().accounts().get(name);
        }
        return Optional.ofNullable(account).map(Account::tenant);
    }

    /// The master key of a tenant, suspended or not.
    ///
    /// @throws IllegalArgumentException if there is no such tenant
    public MasterKey masterKey(String tenant) {
        return tenant(tenant)
                .orElseThrow(() -> new IllegalArgumentException("there is no tenant \"" + tenant + "\""))
                .secret()
                .masterKey();
    }

    /// @param version null where there was no document
    private record Loaded(Directory directory, @Nullable String version, Instant checkedAt) {}
}
