package network.cairn.deploy.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import org.jspecify.annotations.Nullable;

/// One process's right to run the network of a folder: a lock that the system releases however the process ends.
///
/// A new network is filled into a folder beside the wanted one and takes its name only when whole, so nobody ever
/// finds half of one.
final class FolderClaim implements AutoCloseable {
    private final NetworkFolder folder;
    private final FileChannel channel;
    private boolean made;

    private FolderClaim(NetworkFolder folder, FileChannel channel, boolean made) {
        this.folder = folder;
        this.channel = channel;
        this.made = made;
    }

    /// Fills a new network's folder.
    interface Filler {
        void fill(NetworkFolder folder) throws CommandFailure, IOException;
    }

    /// Claims a folder, filling it first where it is missing or empty.
    ///
    /// @throws CommandFailure with `TEMPORARY_FAILURE` if another process runs this network, with `CANNOT_CREATE`
    ///     where the folder cannot be made or holds something else
    static FolderClaim of(NetworkFolder folder, Filler filler) throws CommandFailure {
        try {
            if (folder.exists()) {
                return new FolderClaim(folder, lock(folder), false);
            }
            requireEmptyOrMissing(folder.root());
            return make(folder, filler);
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.CANNOT_CREATE, folder.root() + ": cannot be used: " + CommandFailure.reason(e), e);
        }
    }

    /// Keeps what was made: from here on a failure leaves the network in place.
    void keep() {
        made = false;
    }

    /// Releases the folder; removes it if it was made under this claim and not kept.
    @Override
    public void close() throws IOException {
        try (channel) {
            if (made) {
                deleteTree(folder.root());
            }
        }
    }

    private static FolderClaim make(NetworkFolder folder, Filler filler) throws CommandFailure, IOException {
        Path parent = folder.root().getParent();
        if (parent == null) {
            throw new CommandFailure(Exit.CANNOT_CREATE, folder.root() + ": a network needs a folder of its own");
        }
        @Nullable Path highestMade = firstMissing(parent);
        Files.createDirectories(parent);
        Path part = Files.createTempDirectory(parent, "." + folder.root().getFileName() + ".making-");
        NetworkFolder making = new NetworkFolder(part);
        FileChannel channel = null;
        boolean done = false;
        try {
            channel = lock(making);
            filler.fill(making);
            Files.move(part, folder.root(), StandardCopyOption.ATOMIC_MOVE);
            done = true;
            return new FolderClaim(folder, channel, true);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            throw new CommandFailure(
                    Exit.TEMPORARY_FAILURE, folder.root() + ": another process has just made a network there", e);
        } finally {
            if (!done) {
                if (channel != null) {
                    channel.close();
                }
                deleteTree(part);
                removeEmpty(parent, highestMade);
            }
        }
    }

    private static FileChannel lock(NetworkFolder folder) throws CommandFailure, IOException {
        FileChannel channel = FileChannel.open(folder.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // Held inside this very process: as taken as by another.
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new CommandFailure(
                    Exit.TEMPORARY_FAILURE,
                    folder.root() + ": another 'cairn up' runs this network; stop it, or choose another --data");
        }
        return channel;
    }

    private static void requireEmptyOrMissing(Path root) throws CommandFailure, IOException {
        if (Files.notExists(root)) {
            return;
        }
        if (!Files.isDirectory(root)) {
            throw new CommandFailure(Exit.CANNOT_CREATE, root + ": is a file; --data wants a folder");
        }
        try (Stream<Path> entries = Files.list(root)) {
            if (entries.findAny().isPresent()) {
                throw new CommandFailure(
                        Exit.CANNOT_CREATE,
                        root + ": holds files, but no network (no nodes.yaml); choose an empty or new folder");
            }
        }
    }

    private static @Nullable Path firstMissing(Path path) {
        Path missing = null;
        for (Path at = path; at != null && Files.notExists(at); at = at.getParent()) {
            missing = at;
        }
        return missing;
    }

    private static void removeEmpty(Path from, @Nullable Path highest) throws IOException {
        if (highest == null) {
            return;
        }
        for (Path at = from; at != null && at.startsWith(highest); at = at.getParent()) {
            Files.deleteIfExists(at);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.notExists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
