package network.cairn.deploy.cli;

import java.util.concurrent.Callable;
import network.cairn.deploy.exit.Exit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The top of the command tree.
@Command(
        name = "cairn",
        description = {
            "A decentralised object storage network with an S3 door.",
            "",
            "Start here: 'cairn up' runs a whole network on this machine, made from nothing, and prints how to reach it."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = CairnCommand.Version.class,
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            VerifyCommand.class,
            TenantCommand.class,
            UserCommand.class,
            KeysCommand.class,
            KmsCommand.class,
            NodeCommand.class,
            GatewayCommand.class,
            ValidatorCommand.class,
            ChainCommand.class,
            ProviderCommand.class,
            IdentityCommand.class,
            GenesisCommand.class,
            SimulateCommand.class,
            CompletionCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done; for status: every role is up; for verify: enough pieces of every segment are alive",
            "64:the command line is wrong; for verify: the object is on no node, there is nothing to verify",
            "65:the chain does not carry the transaction out; for verify: the receipt is rejected; for tenants, users and"
                    + " keys: it is there already, something hangs on it, or one more is too many",
            "69:something needed is not there or does not answer; for status: a role is down; for verify: not enough pieces"
                    + " are alive, or not yet",
            "70:a bug in Cairn",
            "73:a file, a folder or a listening port cannot be made",
            "75:in use by another process, try again later",
            "78:a configuration file or a keystore is missing or wrong",
            "130, 143:stopped in order by Ctrl-C, by SIGTERM"
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  JAVA_HOME         a JDK 25 or newer; else the usual folders are searched",
            "  CAIRN_JAVA_OPTS   more flags for the JVM, for example -Xmx2g",
            "  CAIRN_BUILD=off   never build before running",
            "  CAIRN_PASSPHRASE  opens keystores, before any passphrase file",
            "  CAIRN_NODE_KEY, CAIRN_GATEWAY_KEY, CAIRN_VALIDATOR_KEY  override KEY of node.yaml, gateway.yaml,",
            "                    validator.yaml"
        })
final class CairnCommand implements Callable<Integer> {
    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show where an error came from, as a stack trace.")
    boolean verbose;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Exit.USAGE.code();
    }

    /// The version, as the build wrote it into the jar.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CairnMain.class.getPackage().getImplementationVersion();
            return new String[] {
                "cairn " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version()
            };
        }
    }
}
