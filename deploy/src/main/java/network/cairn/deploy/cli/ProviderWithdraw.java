package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.client.light.LightClientSettings;
import network.cairn.deploy.chain.ChainAccess;
import network.cairn.deploy.chain.LedgerRecords;
import network.cairn.deploy.config.Credits;
import network.cairn.deploy.config.KeystoreSettings;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.local.LocalProviders;
import network.cairn.deploy.local.NetworkFolder;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Has a provider's earnings paid out.
@Command(
        name = "withdraw",
        description = {
            "Settle a provider's deals, and pay to its account what it has earned.",
            "What is due for epochs that may still be proven stays for the next time, and so does what the chain holds"
                    + " back. A node that runs does this by itself, see withdrawEpochs in node.yaml."
        },
        mixinStandardHelpOptions = true)
final class ProviderWithdraw implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ChainOptions options = new ChainOptions();

    @Parameters(
            paramLabel = "NODE",
            arity = "0..1",
            description = "A node of the local network, by its number or id, whose keystore then signs.")
    private @Nullable String name;

    @Option(names = "--keystore", paramLabel = "FILE", description = "The provider's keystore, instead of NODE.")
    private @Nullable Path keystore;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "A file with the keystore's passphrase, mode 0600. CAIRN_PASSPHRASE goes before it.")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Longest wait. Default: ${DEFAULT-VALUE}")
    private int timeoutSeconds;

    ProviderWithdraw(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws CommandFailure, IOException, InterruptedException {
        Identity provider = Keystores.open(keystore(), terminal.environment()).identity();
        try (ChainAccess chain = options.open(terminal, LightClientSettings.TIP_AGE_MAX)) {
            withdraw(chain, provider);
            return Exit.OK.code();
        }
    }

    private KeystoreSettings keystore() throws CommandFailure {
        if ((name == null) == (keystore == null)) {
            throw new CommandFailure(
                    Exit.USAGE,
                    name == null
                            ? "whose earnings? Name a node of the local network by its number, or give --keystore"
                            : "--keystore: " + name
                                    + " names a node already, whose keystore is known; give one of them");
        }
        if (keystore != null) {
            return new KeystoreSettings(keystore, Optional.ofNullable(passphraseFile));
        }
        ProviderName node = ProviderName.of(String.valueOf(name), options.local());
        Optional<NetworkFolder> local = options.local();
        if (local.isEmpty() || node.number().isEmpty()) {
            throw new CommandFailure(
                    Exit.USAGE, node.id() + " is no node of a local network: give its --keystore instead");
        }
        return LocalProviders.keystore(local.get(), node.number().getAsInt(), terminal.environment());
    }

    private void withdraw(ChainAccess chain, Identity provider)
            throws CommandFailure, IOException, InterruptedException {
        ActorId id = provider.id();
        var account = new SharedAccount(chain, provider, Duration.ofSeconds(timeoutSeconds));
        var records = new LedgerRecords(chain);
        Optional<ProviderAccount> known = records.providerAccount(id);
        if (known.isEmpty()) {
            throw new CommandFailure(
                    Exit.UNAVAILABLE, "the chain knows no deal of provider " + id + ": it has earned nothing");
        }
        List<DealId> deals = records.dealsWithPieces(id, known.get());
        long heightBefore = chain.tip().height();
        Account before = records.account(id);
        var orders = new ArrayList<SharedAccount.Done>();
        int settled = 0;
        do {
            int next = Math.min(deals.size(), settled + WithdrawEarnings.DEALS_MAX);
            orders.add(account.order(new WithdrawEarnings(deals.subList(settled, next))));
            settled = next;
        } while (settled < deals.size());
        Account after = records.account(id);
        Amount fees = fees(chain, id, before, after, heightBefore);
        Amount received =
                after.balance().plusExact(fees).minus(before.balance()).orElse(Amount.ZERO);
        ProviderAccount left = records.providerAccount(id).orElse(known.get());
        print(id, orders, settled, received, fees, after, left);
    }

    /// What the account has paid in fees between two looks at it: its node may have given orders too.
    ///
    /// @param heightBefore a height not after the first look
    private static Amount fees(ChainAccess chain, ActorId id, Account before, Account after, long heightBefore)
            throws CommandFailure, InterruptedException {
        Amount fees = Amount.ZERO;
        long last = chain.tip().height();
        for (long height = heightBefore + 1; height <= last; height++) {
            for (Transaction transaction : chain.block(height).transactions()) {
                if (transaction.sender().id().equals(id)
                        && transaction.nonce() >= before.nonce()
                        && transaction.nonce() < after.nonce()) {
                    fees = fees.plusExact(transaction.fee());
                }
            }
        }
        return fees;
    }

    private void print(
            ActorId id,
            List<SharedAccount.Done> orders,
            int settled,
            Amount received,
            Amount fees,
            Account after,
            ProviderAccount left)
            throws IOException {
        SharedAccount.Done last = orders.getLast();
        if (!options.json()) {
            terminal.result("final in block " + last.height() + ": " + Credits.write(received)
                    + " credits came to the balance of " + id + " from " + settled
                    + (settled == 1 ? " deal" : " deals"));
            terminal.result("fees " + Credits.write(fees) + ", balance now " + Credits.write(after.balance())
                    + ", held back " + Credits.write(left.money().heldBack()));
            return;
        }
        ObjectNode json = ChainJson.object().put("provider", id.toString());
        var transactions = json.putArray("transactions");
        orders.forEach(order -> transactions.add(order.transaction().id().toString()));
        json.put("height", last.height())
                .put("deals", settled)
                .put("received", Credits.write(received))
                .put("fees", Credits.write(fees))
                .put("balance", Credits.write(after.balance()))
                .put("heldBack", Credits.write(left.money().heldBack()))
                .put("collateral", Credits.write(left.money().collateral()));
        terminal.result(ChainJson.write(json));
    }
}
