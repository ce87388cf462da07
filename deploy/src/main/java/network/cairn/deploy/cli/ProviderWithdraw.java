package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.client.light.LightClientSettings;
import network.cairn.client.light.TransactionResult;
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
///
/// The account is that of a node which may be running, and gives orders itself: where both use one nonce at once,
/// the one that came too late is given again.
@Command(
        name = "withdraw",
        description = {
            "Settle a provider's deals, and pay to its account what it has earned.",
            "What is due for epochs that may still be proven stays for the next time, and so does what the chain holds"
                    + " back. A node that runs does this by itself, see withdrawEpochs in node.yaml."
        },
        mixinStandardHelpOptions = true)
final class ProviderWithdraw implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(100);

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

    /// An order that was carried out.
    private record Done(Transaction transaction, long height) {}

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
        long deadline = System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
        var records = new LedgerRecords(chain);
        Optional<ProviderAccount> known = records.providerAccount(id);
        if (known.isEmpty()) {
            throw new CommandFailure(
                    Exit.UNAVAILABLE, "the chain knows no deal of provider " + id + ": it has earned nothing");
        }
        List<DealId> deals = records.dealsWithPieces(id, known.get());
        long heightBefore = chain.tip().height();
        Account before = records.account(id);
        var orders = new ArrayList<Done>();
        int settled = 0;
        do {
            int next = Math.min(deals.size(), settled + WithdrawEarnings.DEALS_MAX);
            orders.add(order(chain, provider, new WithdrawEarnings(deals.subList(settled, next)), deadline));
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

    private Done order(ChainAccess chain, Identity provider, WithdrawEarnings body, long deadline)
            throws CommandFailure, InterruptedException {
        var records = new LedgerRecords(chain);
        while (true) {
            long nonce = records.account(provider.id()).nonce();
            Transaction transaction = ChainOrders.sign(chain, provider, nonce, null, body);
            Optional<Rejection> rejection = chain.submit(transaction);
            if (rejection.isPresent() && !mayPass(rejection.get().reason())) {
                throw new CommandFailure(Exit.REFUSED, "the node did not take the transaction: " + rejection.get());
            }
            if (rejection.isEmpty()) {
                Optional<Done> done = await(chain, transaction, deadline);
                if (done.isPresent()) {
                    return done.get();
                }
            }
            pause(transaction, deadline);
        }
    }

    /// Whether it is only in the way for the moment: another order of the account's, or of many others'. The fee is
    /// the chain's price, and so too low only beside another order of the same nonce.
    private static boolean mayPass(Rejection.Reason reason) {
        return switch (reason) {
            case NONCE_USED, NONCE_AHEAD, FEE_TOO_LOW, MEMPOOL_FULL -> true;
            default -> false;
        };
    }

    /// Waits until a transaction is final; nothing where another took its nonce.
    private Optional<Done> await(ChainAccess chain, Transaction transaction, long deadline)
            throws CommandFailure, InterruptedException {
        var records = new LedgerRecords(chain);
        while (true) {
            boolean used = records.account(transaction.sender().id()).nonce() > transaction.nonce();
            Optional<TransactionResult> result = chain.result(transaction.id());
            if (result.isPresent()) {
                return Optional.of(done(transaction, result.get()));
            }
            if (used) {
                return Optional.empty();
            }
            pause(transaction, deadline);
        }
    }

    private static Done done(Transaction transaction, TransactionResult result) throws CommandFailure {
        if (!result.isApplied()) {
            throw new CommandFailure(
                    Exit.REFUSED,
                    "transaction " + transaction.id() + " is final in block "
                            + result.header().height() + ", its fee of " + Credits.write(transaction.fee())
                            + " was taken, but it was not carried out: "
                            + ChainJson.result(transaction.id(), result)
                                    .get("outcome")
                                    .asText());
        }
        return new Done(transaction, result.header().height());
    }

    private void pause(Transaction transaction, long deadline) throws CommandFailure, InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new CommandFailure(
                    Exit.TEMPORARY_FAILURE,
                    "transaction " + transaction.id() + " was not final within " + timeoutSeconds
                            + " s; it may still become so: ask with 'cairn chain transaction'");
        }
        boolean _ = new CountDownLatch(1).await(POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void print(
            ActorId id,
            List<Done> orders,
            int settled,
            Amount received,
            Amount fees,
            Account after,
            ProviderAccount left)
            throws IOException {
        Done last = orders.getLast();
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
