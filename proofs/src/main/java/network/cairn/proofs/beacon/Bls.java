package network.cairn.proofs.beacon;

import java.math.BigInteger;
import java.util.Optional;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.SecretKey;

/// The door to jblst, the only class that uses it.
///
/// The library reads arrays by the length their first byte claims and crashes on null: nothing passes here
/// before its length and form are checked. Its points are mutable; none leaves without a copy of its own.
final class Bls {
    /// Order of both groups.
    static final BigInteger ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

    static final int SIGNATURE_BYTES = 48;
    static final int KEY_BYTES = 96;
    static final int SECRET_BYTES = 32;

    private static final int COMPRESSED_FLAG = 0x80;

    private Bls() {}

    /// A point of G1 that is not infinity, from its compressed form; nothing where the bytes are not one.
    static Optional<P1_Affine> signature(byte[] compressed) {
        if (compressed.length != SIGNATURE_BYTES || (compressed[0] & COMPRESSED_FLAG) == 0) {
            return Optional.empty();
        }
        P1_Affine point;
        try {
            point = new P1_Affine(compressed);
        } catch (RuntimeException _) {
            // The library's way to say that the bytes are no point of the curve.
            return Optional.empty();
        }
        return point.is_inf() || !point.in_group() ? Optional.empty() : Optional.of(point);
    }

    /// A point of G2 that is not infinity, from its compressed form; nothing where the bytes are not one.
    static Optional<P2_Affine> key(byte[] compressed) {
        if (compressed.length != KEY_BYTES || (compressed[0] & COMPRESSED_FLAG) == 0) {
            return Optional.empty();
        }
        P2_Affine point;
        try {
            point = new P2_Affine(compressed);
        } catch (RuntimeException _) {
            return Optional.empty();
        }
        return point.is_inf() || !point.in_group() ? Optional.empty() : Optional.of(point);
    }

    /// Whether a checked signature is this checked key's over a message.
    static boolean verify(P2_Affine key, byte[] message, P1_Affine signature, String domain) {
        return signature.core_verify(key, true, message, domain) == BLST_ERROR.BLST_SUCCESS;
    }

    /// @param secret a number in 1 .. order - 1, big-endian
    static byte[] sign(byte[] secret, byte[] message, String domain) {
        return new P1().hash_to(message, domain).sign_with(secretKey(secret)).compress();
    }

    /// @param secret a number in 1 .. order - 1, big-endian
    static byte[] publicKey(byte[] secret) {
        return new P2(secretKey(secret)).compress();
    }

    /// The message's point of G1, compressed: `hash_to_curve` of RFC 9380.
    static byte[] hashToCurve(byte[] message, String domain) {
        return new P1().hash_to(message, domain).compress();
    }

    /// The sum of the points, each times its factor in 0 .. order - 1.
    static byte[] sumOfSignatures(P1_Affine[] points, BigInteger[] factors) {
        P1 sum = points[0].to_jacobian().mult(factors[0]);
        for (int i = 1; i < points.length; i++) {
            sum = sum.add(points[i].to_jacobian().mult(factors[i]));
        }
        return sum.compress();
    }

    /// The sum of the points, each times its factor in 0 .. order - 1.
    static byte[] sumOfKeys(P2_Affine[] points, BigInteger[] factors) {
        P2 sum = points[0].to_jacobian().mult(factors[0]);
        for (int i = 1; i < points.length; i++) {
            sum = sum.add(points[i].to_jacobian().mult(factors[i]));
        }
        return sum.compress();
    }

    private static SecretKey secretKey(byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("a secret is " + SECRET_BYTES + " bytes, not " + secret.length);
        }
        var key = new SecretKey();
        key.from_bendian(secret);
        return key;
    }
}
