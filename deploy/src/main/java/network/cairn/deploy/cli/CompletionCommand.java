package network.cairn.deploy.cli;

import java.util.concurrent.Callable;
import network.cairn.deploy.exit.Exit;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Prints the shell's completion script.
@Command(
        name = "completion",
        description = "Print a completion script for bash and zsh: source <(cairn completion)",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.result(AutoComplete.bash("cairn", spec.root().commandLine()));
        return Exit.OK.code();
    }
}
