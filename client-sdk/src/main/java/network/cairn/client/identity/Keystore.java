package network.cairn.client.identity;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// The secrets of one actor, as they rest in one encrypted file: its identity and named secrets of 32 bytes, such as
/// the account's master key.
///
/// Immutable. The file is encrypted with AES-256-GCM under a key that Argon2id makes of a passphrase, is replaced
/// atomically, and is read only while its mode lets nobody but its owner at it. Java cannot promise that no copy of a
/// secret is left in memory: protect the process's memory and its core dumps.
public final class Keystore {
    /// The name under which an account's master key is kept.
    public static final String MASTER_KEY = "master-key";

    public static final int SECRET_BYTES = 32;
    public static final int SECRETS_MAX = 256;
    public static final int NAME_LENGTH_MAX = 64;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0," + (NAME_LENGTH_MAX - 1) + "}");

    private final Identity identity;
    private final SortedMap<String, byte[]> secrets;

    private Keystore(Identity identity, SortedMap<String, byte[]> secrets) {
        this.identity = identity;
        this.secrets = secrets;
    }

    /// A keystore in memory, with no secrets yet beside the identity.
    public static Keystore of(Identity identity) {
        return new Keystore(identity, new TreeMap<>());
    }

    /// Makes a new keystore file and returns once it is durable.
    ///
    /// @throws KeystoreException with `EXISTS` if the file is there already; it is left as it is
    /// @throws IllegalArgumentException if the passphrase is empty or a secret cannot be kept
    public static Keystore create(
            Path file,
            char[] passphrase,
            Identity identity,
            Map<String, byte[]> secrets,
            Argon2Cost cost,
            SecureRandom random)
            throws KeystoreException, IOException {
        Keystore keystore = of(identity);
        for (var secret : secrets.entrySet()) {
            keystore = keystore.withSecret(secret.getKey(), secret.getValue());
        }
        byte[] sealed = KeystoreFormat.seal(keystore.encode(), passphrase, cost, random);
        KeystoreFile.create(file, sealed);
        return keystore;
    }

    /// Opens a keystore file.
    ///
    /// @throws KeystoreException with the reason it could not
    public static Keystore open(Path file, char[] passphrase) throws KeystoreException, IOException {
        byte[] content = KeystoreFormat.open(file, KeystoreFile.read(file), passphrase);
        try {
            return decode(content);
        } catch (CodecException e) {
            throw new KeystoreException(
                    KeystoreException.Reason.DAMAGED, file, "its content is malformed: " + e.getMessage(), e);
        }
    }

    /// Replaces a keystore file, or makes it, with this keystore under a passphrase, and returns once that is durable.
    /// A crash leaves the old file or the new one.
    public void save(Path file, char[] passphrase, Argon2Cost cost, SecureRandom random) throws IOException {
        KeystoreFile.replace(file, KeystoreFormat.seal(encode(), passphrase, cost, random));
    }

    public Identity identity() {
        return identity;
    }

    /// A copy of the secret of this name.
    public Optional<byte[]> secret(String name) {
        return Optional.ofNullable(secrets.get(name)).map(byte[]::clone);
    }

    public SortedSet<String> secretNames() {
        return new TreeSet<>(secrets.keySet());
    }

    /// This keystore with one more secret, or with another of the same name. Nothing is written before {@link #save}.
    ///
    /// @throws IllegalArgumentException if the name or the secret's length is not allowed, or there are too many
    public Keystore withSecret(String name, byte[] secret) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" cannot name a secret: 1 to " + NAME_LENGTH_MAX
                    + " of a-z, 0-9, '.', '_' and '-', starting with a letter or digit");
        }
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "secret " + name + " is " + secret.length + " bytes, a keystore keeps secrets of " + SECRET_BYTES);
        }
        SortedMap<String, byte[]> more = new TreeMap<>(secrets);
        more.put(name, secret.clone());
        if (more.size() > SECRETS_MAX) {
            throw new IllegalArgumentException("a keystore keeps at most " + SECRETS_MAX + " secrets");
        }
        return new Keystore(identity, more);
    }

    private byte[] encode() {
        var writer = new CanonicalWriter().fixed(identity.seed()).u32(secrets.size());
        secrets.forEach((name, secret) -> writer.text(name).fixed(secret));
        return writer.toBytes();
    }

    private static Keystore decode(byte[] content) throws CodecException {
        var reader = new CanonicalReader(content);
        Keystore keystore = of(Identity.ofSeed(reader.fixed(Identity.SEED_LENGTH_BYTES, "identity seed")));
        int count = reader.count(SECRETS_MAX, "secrets");
        String previous = "";
        for (int i = 0; i < count; i++) {
            String name = reader.text(NAME_LENGTH_MAX, "secret name");
            if (name.compareTo(previous) <= 0) {
                throw new CodecException("secret names are not in ascending order");
            }
            previous = name;
            try {
                keystore = keystore.withSecret(name, reader.fixed(SECRET_BYTES, "secret"));
            } catch (IllegalArgumentException e) {
                throw new CodecException("not allowed: " + e.getMessage(), e);
            }
        }
        reader.end();
        return keystore;
    }

    /// The identity only: never a secret.
    @Override
    public String toString() {
        return "Keystore(" + identity.id() + ", " + secrets.keySet() + ")";
    }
}
