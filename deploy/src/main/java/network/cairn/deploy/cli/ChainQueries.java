package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Delegation;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Validator;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.LightClientSettings;
import network.cairn.client.light.TransactionResult;
import network.cairn.client.rpc.BlockEvent;
import network.cairn.client.rpc.ChainStatus;
import network.cairn.deploy.chain.ChainAccess;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.TransactionId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The questions to a chain.
final class ChainQueries {
    private ChainQueries() {}

    /// A question: opens the chain, and prints what it found.
    abstract static class Query implements Callable<Integer> {
        final Terminal terminal;

        @Mixin
        final ChainOptions options = new ChainOptions();

        Query(Terminal terminal) {
            this.terminal = terminal;
        }

        abstract void ask(ChainAccess chain) throws CommandFailure, IOException, InterruptedException;

        /// How old the newest final block may be.
        Duration tipAgeMax() {
            return LightClientSettings.TIP_AGE_MAX;
        }

        @Override
        public Integer call() throws CommandFailure, IOException, InterruptedException {
            try (ChainAccess chain = options.open(terminal, tipAgeMax())) {
                ask(chain);
                return Exit.OK.code();
            }
        }

        final void print(ObjectNode node) throws IOException {
            if (options.json()) {
                terminal.result(ChainJson.write(node));
            } else {
                ChainJson.lines(node).forEach(terminal::result);
            }
        }

        interface Decoder<T> {
            T decode(byte[] encoded) throws CodecException;
        }

        final <T> T found(Optional<byte[]> record, String what, Decoder<T> decoder) throws CommandFailure {
            if (record.isEmpty()) {
                throw new CommandFailure(Exit.UNAVAILABLE, "the chain has no " + what);
            }
            try {
                return decoder.decode(record.get());
            } catch (CodecException e) {
                throw new CommandFailure(
                        Exit.UNAVAILABLE, "the chain's " + what + " is of another version: " + e.getMessage(), e);
            }
        }
    }

    /// How the chain is.
    @Command(
            name = "status",
            description = "Show how far the chain is, who runs it, and what the asked node says of itself.",
            mixinStandardHelpOptions = true)
    static final class Status extends Query {
        Status(Terminal terminal) {
            super(terminal);
        }

        /// A status tells the age and does not judge it.
        @Override
        Duration tipAgeMax() {
            return Duration.ofDays(36_500);
        }

        @Override
        void ask(ChainAccess chain) throws CommandFailure, IOException, InterruptedException {
            BlockHeader tip = chain.tip();
            ValidatorSet set = chain.validators(false);
            ChainStatus node = chain.nodeStatus();
            Instant time = Instant.ofEpochMilli(tip.timestampMillis());
            ObjectNode json = ChainJson.object()
                    .put("chain", chain.genesis().chainId().toString())
                    .put("name", chain.genesis().name())
                    .put("height", tip.height())
                    .put("hash", tip.hash().toString())
                    .put("time", time.toString())
                    .put(
                            "finalSecondsAgo",
                            seconds(Duration.between(
                                    time, InstantSource.system().instant())))
                    .put("epoch", tip.epoch())
                    .put("epochEndsAtHeight", chain.genesis().parameters().lastHeight(tip.epoch()))
                    .put("validators", set.size())
                    .put("power", set.totalPower());
            json.set(
                    "node",
                    ChainJson.object()
                            .put(
                                    "validator",
                                    node.validator().map(ActorId::toString).orElse(null))
                            .put("height", node.height())
                            .put("view", node.round().view())
                            .put("oldestHeight", node.oldestHeight())
                            .put("peers", node.peers())
                            .put("pendingTransactions", node.pendingTransactions())
                            .put("pendingBytes", node.pendingBytes()));
            if (options.json()) {
                terminal.result(ChainJson.write(json));
                return;
            }
            var said = (ObjectNode) json.remove("node");
            ChainJson.lines(json).forEach(terminal::result);
            terminal.result("");
            terminal.result("The node that was asked says of itself:");
            ChainJson.lines(said).forEach(terminal::result);
        }

        private static double seconds(Duration duration) {
            return Math.round(duration.toMillis() / 100.0) / 10.0;
        }
    }

