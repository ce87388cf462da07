package network.cairn.gateway.kms;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.MasterKey;

/// A key service inside the gateway: keys with versions and aliases for each tenant, in a document sealed
/// under the gateway's master key.
///
/// Several processes may have one document. Each sees what another changed: at once when a key or a version
/// is asked for that it does not know, within a second otherwise. A key whose deletion is due is as if it
/// were not there from that moment on; its secrets leave the document when the ring is used next by
/// anybody.
///
/// Safe for use by many threads.
public final class LocalKeyRing implements KeyService {
    private static final String PURPOSE = "gateway-key-ring";

    private final StoredRing stored;
    private final String region;
    private final SecureRandom random;
    private final InstantSource clock;

    private LocalKeyRing(StoredRing stored, String region, SecureRandom random, InstantSource clock) {
        this.stored = stored;
        this.region = region;
        this.random = random;
        this.clock = clock;
    }

    /// Opens the document, which need not exist yet.
    ///
    /// @param gatewayKey the master key of the gateway whose document it is
    /// @param region of the gateway, for ARNs
    /// @throws IOException if it cannot be read, is damaged or another gateway's
    public static LocalKeyRing open(
            KeyRingStorage storage, MasterKey gatewayKey, String region, SecureRandom random, InstantSource clock)
            throws IOException {
        var stored = StoredRing.open(storage, gatewayKey.secretBox(PURPOSE), random, clock);
        return new LocalKeyRing(stored, region, random, clock);
    }

    @Override
    public KeyDescription describe(String tenant, String key) throws KeyServiceException {
        KeyReference reference = KeyReference.parse(key, tenant, region);
        Optional<Found> found = find(tenant, reference);
        if (found.isEmpty() && reference.equals(KeyReference.DEFAULT)) {
            return change(tenant, KeyRingEditor::makeDefault);
        }
        KeyRingEditor editor = editor(tenant);
        return found.map(there -> editor.describe(there.keys(), there.key()))
                .orElseThrow(() -> editor.noSuchKey(reference));
    }

    @Override
    public byte[] wrap(KeyArn arn, DataKey dataKey, EncryptionContext context) throws KeyServiceException {
        RingKey key = usable(arn.tenant(), arn.id());
        return LocalBlob.seal(key.id(), key.newest(), dataKey, context, random).encode();
    }

    @Override
    public DataKey unwrap(String tenant, byte[] wrapped, EncryptionContext context)
            throws KeyServiceException, DecryptionException {
        LocalBlob blob = LocalBlob.decode(wrapped);
        Optional<KeyVersion> version = usable(tenant, blob.keyId()).version(blob.keyVersion());
        if (version.isEmpty()) {
            // Another process may have made it within the last second.
            stored.current();
            version = usable(tenant, blob.keyId()).version(blob.keyVersion());
        }
        return blob.open(
                version.orElseThrow(
                        () -> new DecryptionException("key " + blob.keyId() + " has no version " + blob.keyVersion())),
                context);
    }

    private RingKey usable(String tenant, String id) throws KeyServiceException {
        var reference = new KeyReference.ById(id);
        Found found = find(tenant, reference).orElseThrow(() -> editor(tenant).noSuchKey(reference));
        editor(tenant).describe(TenantKeys.NONE, found.key()).checkUsable();
        return found.key();
    }

    private record Found(TenantKeys keys, RingKey key) {}

    private Optional<Found> find(String tenant, KeyReference reference) throws KeyServiceException {
        Optional<Found> known = find(stored.recent().of(tenant), reference);
        return known.isPresent() ? known : find(stored.current().of(tenant), reference);
    }

    private Optional<Found> find(TenantKeys keys, KeyReference reference) {
        return keys.find(reference, clock.instant()).map(key -> new Found(keys, key));
    }

    private KeyRingEditor editor(String tenant) {
        return new KeyRingEditor(tenant, region, random, clock);
    }

    /// Every key of a tenant, oldest first.
    ///
    /// @throws KeyServiceException `UNAVAILABLE`
    public List<KeyDescription> list(String tenant) throws KeyServiceException {
        TenantKeys keys = stored.current().of(tenant);
        Instant now = clock.instant();
        return keys.keys().values().stream()
                .filter(key -> !key.isGone(now))
                .map(key -> editor(tenant).describe(keys, key))
                .toList();
    }

