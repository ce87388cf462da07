package network.cairn.gateway.kms.http;

import network.cairn.client.encryption.DecryptionException;
import network.cairn.gateway.kms.KeyService;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// A data key as a Transit engine wraps it: the name of the key, and the ciphertext, which has the key's
/// version in it.
///
/// @param keyName the engine's name of the key
/// @param ciphertext as the engine gave it, `vault:v1:…`
record VaultBlob(String keyName, String ciphertext) {
    /// The first byte, which tells blobs of different services apart.
    static final int FORM = 2;

    byte[] encode() {
        return new CanonicalWriter().u8(FORM).text(keyName).text(ciphertext).toBytes();
    }

    /// @throws DecryptionException if it is no such blob
    static VaultBlob decode(byte[] encoded) throws DecryptionException {
        try {
            var reader = new CanonicalReader(encoded);
            int form = reader.u8("form");
            if (form != FORM) {
                throw new DecryptionException("wrapped data key has form " + form + ", a Transit engine's have " + FORM
                        + ": another key service wrapped it");
            }
            var blob = new VaultBlob(
                    reader.text(KeyService.WRAPPED_BYTES_MAX, "key name"),
                    reader.text(KeyService.WRAPPED_BYTES_MAX, "ciphertext"));
            reader.end();
            return blob;
        } catch (CodecException e) {
            throw new DecryptionException("not a data key that a Transit engine wrapped: " + e.getMessage(), e);
        }
    }
}
