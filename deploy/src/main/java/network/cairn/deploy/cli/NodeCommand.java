package network.cairn.deploy.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import network.cairn.deploy.config.NodeFile;
import network.cairn.deploy.role.RoleProcess;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Groups what a provider does with a storage node.
@Command(
        name = "node",
        description = "Run a storage node.",
        mixinStandardHelpOptions = true,
        subcommands = {NodeCommand.Run.class, CommandLine.HelpCommand.class})
final class NodeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing subcommand: run");
    }

    /// Runs one node until it is told to stop.
    @Command(
            name = "run",
            description = {
                "Run a storage node until Ctrl-C or SIGTERM.",
                "Prints one line on stdout once it serves. Every key of the file is explained in deploy/config/node.yaml."
            },
            mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {
        private final Terminal terminal;

        @Option(
                names = "--config",
                required = true,
                paramLabel = "FILE",
                description = "The node's configuration, a YAML file; CAIRN_NODE_<KEY> overrides its keys.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path config;

        @Option(names = "--stop-on-stdin-end", hidden = true)
        private boolean stopOnStdinEnd;

        Run(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws Exception {
            NodeFile file = NodeFile.read(config, terminal.environment());
            return RoleProcess.node(file, terminal.environment(), stopOnStdinEnd, new SecureRandom(), terminal::result)
                    .code();
        }
    }
}