    /// Makes a key.
    ///
    /// @param tenant 1 to 63 of `a-z`, `0-9` and `-`, not `-` first
    /// @param alias for the key, without `alias/`; it must not be another key's
    /// @throws KeyServiceException `INVALID_REQUEST`, `UNAVAILABLE`
    public KeyDescription create(String tenant, Optional<String> alias) throws KeyServiceException {
        return change(tenant, (editor, keys) -> editor.create(keys, alias));
    }

    /// Gives a key a new version, which wraps from now on. What older ones wrapped stays as it is and is
    /// unwrapped still.
    ///
    /// @param key as for [#describe], as in all that follows
    /// @throws KeyServiceException `NO_SUCH_KEY`, `PENDING_DELETION`, `DISABLED`, `INVALID_REQUEST`,
    ///     `UNAVAILABLE`
    public KeyDescription rotate(String tenant, String key) throws KeyServiceException {
        return changeKey(tenant, key, KeyRingEditor::rotate);
    }

    /// Gives a key an alias, which another key of the tenant loses.
    public KeyDescription setAlias(String tenant, String alias, String key) throws KeyServiceException {
        return changeKey(tenant, key, (editor, keys, found) -> editor.setAlias(keys, alias, found));
    }

    /// Takes an alias from its key.
    ///
    /// @throws KeyServiceException as above, and `INVALID_REQUEST` if it is not an alias of this key
    public KeyDescription removeAlias(String tenant, String alias, String key) throws KeyServiceException {
        return changeKey(tenant, key, (editor, keys, found) -> editor.removeAlias(keys, alias, found));
    }

    /// Lets a key be used again.
    public KeyDescription enable(String tenant, String key) throws KeyServiceException {
        return changeKey(tenant, key, (editor, keys, found) -> editor.enable(keys, found, true));
    }

    /// Lets nobody use a key, until it is enabled again.
    public KeyDescription disable(String tenant, String key) throws KeyServiceException {
        return changeKey(tenant, key, (editor, keys, found) -> editor.enable(keys, found, false));
    }

    /// Deletes a key after some time, during which it may not be used and the deletion may be cancelled.
    /// After it, whatever was wrapped under the key is lost for good.
    ///
    /// @param waitingTime 7 to 30 days
    public KeyDescription scheduleDeletion(String tenant, String key, Duration waitingTime) throws KeyServiceException {
        return changeKey(tenant, key, (editor, keys, found) -> editor.scheduleDeletion(keys, found, waitingTime));
    }

    /// Keeps a key that was to be deleted. It is disabled then.
    public KeyDescription cancelDeletion(String tenant, String key) throws KeyServiceException {
        return changeKey(tenant, key, KeyRingEditor::cancelDeletion);
    }

    /// What is done to the keys of a tenant.
    @FunctionalInterface
    private interface Change {
        KeyRingEditor.Edited apply(KeyRingEditor editor, TenantKeys keys) throws KeyServiceException;
    }

    /// What is done to one key.
    @FunctionalInterface
    private interface KeyChange {
        KeyRingEditor.Edited apply(KeyRingEditor editor, TenantKeys keys, RingKey key) throws KeyServiceException;
    }

    private KeyDescription changeKey(String tenant, String key, KeyChange change) throws KeyServiceException {
        KeyReference reference = KeyReference.parse(key, tenant, region);
        return change(tenant, (editor, keys) -> {
            RingKey found = keys.find(reference, clock.instant()).orElseThrow(() -> editor.noSuchKey(reference));
            return change.apply(editor, keys, found);
        });
    }

    private KeyDescription change(String tenant, Change change) throws KeyServiceException {
        KeyRingEditor editor = editor(tenant);
        editor.checkTenant();
        KeyDescription[] changed = new KeyDescription[1];
        stored.change(ring -> {
            KeyRingEditor.Edited edited = change.apply(editor, ring.of(tenant));
            changed[0] = editor.describe(edited.keys(), edited.key());
            Ring with = ring.with(tenant, edited.keys());
            if (with.size() > Ring.KEYS_MAX) {
                throw KeyServiceException.invalid("There are " + Ring.KEYS_MAX + " keys; delete some first");
            }
            return with;
        });
        return changed[0];
    }
}
