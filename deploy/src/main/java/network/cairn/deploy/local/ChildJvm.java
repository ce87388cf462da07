package network.cairn.deploy.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;

/// How a role's own process is started: this JVM, this class path, another heap.
///
/// @param heap the process's largest heap, as `-Xmx` takes it: `128m`
/// @param environment variables beside those of this process
record ChildJvm(String heap, Map<String, String> environment) {
    /// The system property that names the start-up cache the launcher uses, if it does.
    static final String CACHE_PROPERTY = "cairn.aot.cache";

    /// By name: the command line uses this package, not the other way round.
    private static final String MAIN_CLASS = "network.cairn.deploy.cli.CairnMain";

    private static final Pattern HEAP = Pattern.compile("[1-9]\\d{0,5}[mg]");

    ChildJvm {
        environment = Map.copyOf(environment);
    }

    /// Refuses what `-Xmx` would not take.
    static void requireHeap(String option, String heap) throws CommandFailure {
        if (!HEAP.matcher(heap).matches()) {
            throw new CommandFailure(Exit.USAGE, option + " " + heap + ": is not a number and m or g, such as 128m");
        }
    }

    /// Starts `cairn` with these arguments. Its output goes to a file; its input is a pipe that ends with this
    /// process, however this process ends.
    Process start(List<String> arguments, Path output) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-XX:+UseSerialGC");
        command.add("-Xmx" + heap);
        command.add("-XX:+ExitOnOutOfMemoryError");
        String cache = System.getProperty(CACHE_PROPERTY);
        if (cache != null) {
            command.add("-XX:AOTCache=" + cache);
            command.add("-Xlog:aot=off");
            command.add("-Xlog:cds=off");
            command.add("-D" + CACHE_PROPERTY + "=" + cache);
        }
        command.add("-cp");
        command.add(absoluteClassPath());
        command.add(MAIN_CLASS);
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String absoluteClassPath() {
        var entries = new ArrayList<String>();
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
            if (!entry.isEmpty()) {
                entries.add(Path.of(entry).toAbsolutePath().toString());
            }
        }
        return String.join(File.pathSeparator, entries);
    }
}
