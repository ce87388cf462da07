package network.cairn.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.SecretBox;
import network.cairn.gateway.s3.AccessKey;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// The sealed form of a directory: version 2, in boxes of up to 60 KiB that belong together, and version 1, a box
/// for each tenant and key, which is read and not written any more.
///
/// Boxes of version 2 are sealed with the document's random id, their number and how many there are, so that none
/// can be left out, moved, or taken from an older document. That a whole older document is put in the place of a
/// newer one is not detected.
final class IdentityDocument {
    private static final byte[] MAGIC = "cairn-access-keys".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;
    private static final String CONTEXT = "cairn.identities.v2";
    private static final int ID_BYTES = 16;
    private static final int BOX_PLAINTEXT_BYTES = 60 * 1024;
    private static final int BOX_BYTES_MAX = BOX_PLAINTEXT_BYTES + SecretBox.OVERHEAD_BYTES;
    private static final int BOXES_MAX = IdentityLimits.DOCUMENT_BYTES_MAX / BOX_PLAINTEXT_BYTES + 1;

    private static final byte[] VERSION_1_CONTEXT = "cairn.access-keys.v1".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_1_ENTRY_BYTES_MAX = 4096;
    private static final int VERSION_1_TENANT = 1;
    private static final int VERSION_1_KEY = 2;

    private IdentityDocument() {}

    /// @throws IdentityException `LIMIT_EXCEEDED` if the directory has become too large
    static byte[] seal(Directory directory, SecretBox box, SecureRandom random) throws IdentityException {
        byte[] plaintext = DirectoryCodec.encode(directory);
        if (plaintext.length > IdentityLimits.DOCUMENT_BYTES_MAX) {
            throw IdentityException.limit("BytesOfAllIdentities", IdentityLimits.DOCUMENT_BYTES_MAX);
        }
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        int boxes = Math.ceilDiv(plaintext.length, BOX_PLAINTEXT_BYTES);
        var writer = new CanonicalWriter().fixed(MAGIC).u8(VERSION).fixed(id).u32(boxes);
        for (int i = 0; i < boxes; i++) {
            int from = i * BOX_PLAINTEXT_BYTES;
            byte[] piece = Arrays.copyOfRange(plaintext, from, Math.min(from + BOX_PLAINTEXT_BYTES, plaintext.length));
            writer.bytes(box.seal(piece, context(id, i, boxes), random));
        }
        return writer.toBytes();
    }

    static Directory open(byte[] sealed, SecretBox box) throws CodecException, DecryptionException {
        var reader = new CanonicalReader(sealed);
        if (!Arrays.equals(reader.fixed(MAGIC.length, "magic"), MAGIC)) {
            throw new CodecException("it does not hold access keys");
        }
        int version = reader.u8("version");
        return switch (version) {
            case 1 -> openVersion1(reader, box);
            case VERSION -> DirectoryCodec.decode(openBoxes(reader, box));
            default -> throw new CodecException("it has version " + version + ", this software reads 1 and " + VERSION);
        };
    }

    private static byte[] openBoxes(CanonicalReader reader, SecretBox box) throws CodecException, DecryptionException {
        byte[] id = reader.fixed(ID_BYTES, "document id");
        int boxes = reader.count(BOXES_MAX, "boxes");
        var plaintext = new CanonicalWriter();
        for (int i = 0; i < boxes; i++) {
            plaintext.fixed(box.open(reader.bytes(BOX_BYTES_MAX, "box"), context(id, i, boxes)));
        }
        reader.end();
        return plaintext.toBytes();
    }

    private static byte[] context(byte[] id, int index, int count) {
        return new CanonicalWriter()
                .text(CONTEXT)
                .fixed(id)
                .u32(index)
                .u32(count)
                .toBytes();
    }

    /// Version 1 knows tenants and the keys of their roots. A tenant is as old as its oldest key.
    private static Directory openVersion1(CanonicalReader reader, SecretBox box)
            throws CodecException, DecryptionException {
        int count = reader.count(2 * IdentityLimits.KEYS_MAX, "entries");
        var secrets = new LinkedHashMap<String, TenantSecret>();
        List<IssuedKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var entry =
                    new CanonicalReader(box.open(reader.bytes(VERSION_1_ENTRY_BYTES_MAX, "entry"), VERSION_1_CONTEXT));
            int kind = entry.u8("entry kind");
            switch (kind) {
                case VERSION_1_TENANT ->
                    secrets.put(
                            entry.text(255, "tenant"),
                            DirectoryCodec.secret(entry.bytes(TenantSecret.BYTES, "master key")));
                case VERSION_1_KEY -> {
                    var key = new AccessKey(
                            entry.text(64, "access key id"), entry.text(128, "secret"), entry.text(255, "tenant"));
                    keys.add(new IssuedKey(
                            key, new Holder.Root(), true, Instant.ofEpochMilli(entry.u64("creation time"))));
                }
                default -> throw new CodecException("there is no entry kind " + kind);
            }
            entry.end();
        }
        reader.end();
        var accounts = new TreeMap<String, Account>();
        secrets.forEach((name, secret) -> {
            Instant createdAt = keys.stream()
                    .filter(key -> key.tenant().equals(name))
                    .map(IssuedKey::createdAt)
                    .min(Instant::compareTo)
                    .orElse(Instant.EPOCH);
            accounts.put(
                    name, Account.of(new Tenant(name, secret, createdAt, false, TenantQuota.NONE, TenantRates.NONE)));
        });
        var keysById = new LinkedHashMap<String, IssuedKey>();
        keys.forEach(key -> keysById.put(key.id(), key));
        return new Directory(accounts, keysById);
    }
}
