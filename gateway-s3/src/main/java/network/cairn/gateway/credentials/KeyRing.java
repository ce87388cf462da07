package network.cairn.gateway.credentials;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.SecretBox;
import network.cairn.gateway.s3.AccessKey;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What the access key file holds: tenants and keys. Immutable.
///
/// @param tenants by name
/// @param keys by access key id, in the order they were made
record KeyRing(Map<String, Tenant> tenants, Map<String, IssuedKey> keys) {
    static final KeyRing EMPTY = new KeyRing(Map.of(), Map.of());

    /// The most keys a file holds.
    static final int KEYS_MAX = 100_000;

    private static final byte[] MAGIC = "cairn-access-keys".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int KIND_TENANT = 1;
    private static final int KIND_KEY = 2;
    private static final byte[] CONTEXT = "cairn.access-keys.v1".getBytes(StandardCharsets.US_ASCII);
    private static final int ENTRY_BYTES_MAX = 4096;

    KeyRing {
        tenants = Collections.unmodifiableMap(new LinkedHashMap<>(tenants));
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    }

    /// A tenant's master key, as its secret bytes.
    record Tenant(String name, byte[] masterSecret) {
        @Override
        public String toString() {
            return "Tenant[" + name + "]";
        }
    }

    KeyRing with(IssuedKey key, Tenant tenant) {
        var moreTenants = new LinkedHashMap<>(tenants);
        moreTenants.putIfAbsent(tenant.name(), tenant);
        var moreKeys = new LinkedHashMap<>(keys);
        moreKeys.put(key.key().id(), key);
        return new KeyRing(moreTenants, moreKeys);
    }

    /// A tenant stays when its last key goes, because its objects do.
    KeyRing without(String accessKeyId) {
        var fewer = new LinkedHashMap<>(keys);
        fewer.remove(accessKeyId);
        return new KeyRing(tenants, fewer);
    }

    byte[] encode(SecretBox box, SecureRandom random) {
        var writer = new CanonicalWriter().fixed(MAGIC).u8(VERSION).u32(tenants.size() + keys.size());
        for (Tenant tenant : tenants.values()) {
            byte[] entry = new CanonicalWriter()
                    .u8(KIND_TENANT)
                    .text(tenant.name())
                    .bytes(tenant.masterSecret())
                    .toBytes();
            writer.bytes(box.seal(entry, CONTEXT, random));
        }
        for (IssuedKey key : keys.values()) {
            byte[] entry = new CanonicalWriter()
                    .u8(KIND_KEY)
                    .text(key.key().id())
                    .text(key.key().secret())
                    .text(key.key().tenant())
                    .u64(key.createdAt().toEpochMilli())
                    .toBytes();
            writer.bytes(box.seal(entry, CONTEXT, random));
        }
        return writer.toBytes();
    }

    static KeyRing decode(byte[] encoded, SecretBox box) throws CodecException, DecryptionException {
        var reader = new CanonicalReader(encoded);
        if (!Arrays.equals(reader.fixed(MAGIC.length, "magic"), MAGIC)) {
            throw new CodecException("it is not an access key file");
        }
        int version = reader.u8("version");
        if (version != VERSION) {
            throw new CodecException("it has version " + version + ", this software reads " + VERSION);
        }
        int count = reader.count(2 * KEYS_MAX, "entries");
        var tenants = new LinkedHashMap<String, Tenant>();
        var keys = new LinkedHashMap<String, IssuedKey>();
        for (int i = 0; i < count; i++) {
            var entry = new CanonicalReader(box.open(reader.bytes(ENTRY_BYTES_MAX, "entry"), CONTEXT));
            int kind = entry.u8("entry kind");
            switch (kind) {
                case KIND_TENANT -> {
                    var tenant = new Tenant(entry.text(255, "tenant"), entry.bytes(32, "master key"));
                    tenants.put(tenant.name(), tenant);
                }
                case KIND_KEY -> {
                    var key = new AccessKey(
                            entry.text(64, "access key id"), entry.text(128, "secret"), entry.text(255, "tenant"));
                    keys.put(key.id(), new IssuedKey(key, Instant.ofEpochMilli(entry.u64("creation time"))));
                }
                default -> throw new CodecException("there is no entry kind " + kind);
            }
            entry.end();
        }
        reader.end();
        return new KeyRing(tenants, keys);
    }
}
