package network.cairn.deploy.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import network.cairn.deploy.exit.Exit;
import picocli.CommandLine;

/// The `cairn` command: the one entry point of every role and tool.
public final class CairnMain {
    private CairnMain() {}

    public static void main(String[] arguments) {
        int code = run(
                arguments,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                System.getenv());
        System.exit(code);
    }

    /// Runs a command line to its end.
    ///
    /// @param out takes results
    /// @param err takes progress and errors
    /// @return the exit code
    public static int run(String[] arguments, PrintWriter out, PrintWriter err, Map<String, String> environment) {
        return ChildRole.of(arguments)
                .map(role -> role.run(new Terminal(out, err, Map.copyOf(environment))))
                .orElseGet(() -> commandLine(out, err, environment).execute(arguments));
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter err, Map<String, String> environment) {
        var terminal = new Terminal(out, err, Map.copyOf(environment));
        var root = new CairnCommand();
        var commandLine = new CommandLine(root, new CommandFactory(terminal));
        return commandLine
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setExitCodeExceptionMapper(_ -> Exit.SOFTWARE.code())
                .setParameterExceptionHandler(Failures::ofCommandLine)
                .setExecutionExceptionHandler((exception, command, _) -> Failures.ofCommand(root, exception, command));
    }
}
