package network.cairn.client.encryption;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.proofs.codec.CanonicalWriter;

/// HKDF with SHA-256 (RFC 5869). Keys of our own are only expanded: they are uniformly random already,
/// which is what section 3.3 of the RFC asks of a key that skips extraction. A foreign key is extracted
/// first.
final class Hkdf {
    private Hkdf() {}

    /// The 32-byte key that follows from `key` for one label and context. Label and context are encoded
    /// canonically, so no two pairs of them give the same input.
    static byte[] derive(byte[] key, String label, byte[] context) {
        return expand(key, info(label, context), SecretKey32.LENGTH_BYTES);
    }

    /// The 32-byte key that follows from a key which may not be uniformly random, a salt, a label and a
    /// context.
    static byte[] extractAndDerive(byte[] foreignKey, byte[] salt, String label, byte[] context) {
        return extractAndExpand(foreignKey, salt, info(label, context), SecretKey32.LENGTH_BYTES);
    }

    private static byte[] info(String label, byte[] context) {
        return new CanonicalWriter().text(label).bytes(context).toBytes();
    }

    static byte[] expand(byte[] key, byte[] info, int lengthBytes) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.expandOnly(new SecretKeySpec(key, "Generic"), info, lengthBytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 25 has HKDF-SHA256", e);
        }
    }

    static byte[] extractAndExpand(byte[] inputKey, byte[] salt, byte[] info, int lengthBytes) {
        try {
            HKDFParameterSpec both =
                    HKDFParameterSpec.ofExtract().addIKM(inputKey).addSalt(salt).thenExpand(info, lengthBytes);
            return KDF.getInstance("HKDF-SHA256").deriveData(both);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 25 has HKDF-SHA256", e);
        }
    }
}
