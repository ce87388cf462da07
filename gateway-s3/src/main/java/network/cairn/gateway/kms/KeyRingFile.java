package network.cairn.gateway.kms;

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

/// The key ring in a file: replaced whole, fsynced, mode 0600, under a lock that other processes take too
/// (`<file>.lock`).
///
/// A version is how the file begins, which includes the document's random id. Times of modification would
/// not do: two changes may fall into one tick of a clock.
public final class KeyRingFile implements KeyRingStorage {
    private static final int HEAD_BYTES = 64;
    private static final long FILE_BYTES_MAX = RingDocument.SEALED_BYTES_MAX;

    /// File locks are held by the whole JVM, so threads of one JVM exclude each other first.
    private static final ReentrantLock WRITERS = new ReentrantLock();

    private final Path path;

    /// @param path need not exist yet; its folder must
    public KeyRingFile(Path path) {
        this.path = path;
    }

    @Override
    public @Nullable String version() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            return version(head(channel, HEAD_BYTES));
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    @Override
    public @Nullable Document read() throws IOException {
        // An open channel stays with its file, whatever takes the name meanwhile.
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            long bytes = channel.size();
            if (bytes > FILE_BYTES_MAX) {
                throw new IOException("it has " + bytes + " bytes, at most " + FILE_BYTES_MAX + " are read");
            }
            byte[] content = head(channel, Math.toIntExact(bytes));
            return new Document(content, version(Arrays.copyOf(content, Math.min(content.length, HEAD_BYTES))));
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    private static byte[] head(SeekableByteChannel channel, int bytesMax) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytesMax);
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer);
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static String version(byte[] head) {
        return HexFormat.of().formatHex(head);
    }

    @Override
    public <E extends Exception> void change(Change<E> change) throws IOException, E {
        WRITERS.lock();
        try (FileChannel lock = FileChannel.open(
                        beside(".lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerOnly());
                var _ = lock.lock()) {
            replace(change.apply(read()));
        } finally {
            WRITERS.unlock();
        }
    }

    private void replace(byte[] content) throws IOException {
        Path fresh = beside(".new");
        // One that is there was left by a crash: whoever writes one holds the lock.
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

    private Path beside(String ending) {
        return path.resolveSibling(path.getFileName() + ending);
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
        return "key ring " + path;
    }
}
