package network.cairn.gateway.kms;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// The encoding of a ring, before it is sealed.
final class RingCodec {
    private static final int TENANT_BYTES_MAX = 255;
    private static final int KEY_ID_BYTES_MAX = 128;
    private static final int ALIAS_BYTES_MAX = 255;

    private RingCodec() {}

    static byte[] encode(Ring ring) {
        var writer = new CanonicalWriter().u32(ring.tenants().size());
        ring.tenants().forEach((tenant, keys) -> {
            writer.text(tenant).u32(keys.keys().size());
            keys.keys().values().forEach(key -> write(writer, key));
            writer.u32(keys.aliases().size());
            keys.aliases().forEach((alias, id) -> writer.text(alias).text(id));
        });
        return writer.toBytes();
    }

    private static void write(CanonicalWriter writer, RingKey key) {
        writer.text(key.id()).bool(key.enabled()).bool(key.deletionAt().isPresent());
        key.deletionAt().ifPresent(time -> writer.u64(time.toEpochMilli()));
        writer.u32(key.versions().size());
        for (KeyVersion version : key.versions()) {
            writer.u64(version.createdAt().toEpochMilli()).fixed(version.secret());
        }
    }

    static Ring decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        int count = reader.count(Ring.KEYS_MAX, "tenants");
        var tenants = new TreeMap<String, TenantKeys>();
        try {
            for (int i = 0; i < count; i++) {
                String tenant = reader.text(TENANT_BYTES_MAX, "tenant");
                checkOrder(tenants, tenant, "tenant");
                tenants.put(tenant, keys(reader));
            }
        } catch (IllegalArgumentException e) {
            throw new CodecException("not a key ring: " + e.getMessage(), e);
        }
        reader.end();
        return new Ring(tenants);
    }

    private static TenantKeys keys(CanonicalReader reader) throws CodecException {
        int keyCount = reader.count(Ring.TENANT_KEYS_MAX, "keys");
        Map<String, RingKey> keys = new LinkedHashMap<>();
        for (int i = 0; i < keyCount; i++) {
            RingKey key = key(reader);
            if (keys.put(key.id(), key) != null) {
                throw new CodecException("key " + key.id() + " is there twice");
            }
        }
        int aliasCount = reader.count(Ring.TENANT_ALIASES_MAX, "aliases");
        var aliases = new TreeMap<String, String>();
        for (int i = 0; i < aliasCount; i++) {
            String alias = reader.text(ALIAS_BYTES_MAX, "alias");
            checkOrder(aliases, alias, "alias");
            aliases.put(alias, reader.text(KEY_ID_BYTES_MAX, "key id"));
        }
        return new TenantKeys(keys, aliases);
    }

    private static void checkOrder(SortedMap<String, ?> before, String next, String what) throws CodecException {
        if (!before.isEmpty() && before.lastKey().compareTo(next) >= 0) {
            throw new CodecException(what + " " + next + " is out of order");
        }
    }

    private static RingKey key(CanonicalReader reader) throws CodecException {
        String id = reader.text(KEY_ID_BYTES_MAX, "key id");
        boolean enabled = reader.bool("enabled");
        Optional<Instant> deletionAt = reader.bool("deletion")
                ? Optional.of(Instant.ofEpochMilli(reader.u64("deletion time")))
                : Optional.empty();
        int count = reader.count(RingKey.VERSIONS_MAX, "versions");
        var versions = new ArrayList<KeyVersion>();
        for (int i = 0; i < count; i++) {
            versions.add(new KeyVersion(
                    i + 1,
                    Instant.ofEpochMilli(reader.u64("time of a version")),
                    reader.fixed(KeyVersion.SECRET_BYTES, "secret")));
        }
        return new RingKey(id, enabled, deletionAt, versions);
    }
}
