package network.cairn.gateway.credentials;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.encryption.SecretBox;
import network.cairn.gateway.s3.AccessKey;
import network.cairn.gateway.s3.AccessKeys;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;

/// The access keys of a gateway and the master keys of its tenants, in one file sealed under the gateway's master key.
///
/// The file is replaced whole, fsynced, mode 0600, under a lock that other processes take too (`<file>.lock`). A
/// running gateway sees what another process changed: at once when an unknown id is asked for, within a second when a
/// known one is.
///
/// Safe for use by many threads and processes.
public final class AccessKeyFile implements AccessKeys {
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String ID_PREFIX = "CAIRN";
    private static final int ID_RANDOM_CHARS = 15;
    private static final int SECRET_RANDOM_BYTES = 30;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String PURPOSE = "gateway-access-keys";
    private static final long FILE_BYTES_MAX = 256L << 20;
    private static final long RECHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// File locks are held by the whole JVM, so threads of one JVM exclude each other first.
    private static final ReentrantLock WRITERS = new ReentrantLock();

    private final Path path;
    private final SecretBox box;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Loaded loaded = new Loaded(KeyRing.EMPTY, null, System.nanoTime());

    private AccessKeyFile(Path path, SecretBox box) {
        this.path = path;
        this.box = box;
    }

    /// Opens the file, which need not exist yet.
    ///
    /// @param gatewayKey the master key of the gateway whose file it is
    /// @throws CredentialsException if it is of another gateway or damaged
    public static AccessKeyFile open(Path path, MasterKey gatewayKey) {
        var file = new AccessKeyFile(path, gatewayKey.secretBox(PURPOSE));
        file.refresh();
        return file;
    }

    /// Makes an access key, and its tenant where this is the first key for it.
    ///
    /// @param tenant 1 to 63 of `a-z`, `0-9` and `-`, not `-` first
    /// @throws IllegalArgumentException if the tenant is not named so, or there are too many keys
    public AccessKey create(String tenant, SecureRandom random, InstantSource clock) {
        if (!TENANT.matcher(tenant).matches()) {
            throw new IllegalArgumentException(
                    "a tenant's name is 1 to 63 of a-z, 0-9 and -, not - first; not \"" + tenant + "\"");
        }
        byte[] secret = new byte[SECRET_RANDOM_BYTES];
        random.nextBytes(secret);
        byte[] masterSecret = new byte[32];
        random.nextBytes(masterSecret);
        var key = new AccessKey(accessKeyId(random), Base64.getEncoder().encodeToString(secret), tenant);
        var issued = new IssuedKey(key, Instant.ofEpochMilli(clock.millis()));
        change(random, ring -> {
            if (ring.keys().size() >= KeyRing.KEYS_MAX) {
                throw new IllegalArgumentException("there are " + KeyRing.KEYS_MAX + " access keys; delete some first");
            }
            return ring.with(issued, new KeyRing.Tenant(tenant, masterSecret));
        });
        return key;
    }

    /// Every key, oldest first.
    public List<IssuedKey> list() {
        return List.copyOf(refresh().keys().values());
    }

    /// Withdraws a key. Its tenant and the tenant's objects stay.
    ///
    /// @return whether there was one
    public boolean delete(String accessKeyId, SecureRandom random) {
        boolean[] found = new boolean[1];
        change(random, ring -> {
            found[0] = ring.keys().containsKey(accessKeyId);
            return ring.without(accessKeyId);
        });
        return found[0];
    }

    @Override
    public @Nullable AccessKey find(String accessKeyId) {
        Loaded now = loaded;
        KeyRing ring = now.ring();
        if (!ring.keys().containsKey(accessKeyId) || System.nanoTime() - now.checkedAtNanos() > RECHECK_NANOS) {
            ring = refresh();
        }
        IssuedKey issued = ring.keys().get(accessKeyId);
        return issued == null ? null : issued.key();
    }

    /// The master key of a tenant.
    ///
    /// @throws IllegalArgumentException if there is no such tenant
    public MasterKey masterKey(String tenant) {
        KeyRing.Tenant known = loaded.ring().tenants().get(tenant);
        if (known == null) {
            known = refresh().tenants().get(tenant);
        }
        if (known == null) {
            throw new IllegalArgumentException("there is no tenant \"" + tenant + "\"");
        }
        return MasterKey.of(known.masterSecret());
    }

    private static String accessKeyId(SecureRandom random) {
        var id = new StringBuilder(ID_PREFIX);
        for (int i = 0; i < ID_RANDOM_CHARS; i++) {
            id.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        return id.toString();
    }

    /// Reads the file if it is another than the one that was read last.
    private KeyRing refresh() {
        reading.lock();
        try {
            Version version = version();
            Loaded now = loaded;
            KeyRing ring = now.ring();
            if (version == null) {
                ring = KeyRing.EMPTY;
            } else if (!version.equals(now.version())) {
                ring = read();
            }
            loaded = new Loaded(ring, version, System.nanoTime());
            return ring;
        } catch (IOException e) {
            throw new CredentialsException("the access key file " + path + " cannot be read: " + e.getMessage(), e);
        } finally {
            reading.unlock();
        }
    }

    private void change(SecureRandom random, UnaryOperator<KeyRing> change) {
        WRITERS.lock();
        try (FileChannel lock = FileChannel.open(
                        path.resolveSibling(path.getFileName() + ".lock"),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        ownerOnly());
                var _ = lock.lock()) {
            KeyRing current = version() == null ? KeyRing.EMPTY : read();
            replace(change.apply(current).encode(box, random));
        } catch (IOException e) {
            throw new CredentialsException("the access key file " + path + " cannot be written: " + e.getMessage(), e);
        } finally {
            WRITERS.unlock();
        }
        refresh();
    }

    private KeyRing read() throws IOException {
        long bytes = Files.size(path);
        if (bytes > FILE_BYTES_MAX) {
            throw new IOException("it has " + bytes + " bytes, at most " + FILE_BYTES_MAX + " are read");
        }
        try {
            return KeyRing.decode(Files.readAllBytes(path), box);
        } catch (CodecException e) {
            throw new IOException("it is damaged: " + e.getMessage(), e);
        } catch (DecryptionException e) {
            throw new IOException("it is damaged or belongs to another gateway: " + e.getMessage(), e);
        }
    }

    private void replace(byte[] content) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel =
                FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    private FileAttribute<?>[] ownerOnly() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private @Nullable Version version() throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Version(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    }

    /// What tells one file from another under the same name.
    private record Version(@Nullable Object fileKey, FileTime modified, long bytes) {}

    private record Loaded(KeyRing ring, @Nullable Version version, long checkedAtNanos) {}
}
