package network.cairn.client.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import network.cairn.client.identity.KeystoreException.Reason;

/// A small secret file that only its owner may read or write, replaced whole or not at all.
///
/// Where the file system knows no POSIX modes nothing is set or checked: its folder must keep others out.
final class KeystoreFile {
    static final int FILE_BYTES_MAX = 64 * 1024;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeystoreFile() {}

    static byte[] read(Path file) throws KeystoreException, IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            checkMode(file);
            long length = channel.size();
            if (length > FILE_BYTES_MAX) {
                throw new KeystoreException(
                        Reason.DAMAGED, file, "it is " + length + " bytes, a keystore is at most " + FILE_BYTES_MAX);
            }
            var content = ByteBuffer.allocate((int) length);
            while (content.hasRemaining() && channel.read(content) >= 0) {}
            byte[] read = new byte[content.position()];
            content.get(0, read);
            return read;
        } catch (NoSuchFileException e) {
            throw new KeystoreException(Reason.MISSING, file, "there is no such file", e);
        }
    }

    static void create(Path file, byte[] content) throws KeystoreException, IOException {
        Path temporary = write(file, content);
        try {
            // A link, unlike a rename, never takes the place of a file that is there.
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw new KeystoreException(Reason.EXISTS, file, "it exists already and was left as it is", e);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncFolder(file);
    }

    static void replace(Path file, byte[] content) throws IOException {
        Path temporary = write(file, content);
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        syncFolder(file);
    }

    /// Writes the content durably beside the file.
    private static Path write(Path file, byte[] content) throws IOException {
        if (content.length > FILE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a keystore of " + content.length + " bytes is over the limit of " + FILE_BYTES_MAX);
        }
        Path temporary = Files.createTempFile(folder(file), "." + file.getFileName(), ".new", ownerOnly(file));
        boolean written = false;
        try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            var remaining = ByteBuffer.wrap(content);
            while (remaining.hasRemaining()) {
                channel.write(remaining);
            }
            channel.force(true);
            written = true;
        } finally {
            if (!written) {
                Files.deleteIfExists(temporary);
            }
        }
        return temporary;
    }

    private static void checkMode(Path file) throws KeystoreException, IOException {
        if (!hasModes(file)) {
            return;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(mode)) {
            throw new KeystoreException(
                    Reason.UNSAFE_MODE,
                    file,
                    "its mode is " + PosixFilePermissions.toString(mode) + ", only its owner may read it: chmod 600 "
                            + file);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) throws IOException {
        return hasModes(folder(file))
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasModes(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class);
    }

    private static Path folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " is a folder, not a place for a keystore");
        }
        return parent;
    }

    /// Makes the new name durable. Folders can be synced on POSIX systems only.
    private static void syncFolder(Path file) throws IOException {
        Path folder = folder(file);
        if (hasModes(folder)) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
