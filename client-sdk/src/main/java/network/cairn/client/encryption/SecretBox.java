package network.cairn.client.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Authenticated encryption of small secrets under one long-lived key: AES-256-GCM with a fresh key for every box.
///
/// A sealed box is a version byte, a random salt of 24 bytes, the ciphertext and a tag of 16 bytes. The box's own AES
/// key is derived from the salt (HKDF-SHA256), so there is no limit of 2^32 boxes as with random 96-bit nonces under a
/// single key: salts collide with a chance of 2^-32 after 2^80 boxes.
///
/// Safe for use by many threads.
public final class SecretBox {
    /// The longest secret one box takes; longer data belongs in frames.
    public static final int PLAINTEXT_BYTES_MAX = 64 * 1024;

    /// What a box is longer by than its secret.
    public static final int OVERHEAD_BYTES = 1 + 24 + 16;

    private static final String LABEL = "cairn.box.v1";
    private static final int VERSION = 1;
    private static final int SALT_BYTES = 24;
    private static final int TAG_BYTES = 16;

    /// One nonce serves for all, since each box has a key of its own.
    private static final byte[] NONCE = new byte[12];

    private final byte[] key;

    /// @param key 32 bytes for this use alone; not copied
    SecretBox(byte[] key) {
        this.key = key;
    }

    /// Seals a secret.
    ///
    /// @param context what the secret belongs to; the box opens only with the same; it is not in the box
    /// @throws IllegalArgumentException if the secret is longer than {@link #PLAINTEXT_BYTES_MAX}
    public byte[] seal(byte[] plaintext, byte[] context, SecureRandom random) {
        if (plaintext.length > PLAINTEXT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a secret box takes " + PLAINTEXT_BYTES_MAX + " bytes, not " + plaintext.length);
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] box = new byte[plaintext.length + OVERHEAD_BYTES];
        box[0] = VERSION;
        System.arraycopy(salt, 0, box, 1, SALT_BYTES);
        try {
            cipher(Cipher.ENCRYPT_MODE, salt, context).doFinal(plaintext, 0, plaintext.length, box, 1 + SALT_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to encrypt " + plaintext.length + " bytes", e);
        }
        return box;
    }

    /// Opens a box that was sealed with this context.
    ///
    /// @throws DecryptionException if the box was changed, or is of another key or context
    public byte[] open(byte[] box, byte[] context) throws DecryptionException {
        if (box.length < OVERHEAD_BYTES || box.length > OVERHEAD_BYTES + PLAINTEXT_BYTES_MAX) {
            throw new DecryptionException("a sealed secret is " + OVERHEAD_BYTES + " to "
                    + (OVERHEAD_BYTES + PLAINTEXT_BYTES_MAX) + " bytes, not " + box.length);
        }
        if (box[0] != VERSION) {
            throw new DecryptionException(
                    "sealed secret has version " + (box[0] & 0xff) + ", this software opens " + VERSION);
        }
        byte[] salt = Arrays.copyOfRange(box, 1, 1 + SALT_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, salt, context).doFinal(box, 1 + SALT_BYTES, box.length - 1 - SALT_BYTES);
        } catch (AEADBadTagException e) {
            throw new DecryptionException("sealed secret does not open with this key and context", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to decrypt " + box.length + " bytes", e);
        }
    }

    private Cipher cipher(int mode, byte[] salt, byte[] context) throws GeneralSecurityException {
        var boxKey = new SecretKeySpec(Hkdf.derive(key, LABEL, salt), "AES");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, boxKey, new GCMParameterSpec(8 * TAG_BYTES, NONCE));
        cipher.updateAAD(context);
        return cipher;
    }
}
