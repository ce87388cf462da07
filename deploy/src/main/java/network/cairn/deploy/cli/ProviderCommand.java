package network.cairn.deploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Groups what a provider's operator looks at and orders.
@Command(
        name = "provider",
        description = {
            "Look after storage providers: their deals, their proofs and their pay.",
            "",
            "What the chain says is checked against the validators' certificates; what a node says of itself is its own"
                    + " word. Amounts are credits, with up to nine decimals."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {ProviderShow.class, ProviderWithdraw.class, CommandLine.HelpCommand.class})
final class ProviderCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing subcommand: show or withdraw");
    }
}
