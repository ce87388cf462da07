package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.wire.v1.ProviderReport;
import network.cairn.deploy.chain.ChainAccess;
import network.cairn.deploy.chain.LedgerRecords;
import network.cairn.deploy.chain.NodeReport;
import network.cairn.deploy.chain.NodeReportWiring;
import network.cairn.deploy.chain.UnsettledPay;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.local.LocalProviders;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows providers as the chain has them, and as their nodes see themselves.
@Command(
        name = "show",
        description = {
            "Show what the chain says of a provider, and what its node says of its latest epochs.",
            "Without a name all nodes of the local network, one a line. A node that does not answer is shown as the"
                    + " chain has it."
        },
        mixinStandardHelpOptions = true)
final class ProviderShow implements Callable<Integer> {
    /// How old the newest final block may be: what is shown says its height, and is not judged.
    private static final Duration ANY_AGE = Duration.ofDays(36_500);

    private final Terminal terminal;

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Parameters(
            paramLabel = "NODE",
            arity = "0..1",
            description = "A node's number in the local network, or a provider's id; all nodes of the local network if"
                    + " left out.")
    private @Nullable String name;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many of its latest epochs are shown, at most " + ProviderReport.EPOCHS_MAX
                    + ". Default: ${DEFAULT-VALUE}")
    private int epochs;

    ProviderShow(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws CommandFailure, IOException, InterruptedException {
        if (epochs < 0 || epochs > ProviderReport.EPOCHS_MAX) {
            throw new CommandFailure(
                    Exit.USAGE, "--epochs " + epochs + ": must be from 0 to " + ProviderReport.EPOCHS_MAX);
        }
        List<ProviderName> names =
                name == null ? ProviderName.all(options.local()) : List.of(ProviderName.of(name, options.local()));
        var providers = new ArrayList<ShownProvider>();
        try (ChainAccess chain = options.open(terminal, ANY_AGE)) {
            var records = new LedgerRecords(chain);
            long epoch = chain.tip().epoch();
            for (ProviderName one : names) {
                providers.add(onLedger(records, one, epoch));
            }
        }
        List<ShownProvider> shown = asked(providers);
        if (name == null) {
            all(shown);
        } else {
            one(shown.getFirst());
        }
        return Exit.OK.code();
    }

    private static ShownProvider onLedger(LedgerRecords records, ProviderName name, long epoch)
            throws CommandFailure, InterruptedException {
        Optional<Provider> registered = records.provider(name.id());
        Optional<ProviderAccount> account = records.providerAccount(name.id());
        Optional<Amount> due = account.isEmpty()
                ? Optional.of(Amount.ZERO)
                : UnsettledPay.of(records, name.id(), account.get(), epoch);
        return new ShownProvider(name, registered, account, due, NodeReport.none("was not asked"));
    }

    private List<ShownProvider> asked(List<ShownProvider> providers) throws CommandFailure, InterruptedException {
        var random = new SecureRandom();
        var endpoints = new ArrayList<NodeEndpoint>();
        boolean local = false;
        for (ShownProvider provider : providers) {
            local |= provider.name().endpoint().isPresent();
            endpoint(provider).ifPresent(endpoints::add);
        }
        if (endpoints.isEmpty()) {
            return providers;
        }
        // A node tells everybody; those of a local network know its gateway.
        Identity asker = local
                ? LocalProviders.asker(options.local().orElseThrow(), terminal.environment())
                : Identity.generate(random);
        List<NodeReport> reports = NodeReportWiring.ask(asker, endpoints, InstantSource.system(), random);
        var asked = new ArrayList<ShownProvider>();
        for (ShownProvider provider : providers) {
            NodeReport report = provider.report();
            for (int i = 0; i < endpoints.size(); i++) {
                if (endpoints.get(i).id().equals(provider.name().id())) {
                    report = reports.get(i);
                }
            }
            asked.add(provider.with(report));
        }
        return asked;
    }

    /// Where its node is: as the local network has it, otherwise as the ledger has it.
    private static Optional<NodeEndpoint> endpoint(ShownProvider provider) {
        if (provider.name().endpoint().isPresent() || provider.registered().isEmpty()) {
            return provider.name().endpoint();
        }
        var terms = provider.registered().get().terms();
        Endpoint preferred = terms.endpoints().getFirst();
        return Optional.of(
                new NodeEndpoint(provider.name().id(), preferred.host(), preferred.port(), terms.operator()));
    }

    private void one(ShownProvider provider) throws CommandFailure, IOException {
        if (!provider.isOnLedger() && provider.report().report().isEmpty()) {
            String said = provider.name().endpoint().isPresent()
                    ? "; its node says nothing of its business either: "
                            + provider.report().problem()
                    : "";
            throw new CommandFailure(
                    Exit.UNAVAILABLE,
                    "the chain has no provider " + provider.name().id() + said);
        }
        if (options.json()) {
            terminal.result(ChainJson.write(provider.json(epochs)));
        } else {
            provider.lines(epochs).forEach(terminal::result);
        }
    }

    private void all(List<ShownProvider> providers) throws IOException {
        if (options.json()) {
            ObjectNode json = ChainJson.object();
            var list = json.putArray("providers");
            providers.forEach(provider -> list.add(provider.json(epochs)));
            terminal.result(ChainJson.write(json));
            return;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(ShownProvider.HEADINGS);
        providers.forEach(provider -> rows.add(provider.row()));
        Columns.align(rows).forEach(terminal::result);
        for (ShownProvider provider : providers) {
            String problem = provider.problem();
            if (!problem.isEmpty()) {
                terminal.result(provider.name() + ": " + problem);
            }
        }
    }
}
