package network.cairn.gateway.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The identity document in a file: replaced whole, fsynced, mode 0600, under a lock that other processes take too
/// (`<file>.lock`).
///
/// A version is the file's first bytes, among which there are at least 16 random ones, and its length. Times of
/// modification would not do: two changes may fall into one tick of the clock.
public final class IdentityFile implements IdentityStorage {
    private static final long FILE_BYTES_MAX =
            IdentityLimits.DOCUMENT_BYTES_MAX + (IdentityLimits.DOCUMENT_BYTES_MAX >> 4);
    private static final int HEAD_BYTES = 64;

    /// File locks are held by the whole JVM, so threads of one JVM exclude each other first.
    private static final ReentrantLock WRITERS = new ReentrantLock();

    private final Path path;

    /// @param path need not exist yet, nor need its folder
    public IdentityFile(Path path) {
        this.path = path;
    }

    @Override
    public @Nullable String version() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            return version(read(channel, HEAD_BYTES), channel.size());
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    @Override
    public @Nullable Document read() throws IOException {
        // The channel stays with one file, whatever takes its name meanwhile.
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            long size = channel.size();
            if (size > FILE_BYTES_MAX) {
                throw new IOException("it has " + size + " bytes, at most " + FILE_BYTES_MAX + " are read");
            }
            byte[] bytes = read(channel, Math.toIntExact(size));
            return new Document(bytes, version(Arrays.copyOf(bytes, Math.min(bytes.length, HEAD_BYTES)), size));
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    private static byte[] read(SeekableByteChannel channel, int bytesMax) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytesMax);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // until it is full or the file ends
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static String version(byte[] head, long size) {
        return HexFormat.of().formatHex(head) + ":" + size;
    }

    @Override
    public <E extends Exception> void change(Change<E> change) throws IOException, E {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        WRITERS.lock();
        try (FileChannel lock = FileChannel.open(
                        path.resolveSibling(path.getFileName() + ".lock"),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        ownerOnly());
                var _ = lock.lock()) {
            replace(change.apply(read()));
        } finally {
            WRITERS.unlock();
        }
    }

    private void replace(byte[] content) throws IOException {
        // What a crash left under this name is nobody's: its writer held the lock.
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

    @Override
    public String toString() {
        return "identity file " + path;
    }
}
