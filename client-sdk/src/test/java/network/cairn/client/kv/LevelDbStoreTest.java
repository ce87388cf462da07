package network.cairn.client.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.cairn.client.kv.KeyValueStore.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LevelDbStoreTest extends KeyValueStoreContract {
    @TempDir
    Path dataFolder;

    @Override
    KeyValueStore open(Path folder) {
        return LevelDbStore.open(folder.resolve("kv"));
    }

    @Test
    void open_again_hasWhatWasWritten() {
        try (var first = LevelDbStore.open(dataFolder.resolve("deep/kv"))) {
            first.write(new WriteBatch().put(key("a"), key("1")), Durability.FSYNCED);
        }
        try (var second = LevelDbStore.open(dataFolder.resolve("deep/kv"))) {
            assertThat(second.get(key("a"))).isEqualTo(key("1"));
        }
    }

    @Test
    void open_heldByThisProcess_namesTheFolder() {
        try (var held = LevelDbStore.open(dataFolder)) {
            assertThat(held.get(key("a"))).isNull();
            assertThatThrownBy(() -> LevelDbStore.open(dataFolder))
                    .isInstanceOf(KeyValueException.class)
                    .hasMessageContaining(dataFolder.toString())
                    .hasMessageContaining("open already");
        }
    }

    @Test
    void open_heldByAnotherProcess_namesTheFolder() throws Exception {
        Process other = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LevelDbHolder.class.getName(),
                        dataFolder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("open");
            assertThatThrownBy(() -> LevelDbStore.open(dataFolder))
                    .isInstanceOf(KeyValueException.class)
                    .hasMessageContaining(dataFolder.toString())
                    .hasMessageContaining("open already");
        } finally {
            other.destroyForcibly();
            assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
        try (var survivor = LevelDbStore.open(dataFolder)) {
            assertThat(survivor.get(key("held"))).isEqualTo(key("yes"));
        }
    }

    @Test
    void open_fileInsteadOfFolder_namesIt() throws IOException {
        Path file = Files.createFile(dataFolder.resolve("file"));
        assertThatThrownBy(() -> LevelDbStore.open(file))
                .isInstanceOf(KeyValueException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void open_damagedManifest_isRefused() throws IOException {
        LevelDbStore.open(dataFolder).close();
        Files.writeString(dataFolder.resolve("CURRENT"), "nonsense");
        assertThatThrownBy(() -> LevelDbStore.open(dataFolder))
                .isInstanceOf(KeyValueException.class)
                .hasMessageContaining(dataFolder.toString());
    }
}
