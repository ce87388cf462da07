package network.cairn.chain.journal;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A folder of the real file system, held by one process at a time: two validators with one key and one
/// journal would vote against each other.
///
/// Files are written through {@link RandomAccessFile}, which an interrupt of the thread does not close as
/// it closes a channel.
public final class FolderJournalDisk implements JournalDisk {
    private static final String LOCK_FILE = "journal.lock";

    private final Path folder;
    private final FileChannel lockChannel;
    private @Nullable String openName;
    private @Nullable RandomAccessFile openFile;

    private FolderJournalDisk(Path folder, FileChannel lockChannel) {
        this.folder = folder;
        this.lockChannel = lockChannel;
    }

    /// Takes a folder, making it where it does not exist.
    ///
    /// @throws IOException also if another process has it
    public static FolderJournalDisk open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel = FileChannel.open(folder.resolve(LOCK_FILE), CREATE, WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(folder);
            }
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                force(parent);
            }
            return new FolderJournalDisk(folder, channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(folder);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static IOException inUse(Path folder) {
        return new IOException("the journal in " + folder
                + " is in use by another validator, in this or another process; stop that one first");
    }

    @Override
    public List<String> list() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(LOCK_FILE))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    @Override
    public void append(String name, byte[] bytes) throws IOException {
        RandomAccessFile file = opened(name);
        file.seek(file.length());
        file.write(bytes);
    }

    @Override
    public void force(String name) throws IOException {
        opened(name).getFD().sync();
    }

    @Override
    public void forceFolder() throws IOException {
        force(folder);
    }

    @Override
    public void delete(String name) throws IOException {
        if (name.equals(openName)) {
            closeFile();
        }
        Files.delete(folder.resolve(name));
    }

    @Override
    public void truncate(String name, long sizeBytes) throws IOException {
        opened(name).setLength(sizeBytes);
    }

    @Override
    public void close() throws IOException {
        try {
            closeFile();
        } finally {
            lockChannel.close();
        }
    }

    private RandomAccessFile opened(String name) throws IOException {
        if (!lockChannel.isOpen()) {
            throw new IOException("the journal in " + folder + " is closed");
        }
        RandomAccessFile file = openFile;
        if (file == null || !name.equals(openName)) {
            closeFile();
            file = new RandomAccessFile(folder.resolve(name).toFile(), "rw");
            openFile = file;
            openName = name;
        }
        return file;
    }

    private void closeFile() throws IOException {
        RandomAccessFile file = openFile;
        openFile = null;
        openName = null;
        if (file != null) {
            file.close();
        }
    }

    /// Forces a folder. The interrupt of a thread would close the channel under it, so it is held back
    /// meanwhile.
    private static void force(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
