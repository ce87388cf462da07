package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Subnet;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Unbond;
import network.cairn.client.ledger.UpdateProvider;
import network.cairn.client.light.LightClientSettings;
import network.cairn.client.light.TransactionResult;
import network.cairn.deploy.chain.ChainAccess;
import network.cairn.deploy.chain.LedgerRecords;
import network.cairn.deploy.config.Credits;
import network.cairn.deploy.config.KeystoreSettings;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The orders to a chain: each signs one transaction, hands it in and waits until it is final.
final class ChainOrders {
    private ChainOrders() {}

    /// Signs an order for a chain.
    ///
    /// @param fee null for the chain's price for its size
    static Transaction sign(
            ChainAccess chain, Identity sender, long nonce, @Nullable Amount fee, TransactionBody body) {
        var id = chain.genesis().chainId();
        // The fee's own length does not depend on it: a free one is as long as the final one.
        long bytes = Transaction.sign(sender, id, nonce, Amount.ZERO, body).encode().length;
        Amount price = chain.genesis().parameters().feePerByte().timesRatio(Amount.units(bytes), Amount.units(1));
        return Transaction.sign(sender, id, nonce, fee == null ? price : fee, body);
    }

    /// An order: who signs it, what it pays, and how long it waits.
    abstract static class Order implements Callable<Integer> {
        private static final Duration POLL = Duration.ofMillis(100);

        final Terminal terminal;

        @Mixin
        final ChainOptions options = new ChainOptions();

        @Option(
                names = "--keystore",
                paramLabel = "FILE",
                description = "Who orders and pays. Default: the operator of --data")
        private @Nullable Path keystore;

        @Option(
                names = "--passphrase-file",
                paramLabel = "FILE",
                description = "A file with the keystore's passphrase, mode 0600. CAIRN_PASSPHRASE goes before it.")
        private @Nullable Path passphraseFile;

        @Option(
                names = "--fee",
                paramLabel = "CREDITS",
                converter = ChainConverters.OfAmount.class,
                description = "What is paid for it. Default: the chain's price for its size")
        private @Nullable Amount fee;

        @Option(
                names = "--nonce",
                paramLabel = "N",
                description = "Its number among the sender's transactions. Default: the next one of the final state")
        private @Nullable Long nonce;

        @Option(names = "--no-wait", description = "End once the node has it, without waiting until it is final.")
        private boolean noWait;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description = "Longest wait. Default: ${DEFAULT-VALUE}")
        private int timeoutSeconds;

        Order(Terminal terminal) {
            this.terminal = terminal;
        }

        abstract TransactionBody body();

        @Override
        public Integer call() throws CommandFailure, IOException, InterruptedException {
            TransactionBody body;
            try {
                body = body();
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(Exit.USAGE, String.valueOf(e.getMessage()), e);
            }
            try (ChainAccess chain = options.open(terminal, LightClientSettings.TIP_AGE_MAX)) {
                Identity sender = sender();
                long number = nonce == null
                        ? new LedgerRecords(chain).account(sender.id()).nonce()
                        : nonce;
                Transaction transaction = sign(chain, sender, number, fee, body);
                Optional<Rejection> rejection = chain.submit(transaction);
                if (rejection.isPresent()) {
                    throw new CommandFailure(Exit.REFUSED, "the node did not take the transaction: " + rejection.get());
                }
                ObjectNode json = ChainJson.transaction(transaction);
                if (!noWait) {
                    await(chain, transaction, json);
                }
                if (options.json()) {
                    terminal.result(ChainJson.write(json));
                } else {
                    terminal.result(
                            noWait
                                    ? "handed in " + transaction.id()
                                    : "final in block " + json.get("height").asLong() + ": " + transaction.id());
                }
                return Exit.OK.code();
            }
        }

        private Identity sender() throws CommandFailure {
            return keystore == null
                    ? options.operator(terminal)
                    : Keystores.open(
                                    new KeystoreSettings(keystore, Optional.ofNullable(passphraseFile)),
                                    terminal.environment())
                            .identity();
        }

