package network.cairn.node.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.LevelDbStore;

/// Where the index is kept, and can be thrown away.
interface IndexFolder {
    KeyValueStore open();

    /// Deletes the index; the next {@link #open()} gives an empty one.
    void discard();

    /// Notes, durably where possible, that the index must not be trusted at the next start.
    void markDamaged();

    /// A LevelDB index beside the logs.
    static IndexFolder levelDb(Path folder) {
        return new LevelDbFolder(folder.resolve("index"), folder.resolve("index.damaged"));
    }

    /// @param damaged a file that exists while the index is not to be trusted
    record LevelDbFolder(Path index, Path damaged) implements IndexFolder {
        @Override
        public KeyValueStore open() {
            if (Files.exists(damaged)) {
                discard();
            }
            return LevelDbStore.open(index);
        }

        @Override
        public void discard() {
            try {
                if (Files.exists(index)) {
                    List<Path> paths;
                    try (var walk = Files.walk(index)) {
                        paths = walk.sorted(Comparator.reverseOrder()).toList();
                    }
                    for (Path path : paths) {
                        Files.delete(path);
                    }
                }
                Files.deleteIfExists(damaged);
            } catch (IOException e) {
                throw new UncheckedIOException("the damaged piece index " + index + " cannot be deleted", e);
            }
        }

        @Override
        public void markDamaged() {
            try {
                Files.writeString(damaged, "The index beside this file failed; it is rebuilt at the next start.\n");
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + damaged, e);
            }
        }
    }
}
