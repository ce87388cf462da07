package network.cairn.chain.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFolderTest {
    @TempDir
    private Path folder;

    private static void write(SnapshotVault vault, long height, int parts) {
        var draft = vault.begin(height);
        for (int part = parts - 1; part >= 0; part--) {
            draft.write(part, new byte[] {(byte) height, (byte) part});
        }
        draft.finish();
    }

    @Test
    void parts_ofTheNewestTwo() {
        for (SnapshotVault vault : List.of(SnapshotFolder.open(folder), new SnapshotMemory())) {
            assertThat(vault.newestHeight()).isEmpty();
            assertThat(vault.part(5, 0)).isEmpty();
            for (long height : new long[] {5, 100, 20}) {
                write(vault, height, 3);
            }
            assertThat(vault.newestHeight()).contains(100L);
            assertThat(vault.part(100, 2)).hasValue(new byte[] {100, 2});
            assertThat(vault.part(20, 0)).hasValue(new byte[] {20, 0});
            assertThat(vault.part(100, 3)).isEmpty();
            assertThat(vault.part(100, -1)).isEmpty();
            assertThat(vault.part(5, 0)).isEmpty();
            assertThat(vault.part(-1, 0)).isEmpty();
        }
    }

    @Test
    void write_sameHeightAgain_takesThePlace() {
        var vault = SnapshotFolder.open(folder);
        write(vault, 7, 5);
        write(vault, 7, 2);
        assertThat(vault.part(7, 1)).isPresent();
        assertThat(vault.part(7, 2)).isEmpty();
        assertThat(SnapshotFolder.open(folder).newestHeight()).contains(7L);
    }

    @Test
    void draft_unfinished_isSeenByNobody_andDroppedAtTheNextOpening() throws IOException {
        var vault = SnapshotFolder.open(folder);
        write(vault, 7, 2);
        vault.begin(8).write(0, new byte[1]);
        assertThat(vault.newestHeight()).contains(7L);
        assertThat(vault.part(8, 0)).isEmpty();
        var again = SnapshotFolder.open(folder);
        assertThat(again.newestHeight()).contains(7L);
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(folder.resolve("7"));
        }
        var abandoned = again.begin(9);
        abandoned.write(0, new byte[1]);
        abandoned.abandon();
        assertThat(again.newestHeight()).contains(7L);
        try (var entries = Files.list(folder)) {
            assertThat(entries).hasSize(1);
        }
    }

    @Test
    void write_samePartTwice_isRefused() {
        var draft = SnapshotFolder.open(folder).begin(3);
        draft.write(1, new byte[1]);
        assertThatThrownBy(() -> draft.write(1, new byte[1])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void open_otherFiles_areLeftAlone() throws IOException {
        Files.writeString(folder.resolve("README"), "by hand");
        var vault = SnapshotFolder.open(folder);
        write(vault, 7, 1);
        assertThat(vault.newestHeight()).contains(7L);
        assertThat(Files.exists(folder.resolve("README"))).isTrue();
    }
}
