package network.cairn.node.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A folder of the real file system, held by one process at a time.
///
/// Java closes a file channel under everybody when a thread that uses it is interrupted. So callers never
/// touch a channel: their reads and writes run on this class's own threads, which nobody interrupts, and
/// the callers wait.
final class FolderDisk implements Disk {
    private static final String LOCK_FILE = "store.lock";
    private static final int THREADS = 4;

    private final Path folder;
    private final FileChannel lockChannel;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("store-disk-", 0).daemon(true).factory());

    private FolderDisk(Path folder, FileChannel lockChannel) {
        this.folder = folder;
        this.lockChannel = lockChannel;
    }

    /// Takes a folder, making it where it does not exist.
    static FolderDisk open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel = FileChannel.open(folder.resolve(LOCK_FILE), CREATE, WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(folder);
            }
            return new FolderDisk(folder, channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(folder);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static IOException inUse(Path folder) {
        return new IOException("the folder " + folder
                + " is in use by another piece store, in this or another process; stop that one first");
    }

    @Override
    public List<String> list() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public LogFile open(String name) throws IOException {
        try {
            return new ChannelFile(onDiskThread(() -> FileChannel.open(folder.resolve(name), CREATE, READ, WRITE)));
        } catch (IOException e) {
            throw toldApart(e, 0);
        }
    }

    /// The failure of a write, told by the system's message, or by the room there is where that is in
    /// another language.
    private IOException toldApart(IOException failure, long missingBytes) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = message.contains("no space left") || message.contains("quota");
        try {
            full |= usableBytes() < missingBytes;
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return full ? new DiskFullException(String.valueOf(failure.getMessage()), failure) : failure;
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(folder.resolve(name));
    }

    @Override
    public void forceFolder() throws IOException {
        onDiskThread(() -> {
            try (FileChannel channel = FileChannel.open(folder, READ)) {
                channel.force(true);
            }
            return true;
        });
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        threads.shutdown();
        lockChannel.close();
    }

    private <T> T onDiskThread(Callable<T> work) throws IOException {
        Future<T> future;
        try {
            future = threads.submit(work);
        } catch (java.util.concurrent.RejectedExecutionException e) {
            throw new IOException("the piece store in " + folder + " is closed", e);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException(String.valueOf(e.getCause()), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class ChannelFile implements LogFile {
        private final FileChannel channel;

        ChannelFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            try {
                onDiskThread(() -> {
                    long at = position;
                    while (bytes.hasRemaining()) {
                        at += channel.write(bytes, at);
                    }
                    return at;
                });
            } catch (IOException e) {
                throw toldApart(e, bytes.remaining());
            }
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return onDiskThread(() -> {
                int total = 0;
                while (bytes.hasRemaining()) {
                    int count = channel.read(bytes, position + total);
                    if (count < 0) {
                        break;
                    }
                    total += count;
                }
                return total;
            });
        }

        @Override
        public void force() throws IOException {
            onDiskThread(() -> {
                channel.force(false);
                return true;
            });
        }

        @Override
        public long sizeBytes() throws IOException {
            return onDiskThread(channel::size);
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            onDiskThread(() -> channel.truncate(sizeBytes));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
