package network.cairn.node.store;

import static network.cairn.node.store.StoreFixtures.data;
import static network.cairn.node.store.StoreFixtures.get;
import static network.cairn.node.store.StoreFixtures.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real process is killed in the middle of its work, again and again over the same folder.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StoreKillTest {
    private static final int KILLS = 20;

    @TempDir
    Path folder;

    private final Map<Integer, Integer> stored = new HashMap<>();
    private final Set<Integer> deletionStarted = new HashSet<>();
    private final Set<Integer> deleted = new HashSet<>();

    @Test
    void kill_inAPutStorm_losesNothingAcknowledged() throws Exception {
        long seed = 42;
        var random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            stormAndKill(kill, 10 + random.nextInt(400));
        }
        assertThat(stored).hasSizeGreaterThan(KILLS * 5);
        var limits = StoreFixtures.limits(8L << 30, 4 << 20);
        try (var store = LogPieceStore.open(folder, limits, Clock.systemUTC(), new Random(seed))) {
            for (var piece : stored.entrySet()) {
                int number = piece.getKey();
                if (deleted.contains(number)) {
                    assertThatThrownBy(() -> store.open(id(number))).isInstanceOf(StoreException.class);
                } else if (!deletionStarted.contains(number)) {
                    assertThat(get(store, id(number))).isEqualTo(data(id(number), 0, piece.getValue()));
                }
            }
            assertThat(store.status().writable()).isTrue();
            assertThat(store.status().corruptPieces()).isZero();
        }
    }

    private void stormAndKill(int round, int linesBeforeKill) throws Exception {
        Process storm = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreStorm.class.getName(),
                        folder.toString(),
                        String.valueOf(round * 100_000)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines = storm.inputReader()) {
            assertThat(firstWord(lines)).as("round %d starts", round).isEqualTo("ready");
            for (int line = 0; line < linesBeforeKill; line++) {
                note(lines.readLine());
            }
            storm.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
            }
        } finally {
            storm.destroyForcibly();
            assertThat(storm.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /// The first line that is not the log's.
    private static String firstWord(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && line.contains("network.cairn")) {
            line = lines.readLine();
        }
        return String.valueOf(line);
    }

    private void note(String line) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "P" -> {
                if (words.length == 3) {
                    stored.put(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                }
            }
            case "d" -> deletionStarted.add(Integer.parseInt(words[1]));
            case "D" -> deleted.add(Integer.parseInt(words[1]));
            default -> assertThat(line).contains("network.cairn");
        }
    }
}