        private void await(ChainAccess chain, Transaction transaction, ObjectNode json)
                throws CommandFailure, InterruptedException {
            long deadline =
                    System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
            Optional<TransactionResult> result = chain.result(transaction.id());
            var never = new CountDownLatch(1);
            while (result.isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw new CommandFailure(
                            Exit.TEMPORARY_FAILURE,
                            "transaction " + transaction.id() + " was not final within " + timeoutSeconds
                                    + " s; it may still become so: ask with 'cairn chain transaction'");
                }
                boolean _ = never.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
                result = chain.result(transaction.id());
            }
            json.setAll(ChainJson.result(transaction.id(), result.get()));
            if (!result.get().isApplied()) {
                throw new CommandFailure(
                        Exit.REFUSED,
                        "transaction " + transaction.id() + " is final in block "
                                + result.get().header().height() + ", its fee of "
                                + Credits.write(transaction.fee()) + " was taken, but it was not carried out: "
                                + json.get("outcome").asText());
            }
        }
    }

    /// Moves money.
    @Command(name = "transfer", description = "Move money to another account.", mixinStandardHelpOptions = true)
    static final class TransferOrder extends Order {
        @Parameters(
                paramLabel = "TO",
                index = "0",
                converter = ChainConverters.OfActor.class,
                description = "Who gets it.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private ActorId to;

        @Parameters(
                paramLabel = "CREDITS",
                index = "1",
                converter = ChainConverters.OfAmount.class,
                description = "How much.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Amount amount;

        TransferOrder(Terminal terminal) {
            super(terminal);
        }

        @Override
        TransactionBody body() {
            return new Transfer(to, amount);
        }
    }

    /// Bonds own stake.
    @Command(
            name = "bond",
            description = "Turn money into stake behind the own identity, as a validator needs it.",
            mixinStandardHelpOptions = true)
    static final class BondOrder extends Order {
        @Parameters(paramLabel = "CREDITS", converter = ChainConverters.OfAmount.class, description = "How much.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Amount amount;

        BondOrder(Terminal terminal) {
            super(terminal);
        }

        @Override
        TransactionBody body() {
            return new Bond(amount);
        }
    }

    /// Takes stake back.
    @Command(
            name = "unbond",
            description = "Take stake back from behind a validator; the money is free after the unbonding time.",
            mixinStandardHelpOptions = true)
    static final class UnbondOrder extends Order {
        @Parameters(
                paramLabel = "VALIDATOR",
                index = "0",
                converter = ChainConverters.OfActor.class,
                description = "Behind whom it is; the own id for own stake.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private ActorId validator;

        @Parameters(
                paramLabel = "CREDITS",
                index = "1",
                converter = ChainConverters.OfAmount.class,
                description = "How much.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Amount amount;

        UnbondOrder(Terminal terminal) {
            super(terminal);
        }

        @Override
        TransactionBody body() {
            return new Unbond(validator, amount);
        }
    }

    /// Delegates stake.
    @Command(
            name = "delegate",
            description = "Put money as stake behind a validator: it shares in rewards and in punishments.",
            mixinStandardHelpOptions = true)
    static final class DelegateOrder extends Order {
        @Parameters(
                paramLabel = "VALIDATOR",
                index = "0",
                converter = ChainConverters.OfActor.class,
                description = "Behind whom.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private ActorId validator;

        @Parameters(
                paramLabel = "CREDITS",
                index = "1",
                converter = ChainConverters.OfAmount.class,
                description = "How much.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Amount amount;

        DelegateOrder(Terminal terminal) {
            super(terminal);
        }

        @Override
        TransactionBody body() {
            return new Delegate(validator, amount);
        }
    }

    /// Stands for the validator set.
    @Command(
            name = "join",
            description = {
                "Stand for the validator set, or change address or commission.",
                "Needs stake: 'cairn chain bond'. Those with the most stake are in the set from the epoch after next."
            },
            mixinStandardHelpOptions = true)
    static final class JoinOrder extends Order {
        @Option(
                names = "--endpoint",
                required = true,
                paramLabel = "HOST:PORT",
                converter = ChainConverters.OfEndpoint.class,
                description = "Where the other validators reach this one.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Endpoint endpoint;

        @Option(
                names = "--commission",
                paramLabel = "PERCENT",
                defaultValue = "0%",
                converter = ChainConverters.OfPercent.class,
                description = "What it keeps of its delegators' rewards. Default: ${DEFAULT-VALUE}")
        private int commission;

        JoinOrder(Terminal terminal) {
            super(terminal);
        }

        @Override
        TransactionBody body() {
            return new JoinValidators(endpoint, commission);
        }
    }

    /// Leaves the validator set.
    @Command(
            name = "leave",
            description = "Stand for the validator set no longer; out of it from the epoch after next.",
            mixinStandardHelpOptions = true)
    static final class LeaveOrder extends Order {
        LeaveOrder(Terminal terminal) {
            super(terminal);
        }

        @Override
        TransactionBody body() {
            return new LeaveValidators();
        }
    }

    /// What a provider offers, as options.
    private static final class Terms {
        @Option(
                names = "--endpoint",
                required = true,
                paramLabel = "HOST:PORT",
                converter = ChainConverters.OfEndpoint.class,
                description = "Where its node listens; may be given several times, the preferred first.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private List<Endpoint> endpoints;

        @Option(
                names = "--operator",
                required = true,
                paramLabel = "NAME",
                description = "Who runs it: pieces of one segment go to different operators.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String operator;

        @Option(names = "--region", required = true, paramLabel = "NAME", description = "Where it stands.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String region;

        @Option(
                names = "--subnet",
                required = true,
                paramLabel = "ADDRESS",
                converter = ChainConverters.OfSubnet.class,
                description = "Its IP address; the /24 (IPv6: /48) counts.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Subnet subnet;

        @Option(
                names = "--price",
                required = true,
                paramLabel = "CREDITS",
                converter = ChainConverters.OfAmount.class,
                description = "For storing one GiB for 30 days.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Amount price;

        @Option(
                names = "--egress-price",
                required = true,
                paramLabel = "CREDITS",
                converter = ChainConverters.OfAmount.class,
                description = "For serving one GiB.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Amount egressPrice;

        @Option(
                names = "--capacity",
                required = true,
                paramLabel = "SIZE",
                converter = ByteSize.class,
                description = "What it offers in all, such as 10TiB; 0 takes no new pieces.")
        private long capacityBytes;

        ProviderTerms terms() {
            return new ProviderTerms(endpoints, operator, region, subnet, price, egressPrice, capacityBytes);
        }
    }

    /// Registers a provider.
    @Command(
            name = "register-provider",
            description = "Offer storage: register the sender as a provider.",
            mixinStandardHelpOptions = true)
    static final class RegisterOrder extends Order {
        @Mixin
        private final Terms terms = new Terms();

        RegisterOrder(Terminal terminal) {
            super(terminal);
        }

        @Override
        TransactionBody body() {
            return new RegisterProvider(terms.terms());
        }
    }

    /// Changes a provider's terms.
    @Command(
            name = "update-provider",
            description = "Replace the sender's terms as a provider; what was agreed under the old ones stands.",
            mixinStandardHelpOptions = true)
    static final class UpdateOrder extends Order {
        @Mixin
        private final Terms terms = new Terms();

        UpdateOrder(Terminal terminal) {
            super(terminal);
        }

        @Override
        TransactionBody body() {
            return new UpdateProvider(terms.terms());
        }
    }
}
