package network.cairn.deploy.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import network.cairn.deploy.config.ValidatorFile;
import network.cairn.deploy.role.RoleProcess;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Groups what is done with one validator.
@Command(
        name = "validator",
        description = "Run one of the chain's validators.",
        mixinStandardHelpOptions = true,
        subcommands = {ValidatorCommand.Run.class, CommandLine.HelpCommand.class})
final class ValidatorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing subcommand: run");
    }

    /// Runs one validator until it is told to stop.
    @Command(
            name = "run",
            description = {
                "Run a validator until Ctrl-C or SIGTERM.",
                "Prints one line on stdout once it serves. Every key of the file is explained in"
                        + " deploy/config/validator.yaml. Never run two with one identity: two contradicting votes cost"
                        + " stake."
            },
            mixinStandardHelpOptions = true)
    static final class Run implements Callable<Integer> {
        private final Terminal terminal;

        @Option(
                names = "--config",
                required = true,
                paramLabel = "FILE",
                description = "The validator's configuration, a YAML file; CAIRN_VALIDATOR_<KEY> overrides its keys.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path config;

        @Option(names = "--stop-on-stdin-end", hidden = true)
        private boolean stopOnStdinEnd;

        Run(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws Exception {
            ValidatorFile file = ValidatorFile.read(config, terminal.environment());
            return RoleProcess.validator(
                            file, terminal.environment(), stopOnStdinEnd, new SecureRandom(), terminal::result)
                    .code();
        }
    }
}
