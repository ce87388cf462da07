package network.cairn.chain.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A vault in a folder: one folder for each snapshot, named by its height, with a file for each part.
///
/// A draft's folder has another name until all its files are on the disk, so a loss of power leaves whole
/// snapshots or drafts, which the next opening drops.
public final class SnapshotFolder implements SnapshotVault {
    private static final Pattern HEIGHT = Pattern.compile("[0-9]{1,19}");
    private static final String DRAFT = ".draft";

    private final Path folder;

    private SnapshotFolder(Path folder) {
        this.folder = folder;
    }

    /// Opens a folder, making it where it does not exist, and drops drafts that were not finished.
    ///
    /// @throws UncheckedIOException if it cannot be read or written
    public static SnapshotFolder open(Path folder) {
        try {
            Files.createDirectories(folder);
            try (var entries = Files.list(folder)) {
                for (Path entry : entries.toList()) {
                    if (entry.getFileName().toString().endsWith(DRAFT)) {
                        delete(entry);
                    }
                }
            }
            return new SnapshotFolder(folder);
        } catch (IOException e) {
            throw failed("open", folder, e);
        }
    }

    @Override
    public Optional<Long> newestHeight() {
        List<Long> heights = heights();
        return heights.isEmpty() ? Optional.empty() : Optional.of(heights.getLast());
    }

    private List<Long> heights() {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> HEIGHT.matcher(name).matches())
                    .map(Long::parseLong)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed("read", folder, e);
        }
    }

    @Override
    public Optional<byte[]> part(long height, int index) {
        Path file = folder.resolve(Long.toString(height)).resolve(Integer.toString(index));
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    @Override
    public Draft begin(long height) {
        Path draft = folder.resolve(height + DRAFT);
        try {
            delete(draft);
            Files.createDirectory(draft);
        } catch (IOException e) {
            throw failed("make", draft, e);
        }
        return new FolderDraft(draft, folder.resolve(Long.toString(height)));
    }

    private final class FolderDraft implements Draft {
        private final Path draft;
        private final Path finished;

        FolderDraft(Path draft, Path finished) {
            this.draft = draft;
            this.finished = finished;
        }

        @Override
        public void write(int index, byte[] bytes) {
            Path file = draft.resolve(Integer.toString(index));
            try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            } catch (FileAlreadyExistsException e) {
                throw new IllegalArgumentException("part " + index + " was written already", e);
            } catch (IOException e) {
                throw failed("write", file, e);
            }
        }

        @Override
        public void finish() {
            try {
                force(draft);
                delete(finished);
                Files.move(draft, finished, StandardCopyOption.ATOMIC_MOVE);
                force(folder);
                List<Long> heights = heights();
                for (long height : heights.subList(0, Math.max(0, heights.size() - KEPT))) {
                    delete(folder.resolve(Long.toString(height)));
                }
            } catch (IOException e) {
                throw failed("finish", draft, e);
            }
        }

        @Override
        public void abandon() {
            try {
                delete(draft);
            } catch (IOException e) {
                throw failed("delete", draft, e);
            }
        }
    }

    private static void force(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Deletes a folder and what is in it, where it exists. Its manifest goes first, so that nobody takes
    /// what is left for a snapshot.
    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.deleteIfExists(directory.resolve("0"));
        try (var entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }

    private static UncheckedIOException failed(String what, Path path, IOException cause) {
        return new UncheckedIOException(
                "cannot " + what + " the snapshots' " + path + ": " + cause.getMessage(), cause);
    }
}
