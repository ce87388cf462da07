package network.cairn.client.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.proofs.codec.CanonicalWriter;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// A small secret for one actor, sealed to its identity key: whoever knows the actor's public key can
/// seal, only
/// the holder of the private one can open. Says nothing about who sealed it.
///
/// A version byte, the public half of a key made for this box alone, and AES-256-GCM under a key that
/// HKDF-SHA256
/// makes of the X25519 agreement (RFC 7748) between the two. The identity's Ed25519 key serves as an
/// X25519 one by
/// the map between the two forms of the curve, as in RFC 7748 section 4.1. There is no forward secrecy:
/// an identity
/// that is stolen later opens what was sealed to it before.
public final class SealedSecret {
    public static final int SECRET_BYTES_MAX = 4096;

    /// What the box is longer by than the secret.
    public static final int OVERHEAD_BYTES = 1 + X25519.POINT_SIZE + 16;

    private static final int VERSION = 1;
    private static final int TAG_BITS = 128;
    private static final String LABEL = "cairn.sealed.v1";
    private static final BigInteger PRIME = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

    /// One nonce serves for all, since each box has a key of its own.
    private static final byte[] NONCE = new byte[12];

    private SealedSecret() {}

    /// Seals a secret to an actor.
    ///
    /// @param context what the secret belongs to; the box opens only with the same; it is not in the box
    /// @throws IllegalArgumentException if the secret is longer than {@link #SECRET_BYTES_MAX}
    public static byte[] seal(PublicIdentity recipient, byte[] secret, byte[] context, SecureRandom random) {
        if (secret.length > SECRET_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a sealed secret is at most " + SECRET_BYTES_MAX + " bytes, not " + secret.length);
        }
        byte[] ephemeral = new byte[X25519.SCALAR_SIZE];
        X25519.generatePrivateKey(random, ephemeral);
        byte[] ephemeralPublic = new byte[X25519.POINT_SIZE];
        X25519.generatePublicKey(ephemeral, 0, ephemeralPublic, 0);
        byte[] recipientPoint = montgomery(recipient);
        byte[] shared = new byte[X25519.POINT_SIZE];
        if (!X25519.calculateAgreement(ephemeral, 0, recipientPoint, 0, shared, 0)) {
            throw new IllegalArgumentException("the key of " + recipient + " is of small order");
        }
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, shared, ephemeralPublic, recipientPoint, context)
                    .doFinal(secret);
            return new CanonicalWriter()
                    .u8(VERSION)
                    .fixed(ephemeralPublic)
                    .fixed(sealed)
                    .toBytes();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to seal a secret", e);
        } finally {
            Arrays.fill(ephemeral, (byte) 0);
            Arrays.fill(shared, (byte) 0);
        }
    }

    /// Opens a box that was sealed to this identity with this context.
    ///
    /// @throws DecryptionException if the box was changed, or is of another identity or context
    public static byte[] open(Identity recipient, byte[] sealed, byte[] context) throws DecryptionException {
        if (sealed.length < OVERHEAD_BYTES || sealed.length > OVERHEAD_BYTES + SECRET_BYTES_MAX) {
            throw new DecryptionException("a sealed secret is " + OVERHEAD_BYTES + " to "
                    + (OVERHEAD_BYTES + SECRET_BYTES_MAX) + " bytes, not " + sealed.length);
        }
        if (sealed[0] != VERSION) {
            throw new DecryptionException(
                    "the sealed secret has version " + (sealed[0] & 0xff) + ", this software opens " + VERSION);
        }
        byte[] ephemeralPublic = Arrays.copyOfRange(sealed, 1, 1 + X25519.POINT_SIZE);
        byte[] scalar = scalar(recipient);
        byte[] shared = new byte[X25519.POINT_SIZE];
        try {
            if (!X25519.calculateAgreement(scalar, 0, ephemeralPublic, 0, shared, 0)) {
                throw new DecryptionException("the sealed secret's key is of small order");
            }
            return cipher(Cipher.DECRYPT_MODE, shared, ephemeralPublic, montgomery(recipient.publicIdentity()), context)
                    .doFinal(sealed, 1 + X25519.POINT_SIZE, sealed.length - 1 - X25519.POINT_SIZE);
        } catch (AEADBadTagException e) {
            throw new DecryptionException(
                    "the sealed secret is damaged, or not for " + recipient.id() + " in this place", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to open a sealed secret", e);
        } finally {
            Arrays.fill(scalar, (byte) 0);
            Arrays.fill(shared, (byte) 0);
        }
    }

    private static Cipher cipher(int mode, byte[] shared, byte[] ephemeralPublic, byte[] recipientPoint, byte[] context)
            throws GeneralSecurityException {
        byte[] salt = new CanonicalWriter()
                .fixed(ephemeralPublic)
                .fixed(recipientPoint)
                .toBytes();
        byte[] info = new CanonicalWriter().text(LABEL).toBytes();
        byte[] key = KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.ofExtract()
                        .addIKM(shared)
                        .addSalt(salt)
                        .thenExpand(info, 32));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, NONCE));
        cipher.updateAAD(context);
        return cipher;
    }

    /// The public key's point in Montgomery form, `u = (1 + y) / (1 - y)`.
    static byte[] montgomery(PublicIdentity identity) {
        byte[] littleEndian = identity.toBytes();
        littleEndian[31] &= 0x7f;
        BigInteger y = new BigInteger(1, reversed(littleEndian));
        BigInteger u = BigInteger.ONE
                .add(y)
                .multiply(BigInteger.ONE.subtract(y).mod(PRIME).modInverse(PRIME))
                .mod(PRIME);
        byte[] minimal = u.toByteArray();
        byte[] bytes = new byte[X25519.POINT_SIZE];
        int length = Math.min(minimal.length, bytes.length);
        System.arraycopy(minimal, minimal.length - length, bytes, bytes.length - length, length);
        return reversed(bytes);
    }

    /// The private scalar that RFC 8032 signs with, which X25519 clamps in the same way.
    static byte[] scalar(Identity identity) {
        byte[] seed = identity.seed();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(seed);
            byte[] scalar = Arrays.copyOf(hash, X25519.SCALAR_SIZE);
            Arrays.fill(hash, (byte) 0);
            return scalar;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
