package network.cairn.deploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Groups what is asked of a chain and ordered on it.
@Command(
        name = "chain",
        description = {
            "Ask a chain, and order on it.",
            "",
            "Nothing a node says is believed: answers are checked against the validators' certificates from the genesis"
                    + " on. Where it is the node's own word, the command says so. Amounts are credits, with up to nine"
                    + " decimals."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            ChainQueries.Status.class,
            ChainQueries.Validators.class,
            ChainQueries.OfAccount.class,
            ChainQueries.OfProvider.class,
            ChainQueries.OfDeal.class,
            ChainQueries.OfValidator.class,
            ChainQueries.OfDelegation.class,
            ChainQueries.OfBlock.class,
            ChainQueries.OfTransaction.class,
            ChainQueries.Events.class,
            ChainOrders.TransferOrder.class,
            ChainOrders.BondOrder.class,
            ChainOrders.UnbondOrder.class,
            ChainOrders.DelegateOrder.class,
            ChainOrders.JoinOrder.class,
            ChainOrders.LeaveOrder.class,
            ChainOrders.RegisterOrder.class,
            ChainOrders.UpdateOrder.class,
            CommandLine.HelpCommand.class
        })
final class ChainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Missing subcommand: status, account, transfer or another");
    }
}
