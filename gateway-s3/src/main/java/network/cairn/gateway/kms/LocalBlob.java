package network.cairn.gateway.kms;

import java.security.SecureRandom;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.SecretBox;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// A data key as the local key ring wraps it: which version of which key it is sealed under, and the box.
///
/// The box is sealed with all that precedes it and the encryption context as associated data.
///
/// @param keyId of the key
/// @param keyVersion of the version of it
record LocalBlob(String keyId, int keyVersion, byte[] box) {
    /// The first byte, which tells blobs of different services apart.
    static final int FORM = 1;

    private static final String LABEL = "cairn.kms.data-key.v1";
    private static final int KEY_ID_BYTES_MAX = 128;
    private static final int BOX_BYTES = DataKey.SECRET_BYTES + SecretBox.OVERHEAD_BYTES;

    static LocalBlob seal(
            String keyId, KeyVersion version, DataKey dataKey, EncryptionContext context, SecureRandom random) {
        byte[] associated = associated(keyId, version.number(), context);
        return new LocalBlob(keyId, version.number(), version.box().seal(dataKey.toBytes(), associated, random));
    }

    DataKey open(KeyVersion version, EncryptionContext context) throws DecryptionException {
        if (box.length != BOX_BYTES) {
            throw new DecryptionException("a data key's box is " + BOX_BYTES + " bytes, not " + box.length);
        }
        return DataKey.of(version.box().open(box, associated(keyId, keyVersion, context)));
    }

    byte[] encode() {
        return header(keyId, keyVersion).bytes(box).toBytes();
    }

    /// @throws DecryptionException if it is no such blob
    static LocalBlob decode(byte[] encoded) throws DecryptionException {
        try {
            var reader = new CanonicalReader(encoded);
            int form = reader.u8("form");
            if (form != FORM) {
                throw new DecryptionException("wrapped data key has form " + form + ", the local key ring's have "
                        + FORM + ": another key service wrapped it");
            }
            var blob = new LocalBlob(
                    reader.text(KEY_ID_BYTES_MAX, "key id"), reader.u32("key version"), reader.bytes(BOX_BYTES, "box"));
            reader.end();
            if (!KeyArn.isId(blob.keyId())) {
                throw new DecryptionException("the wrapped data key names no key");
            }
            return blob;
        } catch (CodecException e) {
            throw new DecryptionException("not a data key that the local key ring wrapped: " + e.getMessage(), e);
        }
    }

    private static CanonicalWriter header(String keyId, int keyVersion) {
        return new CanonicalWriter().u8(FORM).text(keyId).u32(keyVersion);
    }

    private static byte[] associated(String keyId, int keyVersion, EncryptionContext context) {
        return new CanonicalWriter()
                .text(LABEL)
                .bytes(header(keyId, keyVersion).toBytes())
                .bytes(context.toBytes())
                .toBytes();
    }
}
