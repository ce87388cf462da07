package network.cairn.client.identity;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.client.identity.KeystoreException.Reason;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.util.Strings;

/// The bytes of a keystore file, version 1, in the canonical encoding:
///
/// | field | bytes |
/// |---|---|
/// | magic `CAIRNKEY` | 8 |
/// | version, 1 | 1 |
/// | Argon2id memory in KiB, passes, lanes | 4, 4, 4 |
/// | salt | 16 |
/// | nonce | 12 |
/// | ciphertext with its tag, its length before it | 4 + content + 16 |
/// | SHA-256 of all before | 32 |
///
/// Everything before the ciphertext is its associated data. The hash keeps nobody out: it tells a damaged file from a
/// wrong passphrase, which the tag alone cannot.
final class KeystoreFormat {
    private static final byte[] MAGIC = "CAIRNKEY".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int KEY_BYTES = 32;

    private KeystoreFormat() {}

    static byte[] seal(byte[] content, char[] passphrase, Argon2Cost cost, SecureRandom random) {
        if (passphrase.length == 0) {
            throw new IllegalArgumentException("a keystore needs a passphrase, this one is empty");
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] header = header(cost, salt, nonce);
        try {
            byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, key(passphrase, cost, salt), nonce, header)
                    .doFinal(content);
            byte[] body = new CanonicalWriter().fixed(header).bytes(ciphertext).toBytes();
            return new CanonicalWriter().fixed(body).fixed(sha256(body)).toBytes();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to encrypt a keystore", e);
        }
    }

    /// @param file for messages
    static byte[] open(Path file, byte[] sealed, char[] passphrase) throws KeystoreException {
        try {
            return open(sealed, passphrase);
        } catch (AEADBadTagException e) {
            throw new KeystoreException(Reason.WRONG_PASSPHRASE, file, "the passphrase is wrong", e);
        } catch (CodecException e) {
            throw new KeystoreException(Reason.DAMAGED, file, "it cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] open(byte[] sealed, char[] passphrase) throws CodecException, AEADBadTagException {
        int bodyLength = sealed.length - HASH_BYTES;
        if (bodyLength < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(sealed, MAGIC.length))) {
            throw new CodecException("not a keystore, or cut short: restore it from a backup");
        }
        byte[] body = Arrays.copyOf(sealed, bodyLength);
        if (!Arrays.equals(sha256(body), Arrays.copyOfRange(sealed, bodyLength, sealed.length))) {
            throw new CodecException("its bytes do not match its checksum: restore it from a backup");
        }
        var reader = new CanonicalReader(body);
        reader.fixed(MAGIC.length, "magic");
        int version = reader.u8("version");
        if (version != VERSION) {
            throw new CodecException("it has version " + version + ", this software opens " + VERSION);
        }
        Argon2Cost cost = cost(reader);
        byte[] salt = reader.fixed(SALT_BYTES, "salt");
        byte[] nonce = reader.fixed(NONCE_BYTES, "nonce");
        byte[] ciphertext = reader.bytes(KeystoreFile.FILE_BYTES_MAX, "ciphertext");
        reader.end();
        if (ciphertext.length < TAG_BYTES) {
            throw new CodecException("its ciphertext is " + ciphertext.length + " bytes, shorter than a tag");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key(passphrase, cost, salt), nonce, header(cost, salt, nonce))
                    .doFinal(ciphertext);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to decrypt a keystore", e);
        }
    }

    private static Argon2Cost cost(CanonicalReader reader) throws CodecException {
        int memoryKibibytes = reader.u32("Argon2id memory");
        int passes = reader.u32("Argon2id passes");
        int lanes = reader.u32("Argon2id lanes");
        try {
            return new Argon2Cost(memoryKibibytes, passes, lanes);
        } catch (IllegalArgumentException e) {
            throw new CodecException("not allowed: " + e.getMessage(), e);
        }
    }

    private static byte[] header(Argon2Cost cost, byte[] salt, byte[] nonce) {
        return new CanonicalWriter()
                .fixed(MAGIC)
                .u8(VERSION)
                .u32(cost.memoryKibibytes())
                .u32(cost.passes())
                .u32(cost.lanes())
                .fixed(salt)
                .fixed(nonce)
                .toBytes();
    }

    private static SecretKeySpec key(char[] passphrase, Argon2Cost cost, byte[] salt) {
        byte[] password = Strings.toUTF8ByteArray(passphrase);
        byte[] key = new byte[KEY_BYTES];
        try {
            var argon2 = new Argon2BytesGenerator();
            argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(cost.memoryKibibytes())
                    .withIterations(cost.passes())
                    .withParallelism(cost.lanes())
                    .withSalt(salt)
                    .build());
            argon2.generateBytes(password, key);
            return new SecretKeySpec(key, "AES");
        } finally {
            Arrays.fill(password, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, byte[] header)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(header);
        return cipher;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
