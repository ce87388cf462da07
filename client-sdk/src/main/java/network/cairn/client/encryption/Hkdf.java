package network.cairn.client.encryption;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.proofs.codec.CanonicalWriter;

/// HKDF with SHA-256 (RFC 5869), expansion only: every key here is uniformly random already, which is what section 3.3
/// of the RFC asks of a key that skips extraction.
final class Hkdf {
    private Hkdf() {}

    /// The 32-byte key that follows from `key` for one label and context. Label and context are encoded canonically,
    /// so no two pairs of them give the same input.
    static byte[] derive(byte[] key, String label, byte[] context) {
        byte[] info = new CanonicalWriter().text(label).bytes(context).toBytes();
        return expand(key, info, SecretKey32.LENGTH_BYTES);
    }

    static byte[] expand(byte[] key, byte[] info, int lengthBytes) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.expandOnly(new SecretKeySpec(key, "Generic"), info, lengthBytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 25 has HKDF-SHA256", e);
        }
    }
}
