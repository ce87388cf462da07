package network.cairn.deploy.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// `cairn` as a process of its own, its output read line by line.
///
/// Runs `./cairn` where the build has put what it needs, else the classes that the test itself runs on. Its
/// standard input is a pipe of this JVM, so that it ends with the test however that ends.
public final class CairnCommandLine implements AutoCloseable {
    private static final Duration END_TIMEOUT = Duration.ofMinutes(2);

    private final Process process;
    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
    private final List<String> outLines = new ArrayList<>();
    private final List<String> errLines = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();

    private CairnCommandLine(Process process) {
        this.process = process;
        // A virtual thread would hold one of the few carriers, one a core, for as long as it waits for a line.
        var threads = Thread.ofPlatform().daemon().name("cairn-output-", 0);
        readers.add(threads.start(() -> read(process.getInputStream(), outLines, out)));
        readers.add(threads.start(() -> read(process.getErrorStream(), errLines, null)));
    }

    /// What a finished command left.
    public record Outcome(int exitCode, String out, String err) {}

    public static CairnCommandLine start(Path workingFolder, Map<String, String> environment, String... arguments) {
        return startWithHeap(workingFolder, environment, "", arguments);
    }

    /// @param heap its largest heap, as `-Xmx` takes it; empty for the default
    public static CairnCommandLine startWithHeap(
            Path workingFolder, Map<String, String> environment, String heap, String... arguments) {
        return startUnder(List.of(), workingFolder, environment, heap, arguments);
    }

    /// Starts another main class, on the classes that the test itself runs on.
    public static CairnCommandLine startMain(
            Path workingFolder, Map<String, String> environment, String heap, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        addJava(command, heap, mainClass);
        command.addAll(Arrays.asList(arguments));
        return start(command, workingFolder, environment);
    }

    private static void addJava(List<String> command, String heap, String mainClass) {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        if (!heap.isEmpty()) {
            command.add("-Xmx" + heap);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    }

    private static CairnCommandLine start(List<String> command, Path workingFolder, Map<String, String> environment) {
        var builder = new ProcessBuilder(command).directory(workingFolder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CAIRN_") || name.startsWith("AWS_"));
        builder.environment().put("CAIRN_BUILD", "packaged");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        try {
            return new CairnCommandLine(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param launcher a command that becomes the one it is given, as `ip netns exec` does; empty for none
    public static CairnCommandLine startUnder(
            List<String> launcher,
            Path workingFolder,
            Map<String, String> environment,
            String heap,
            String... arguments) {
        List<String> command = new ArrayList<>(launcher);
        Path home = home();
        boolean packaged =
                Files.isDirectory(home.resolve("deploy/target/cairn/lib")) && Boolean.getBoolean("cairn.test.packaged");
        if (packaged) {
            command.add(home.resolve("cairn").toString());
        } else {
            addJava(command, heap, "network.cairn.deploy.cli.CairnMain");
        }
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command).directory(workingFolder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CAIRN_") || name.startsWith("AWS_"));
        builder.environment().put("CAIRN_BUILD", "packaged");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        if (packaged && !heap.isEmpty()) {
            builder.environment().put("CAIRN_JAVA_OPTS", "-Xmx" + heap);
        }
        builder.environment().putAll(environment);
        try {
            return new CairnCommandLine(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /// Runs a command to its end.
    public static Outcome run(Path workingFolder, String... arguments) {
        try (CairnCommandLine command = start(workingFolder, Map.of(), arguments)) {
            return command.awaitEnd();
        }
    }

    /// The repository's root.
    public static Path home() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(at.resolve("cairn")) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    public long pid() {
        return process.pid();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /// Waits for a line on stdout.
    ///
    /// @throws AssertionError if the process ends or the time passes without one
    public String awaitLine(Predicate<String> wanted, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (true) {
                String line = out.poll(100, TimeUnit.MILLISECONDS);
                if (line != null && wanted.test(line)) {
                    return line;
                }
                if (line == null && !process.isAlive() && out.isEmpty()) {
                    Outcome outcome = awaitEnd();
                    throw new AssertionError("cairn ended with " + outcome);
                }
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "no such line within " + timeout + "; stdout " + outText() + " stderr " + errText());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public Outcome awaitEnd() {
        try {
            if (!process.waitFor(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("cairn did not end; stdout " + outText() + " stderr " + errText());
            }
            for (Thread reader : readers) {
                reader.join();
            }
            return new Outcome(process.exitValue(), outText(), errText());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// Asks it to stop, as Ctrl-C does.
    public Outcome terminate() {
        process.destroy();
        return awaitEnd();
    }

    /// Ends it at once, as `kill -9` does.
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String outText() {
        return text(outLines);
    }

    public String errText() {
        return text(errLines);
    }

    /// Ends it, at once where it does not stop by itself.
    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException _) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String text(List<String> lines) {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    private static void read(
            InputStream stream, List<String> lines, @org.jspecify.annotations.Nullable BlockingQueue<String> queue) {
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
                if (queue != null) {
                    queue.add(line);
                }
            }
        } catch (IOException _) {
            // The process is gone: what was read is all there is.
        }
    }
}
