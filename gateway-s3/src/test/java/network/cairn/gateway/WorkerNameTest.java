package network.cairn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkerNameTest {
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void open_again_isTheSameName(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("worker");
        String first;
        try (WorkerName name = WorkerName.open(file, random)) {
            first = name.toString();
            assertThat(first).matches("[0-9a-f]{32}");
        }
        try (WorkerName name = WorkerName.open(file, random)) {
            assertThat(name.toString()).isEqualTo(first);
        }
    }

    @Test
    void open_whileAnotherRuns_isAnotherName(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("worker");
        try (WorkerName name = WorkerName.open(file, random);
                WorkerName other = WorkerName.open(file, random)) {
            assertThat(other.toString()).matches("[0-9a-f]{32}").isNotEqualTo(name.toString());
        }
    }

    @Test
    void open_fileOfSomethingElse_getsAName(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("worker");
        Files.writeString(file, "0123456789abcdef");
        String first;
        try (WorkerName name = WorkerName.open(file, random)) {
            first = name.toString();
        }
        assertThat(Files.readString(file)).isEqualTo(first).hasSize(32);
    }
}
