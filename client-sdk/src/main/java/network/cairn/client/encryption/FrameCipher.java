package network.cairn.client.encryption;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encryption of one stream in frames, each of which opens alone: AES-256-GCM in the STREAM construction of Hoang,
/// Reyhanitabar, Rogaway and Vizar ("Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015).
///
/// A frame's nonce is a fixed prefix of 3 bytes, the frame's number in 8 and the last-frame flag in 1. A frame that
/// was changed, moved, repeated or dropped does not open at its place, and a stream cut short lacks a frame that opens
/// as the last one. The counter is a safe nonce because a {@link DataKey} is for one stream: whoever seals two
/// different plaintexts as the same frame under one key gives both away. A retry must therefore seal the same bytes or
/// take a fresh key.
///
/// Safe for use by many threads; frames may be sealed and opened in any order, each in one pass over heap arrays.
public final class FrameCipher {
    /// What a frame's ciphertext is longer by than its plaintext.
    public static final int TAG_BYTES = 16;

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final byte[] PREFIX = {'c', 'f', 1};

    private final SecretKeySpec key;

    private FrameCipher(SecretKeySpec key) {
        this.key = key;
    }

    public static FrameCipher of(DataKey key) {
        return new FrameCipher(new SecretKeySpec(key.secret(), "AES"));
    }

    /// Encrypts one frame. The two ranges must not overlap.
    ///
    /// @param frame the frame's number in its stream, from 0
    /// @param last whether it is the stream's last frame
    /// @return bytes written, `length` + {@link #TAG_BYTES}
    /// @throws IndexOutOfBoundsException if a range does not fit its array
    public int seal(long frame, boolean last, byte[] plaintext, int offset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(offset, length, plaintext.length);
        Objects.checkFromIndexSize(outOffset, Math.addExact(length, TAG_BYTES), out.length);
        try {
            return cipher(Cipher.ENCRYPT_MODE, frame, last).doFinal(plaintext, offset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to encrypt " + length + " bytes", e);
        }
    }

    /// Decrypts one frame. The two ranges must not overlap. What `out` holds after a failure is undefined.
    ///
    /// @param frame the number the frame must have been sealed with
    /// @param last whether it must have been sealed as the stream's last
    /// @return bytes written, `length` - {@link #TAG_BYTES}
    /// @throws DecryptionException if this is not that frame, unchanged
    /// @throws IndexOutOfBoundsException if a range does not fit its array
    public int open(long frame, boolean last, byte[] ciphertext, int offset, int length, byte[] out, int outOffset)
            throws DecryptionException {
        Objects.checkFromIndexSize(offset, length, ciphertext.length);
        if (length < TAG_BYTES) {
            throw new DecryptionException(
                    "frame " + frame + " is " + length + " bytes, its tag alone takes " + TAG_BYTES);
        }
        Objects.checkFromIndexSize(outOffset, length - TAG_BYTES, out.length);
        try {
            return cipher(Cipher.DECRYPT_MODE, frame, last).doFinal(ciphertext, offset, length, out, outOffset);
        } catch (AEADBadTagException e) {
            throw new DecryptionException("frame " + frame + (last ? " (last)" : "") + " does not match its tag", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to decrypt " + length + " bytes", e);
        }
    }

    private Cipher cipher(int mode, long frame, boolean last) throws GeneralSecurityException {
        if (frame < 0) {
            throw new IllegalArgumentException("frames are numbered from 0, not " + frame);
        }
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
                .put(PREFIX)
                .putLong(frame)
                .put((byte) (last ? 1 : 0))
                .array();
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        return cipher;
    }
}
