package network.cairn.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.metadata.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class IdentityFileTest {
    private static final byte[] GATEWAY_KEY = new byte[32];

    private final SecureRandom random = new SecureRandom();
    private final SettableClock clock = new SettableClock();

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void setPath() {
        path = folder.resolve("access-keys");
    }

    private Identities open() {
        return Identities.open(new IdentityFile(path), MasterKey.of(GATEWAY_KEY), random, clock);
    }

    private static IssuedKey createKey(Identities identities) throws IdentityException {
        Tenant tenant = identities.issuer().tenant("alice");
        IssuedKey key = identities.issuer().key("alice", new Holder.Root());
        identities.change(directory -> {
            Directory made = directory.find("alice").isPresent() ? directory : directory.added(tenant);
            return made.added(key);
        });
        return key;
    }

    /// Makes keys in the file that is named first, as many as are named second, and prints the id of each once it
    /// is there to stay.
    static final class Creator {
        private Creator() {}

        public static void main(String[] arguments) throws Exception {
            Identities identities = Identities.open(
                    new IdentityFile(Path.of(arguments[0])),
                    MasterKey.of(GATEWAY_KEY),
                    new SecureRandom(),
                    InstantSource.system());
            for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
                System.out.println(createKey(identities).id());
                System.out.flush();
            }
        }
    }

    private Process startCreator(int count) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Creator.class.getName(),
                        path.toString(),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void change_leavesAFileThatIsSealedAndTheOwnersAlone() throws Exception {
        IssuedKey key = createKey(open());

        assertThat(open().find(key.id(), null, clock.instant())).isNotNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
                .doesNotContain(key.key().secret(), key.id(), "alice");
    }

    @Test
    void version_isAnotherAfterEachChange_andNoneWithoutAFile() throws Exception {
        var file = new IdentityFile(path);
        assertThat(file.version()).isNull();
        assertThat(file.read()).isNull();
        Identities identities = open();
        Set<String> versions = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            identities.change(directory -> directory);
            versions.add(String.valueOf(file.version()));
        }
        assertThat(versions).hasSize(50);
        IdentityStorage.Document read = Objects.requireNonNull(file.read());
        assertThat(read.version()).isEqualTo(file.version());
    }

    @Test
    void change_manyThreadsAtOnce_noneLost() throws Exception {
        Callable<IssuedKey> create = () -> createKey(open());
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<IssuedKey> key : executor.invokeAll(Collections.nCopies(24, create))) {
                assertThat(open().find(key.get().id(), null, clock.instant())).isNotNull();
            }
        }
        assertThat(open().directory().keys()).hasSize(24);
    }

    @Test
    void change_twoProcessesAtOnce_noneLost() throws Exception {
        Process one = startCreator(40);
        Process other = startCreator(40);
        Set<String> made = new HashSet<>();
        made.addAll(lines(one));
        made.addAll(lines(other));
        assertThat(one.waitFor()).isZero();
        assertThat(other.waitFor()).isZero();
        assertThat(made).hasSize(80);
        assertThat(open().directory().keys().keySet()).isEqualTo(made);
    }

    @Test
    void change_processKilled_whatItSaidWasMadeIsThere() throws Exception {
        List<String> made = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            Process process = startCreator(100_000);
            try (BufferedReader out = process.inputReader()) {
                for (int i = 0; i < 7 + round; i++) {
                    made.add(out.readLine());
                }
                // Its output stays open, unlike with Process.destroyForcibly.
                process.toHandle().destroyForcibly();
                out.lines().filter(line -> line.length() == 20).forEach(made::add);
            }
            process.waitFor();
        }
        assertThat(open().directory().keys().keySet()).containsAll(made);
        // Whatever was left behind, the next change is made.
        Files.writeString(path.resolveSibling("access-keys.new"), "half of a docu");
        IssuedKey next = createKey(open());
        assertThat(open().find(next.id(), null, clock.instant())).isNotNull();
        assertThat(path.resolveSibling("access-keys.new")).doesNotExist();
    }

    private static List<String> lines(Process process) throws Exception {
        try (BufferedReader out = process.inputReader()) {
            return out.lines().toList();
        }
    }
}
