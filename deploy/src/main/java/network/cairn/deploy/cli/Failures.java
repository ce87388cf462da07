package network.cairn.deploy.cli;

import java.io.PrintWriter;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import picocli.CommandLine;

/// Turns what went wrong into one line on stderr and an exit code.
final class Failures {
    private Failures() {}

    static int ofCommandLine(CommandLine.ParameterException exception, String[] arguments) {
        CommandLine command = exception.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        line(command.getErr(), name + ": " + exception.getMessage() + " (see " + name + " --help)");
        return Exit.USAGE.code();
    }

    static int ofCommand(CairnCommand root, Exception exception, CommandLine command) {
        PrintWriter err = command.getErr();
        Exit exit;
        if (exception instanceof CommandFailure failure) {
            line(err, "cairn: " + failure.getMessage());
            exit = failure.exit();
        } else {
            line(err, "cairn: a bug in Cairn: " + exception + (root.verbose ? "" : " (cairn --verbose … shows where)"));
            exit = Exit.SOFTWARE;
        }
        if (root.verbose) {
            exception.printStackTrace(err);
        }
        err.flush();
        return exit.code();
    }

    static void line(PrintWriter err, String message) {
        err.println(String.join(" ", message.lines().map(String::strip).toList()));
        err.flush();
    }
}