    /// The validators.
    @Command(
            name = "validators",
            description = "List the validators of the epoch under way, or of the next.",
            mixinStandardHelpOptions = true)
    static final class Validators extends Query {
        @Option(names = "--next", description = "Those of the next epoch.")
        private boolean next;

        Validators(Terminal terminal) {
            super(terminal);
        }

        @Override
        void ask(ChainAccess chain) throws CommandFailure, IOException, InterruptedException {
            long epoch = chain.tip().epoch() + (next ? 1 : 0);
            ValidatorSet set = chain.validators(next);
            if (options.json()) {
                terminal.result(ChainJson.write(ChainJson.set(epoch, set)));
                return;
            }
            terminal.result("epoch " + epoch + ", " + set.size() + " validators, power " + set.totalPower());
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("VALIDATOR", "POWER", "ENDPOINT"));
            set.members()
                    .forEach(member -> rows.add(List.of(
                            member.id().toString(),
                            Long.toString(member.power()),
                            member.endpoint().toString())));
            Columns.align(rows).forEach(terminal::result);
        }
    }

    /// One account.
    @Command(
            name = "account",
            description = "Show an account's balance and nonce. One the chain has never heard of is empty.",
            mixinStandardHelpOptions = true)
    static final class OfAccount extends Query {
        @Parameters(
                paramLabel = "ID",
                arity = "0..1",
                converter = ChainConverters.OfActor.class,
                description = "Whose; the local network's operator if left out.")
        private @Nullable ActorId id;

        OfAccount(Terminal terminal) {
            super(terminal);
        }

        @Override
        void ask(ChainAccess chain) throws CommandFailure, IOException, InterruptedException {
            ActorId account = id == null ? options.operator(terminal).id() : id;
            Optional<byte[]> record = chain.record(StateKey.account(account));
            print(ChainJson.account(
                    account, record.isEmpty() ? Account.EMPTY : found(record, "account", Account::decode)));
        }
    }

    /// One provider.
    @Command(
            name = "provider",
            description = "Show a storage provider's terms, what it is bound to, and its money in the chain.",
            mixinStandardHelpOptions = true)
    static final class OfProvider extends Query {
        @Parameters(paramLabel = "ID", converter = ChainConverters.OfActor.class, description = "The provider's id.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private ActorId id;

        OfProvider(Terminal terminal) {
            super(terminal);
        }

        @Override
        void ask(ChainAccess chain) throws CommandFailure, IOException, InterruptedException {
            var node = ChainJson.provider(
                    id, found(chain.record(StateKey.provider(id)), "provider " + id, Provider::decode));
            Optional<byte[]> account = chain.record(StateKey.providerAccount(id));
            if (account.isPresent()) {
                StorageJson.account(node, found(account, "account of provider " + id, ProviderAccount::decode));
            }
            print(node);
        }
    }

    /// One deal.
    @Command(
            name = "deal",
            description = "Show a deal: its parties, what it holds, its escrow, and how far it is paid.",
            mixinStandardHelpOptions = true)
    static final class OfDeal extends Query {
        @Parameters(paramLabel = "ID", converter = ChainConverters.OfDeal.class, description = "The deal's id.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private DealId id;

        OfDeal(Terminal terminal) {
            super(terminal);
        }

        @Override
        void ask(ChainAccess chain) throws CommandFailure, IOException, InterruptedException {
            print(StorageJson.deal(id, found(chain.record(StateKey.deal(id)), "deal " + id, Deal::decode)));
        }
    }

    /// One validator or candidate.
    @Command(
            name = "validator",
            description = "Show a validator's or candidate's stake, commission and punishments.",
            mixinStandardHelpOptions = true)
    static final class OfValidator extends Query {
        @Parameters(paramLabel = "ID", converter = ChainConverters.OfActor.class, description = "The validator's id.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private ActorId id;

        OfValidator(Terminal terminal) {
            super(terminal);
        }

        @Override
        void ask(ChainAccess chain) throws CommandFailure, IOException, InterruptedException {
            print(ChainJson.validator(
                    id, found(chain.record(StateKey.validator(id)), "validator " + id, Validator::decode)));
        }
    }

    /// What somebody has behind a validator.
    @Command(
            name = "delegation",
            description = "Show what an account has behind a validator: its shares and what they are worth now.",
            mixinStandardHelpOptions = true)
    static final class OfDelegation extends Query {
        @Parameters(
                paramLabel = "VALIDATOR",
                index = "0",
                converter = ChainConverters.OfActor.class,
                description = "The validator's id.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private ActorId validator;

        @Parameters(
                paramLabel = "ID",
                index = "1",
                arity = "0..1",
                converter = ChainConverters.OfActor.class,
                description = "Whose; the local network's operator if left out.")
        private @Nullable ActorId delegator;

        OfDelegation(Terminal terminal) {
            super(terminal);
        }

        @Override
        void ask(ChainAccess chain) throws CommandFailure, IOException, InterruptedException {
            ActorId id = delegator == null ? options.operator(terminal).id() : delegator;
            var pool = found(chain.record(StateKey.validator(validator)), "validator " + validator, Validator::decode);
            var delegation = found(
                    chain.record(StateKey.delegation(validator, id)),
                    "delegation of " + id + " behind " + validator,
                    Delegation::decode);
            print(ChainJson.object()
                    .put("validator", validator.toString())
                    .put("delegator", id.toString())
                    .put("shares", delegation.shares().toString())
                    .put(
                            "worth",
                            pool.shares().isZero()
                                    ? "0"
                                    : network.cairn.deploy.config.Credits.write(
                                            pool.stake().timesRatio(delegation.shares(), pool.shares()))));
        }
    }

    /// One block.
    @Command(
            name = "block",
            description = "Show a final block; --json shows its transactions too.",
            mixinStandardHelpOptions = true)
    static final class OfBlock extends Query {
        @Parameters(paramLabel = "HEIGHT", arity = "0..1", description = "Which; the newest if left out.")
        private @Nullable Long height;

        OfBlock(Terminal terminal) {
            super(terminal);
        }

        @Override
        void ask(ChainAccess chain) throws CommandFailure, IOException, InterruptedException {
            long at = height == null ? chain.tip().height() : height;
            if (at == 0) {
                throw new CommandFailure(Exit.UNAVAILABLE, "block 0 is the genesis: 'cairn genesis show' prints it");
            }
            print(ChainJson.block(chain.block(at)));
        }
    }

    /// One transaction.
    @Command(name = "transaction", description = "Show what became of a transaction.", mixinStandardHelpOptions = true)
    static final class OfTransaction extends Query {
        @Parameters(paramLabel = "ID", description = "The transaction's id, 64 hexadecimal digits.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String id;

        OfTransaction(Terminal terminal) {
            super(terminal);
        }

        @Override
        void ask(ChainAccess chain) throws CommandFailure, IOException, InterruptedException {
            TransactionId transaction;
            try {
                transaction = TransactionId.fromHex(id);
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(Exit.USAGE, "'" + id + "' is no transaction's id: " + e.getMessage(), e);
            }
            TransactionResult result = chain.result(transaction)
                    .orElseThrow(() -> new CommandFailure(
                            Exit.UNAVAILABLE,
                            "the node knows no final transaction " + transaction + ": it may wait, or be elsewhere"));
            print(ChainJson.result(transaction, result));
        }
    }

    /// The chain's news.
    @Command(
            name = "events",
            description = {
                "Follow the final blocks as the node tells of them, until Ctrl-C.",
                "With --json each block is one line of JSON. They are the node's word: what matters is to be asked for"
                        + " by one of the other commands."
            },
            mixinStandardHelpOptions = true)
    static final class Events extends Query {
        @Option(
                names = "--after",
                paramLabel = "HEIGHT",
                description = "Start after this height, as far as the node has the blocks. Default: the newest")
        private @Nullable Long after;

        @Option(names = "--count", paramLabel = "N", description = "End after so many blocks.")
        private @Nullable Integer count;

        private int seen;

        Events(Terminal terminal) {
            super(terminal);
        }

        @Override
        void ask(ChainAccess chain) throws CommandFailure, IOException, InterruptedException {
            long from = after == null ? chain.tip().height() : after;
            chain.events(from, event -> {
                terminal.result(options.json() ? event.toJsonLine() : line(event));
                seen++;
                return count == null || seen < count;
            });
        }

        private static String line(BlockEvent event) {
            return "block " + event.height() + " " + event.hash() + " epoch " + event.epoch() + " "
                    + Instant.ofEpochMilli(event.timestampMillis()) + " by " + event.proposer() + ", "
                    + event.transactions().size() + " transactions";
        }
    }
}
