package network.cairn.gateway.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import network.cairn.client.SeededSecureRandom;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.metadata.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class KeyRingFileTest {
    private static final MasterKey GATEWAY_KEY = MasterKey.of(KeyVectorsTest.filled(7));

    private final SecureRandom random = new SeededSecureRandom(5);
    private final SettableClock clock = new SettableClock();

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void setPath() {
        path = folder.resolve("key-ring");
    }

    private LocalKeyRing open() throws IOException {
        return LocalKeyRing.open(new KeyRingFile(path), GATEWAY_KEY, "us-east-1", random, clock);
    }

    @Test
    void file_isForTheOwnerAlone_andTellsNothing() throws Exception {
        KeyArn key = open().create("alice", Optional.of("reports")).arn();

        assertThat(open().resolve("alice", "alias/reports")).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
                .doesNotContain(key.id(), "alice", "reports");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("key-ring", "key-ring.lock");
        }
    }

    @Test
    void open_otherGatewaysOrDamaged_isAClearError() throws Exception {
        open().create("alice", Optional.empty());
        assertThatThrownBy(() -> LocalKeyRing.open(
                        new KeyRingFile(path), MasterKey.generate(random), "us-east-1", random, clock))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another gateway")
                .hasMessageContaining(path.toString());
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("damaged");
        Files.writeString(path, "something else, longer than the magic");
        assertThatThrownBy(this::open).hasMessageContaining("it is no key ring");
    }

    @Test
    void changeOfOneByteSomewhere_isSeenWithoutAClockTick() throws Exception {
        LocalKeyRing running = open();
        KeyArn key = running.create("alice", Optional.empty()).arn();
        String before = new KeyRingFile(path).version();
        open().rotate("alice", key.id());
        open().disable("alice", key.id());

        assertThat(new KeyRingFile(path).version()).isNotEqualTo(before);
        assertThat(running.list("alice").getFirst().state()).isEqualTo(KeyState.DISABLED);
    }

    @Test
    void crashBeforeTheReplacement_oldOneIsThere_andTheNextChangeWorks() throws Exception {
        KeyArn key = open().create("alice", Optional.empty()).arn();
        byte[] whole = Files.readAllBytes(path);
        for (int length : new int[] {0, 1, whole.length / 2, whole.length}) {
            Files.write(folder.resolve("key-ring.new"), Arrays.copyOf(whole, length));
            assertThat(open().resolve("alice", key.id())).isEqualTo(key);
        }
        assertThat(open().rotate("alice", key.id()).version()).isEqualTo(2);
        assertThat(folder.resolve("key-ring.new")).doesNotExist();
    }

    @Test
    void change_thatFails_leavesTheFileAsItWas() throws Exception {
        open().create("alice", Optional.empty());
        byte[] before = Files.readAllBytes(path);
        assertThatThrownBy(() -> open().rotate("alice", "alias/none")).isInstanceOf(KeyServiceException.class);
        assertThat(path).hasBinaryContent(before);
    }

    @Test
    void folderThatIsNotThere_isAnErrorAndNoSilence() throws Exception {
        var ring = LocalKeyRing.open(
                new KeyRingFile(folder.resolve("none/key-ring")), GATEWAY_KEY, "us-east-1", random, clock);
        assertThatThrownBy(() -> ring.create("alice", Optional.empty()))
                .isInstanceOfSatisfying(
                        KeyServiceException.class,
                        e -> assertThat(e.reason()).isEqualTo(KeyServiceException.Reason.UNAVAILABLE));
    }

    /// Makes keys in a file until it has made enough or is killed, and says each one that it made.
    static final class Maker {
        private Maker() {}

        public static void main(String[] arguments) throws Exception {
            var ring = LocalKeyRing.open(
                    new KeyRingFile(Path.of(arguments[0])),
                    GATEWAY_KEY,
                    "us-east-1",
                    new SecureRandom(),
                    InstantSource.system());
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                System.out.println(ring.create("alice", Optional.empty()).arn().id());
            }
        }
    }

    private Process maker(int count) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Maker.class.getName(),
                        path.toString(),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private List<String> ids() throws Exception {
        return open().list("alice").stream().map(key -> key.arn().id()).toList();
    }

    @Test
    void twoProcesses_changeTheFileAtOnce_noneLost() throws Exception {
        Process one = maker(40);
        Process two = maker(40);
        var said = new ArrayList<String>();
        try (BufferedReader first = one.inputReader();
                BufferedReader second = two.inputReader()) {
            said.addAll(first.lines().toList());
            said.addAll(second.lines().toList());
        }
        assertThat(one.waitFor()).isZero();
        assertThat(two.waitFor()).isZero();
        assertThat(said).hasSize(80);
        assertThat(ids()).containsExactlyInAnyOrderElementsOf(said);
    }

    @Test
    void processKilledWhileItWrites_allItSaidIsThere_andTheFileIsWhole() throws Exception {
        var said = new ArrayList<String>();
        for (int round = 0; round < 3; round++) {
            Process process = maker(1_000_000);
            try (BufferedReader lines = process.inputReader()) {
                for (int i = 0; i < 10 + round; i++) {
                    said.add(lines.readLine());
                }
                // Unlike Process.destroyForcibly, this leaves what the process said to be read.
                assertThat(process.toHandle().destroyForcibly()).isTrue();
                said.addAll(lines.lines().filter(line -> line.length() == 36).toList());
            }
            process.waitFor();
            assertThat(ids()).containsAll(said);
            said.add(open().create("alice", Optional.empty()).arn().id());
        }
    }
}
