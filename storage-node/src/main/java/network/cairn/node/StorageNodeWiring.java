package network.cairn.node;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import network.cairn.client.account.LedgerAccount;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.LevelDbStore;
import network.cairn.client.rpc.ChainLink;
import network.cairn.node.deal.DealBook;
import network.cairn.node.deal.DealDesk;
import network.cairn.node.deal.ProviderAgent;
import network.cairn.node.deal.ProviderSettings;
import network.cairn.node.deal.StoredPieces;
import network.cairn.node.egress.Channels;
import network.cairn.node.egress.EgressGate;
import network.cairn.node.egress.EgressLimits;
import network.cairn.node.egress.EgressTerms;
import network.cairn.node.egress.LedgerUnavailableException;
import network.cairn.node.egress.VoucherGate;
import network.cairn.node.http.NodeHttpServer;
import network.cairn.node.http.NodeParts;
import network.cairn.node.store.LogPieceStore;
import network.cairn.node.store.PieceStore;
import network.cairn.node.store.StoreException;
import network.cairn.node.store.StoreLimits;

/// Puts a storage node together: its piece store, and the server before it.
public final class StorageNodeWiring {
    /// How long an order on the ledger is waited for before it is looked at again.
    private static final Duration ORDER_TIMEOUT = Duration.ofMinutes(1);

    private StorageNodeWiring() {}

    /// Opens the store, recovers what a crash left in it, and serves.
    ///
    /// @param clock the time orders are judged by; clients' clocks may differ by minutes at most
    /// @param random a secure source
    /// @throws java.net.BindException if the address cannot be listened on; the message names it
    /// @throws StoreException if the data folder cannot be used; the message says why
    public static RunningNode start(
            NodeConfig config, Identity node, InstantSource clock, SecureRandom random, Vertx vertx)
            throws IOException, StoreException, InterruptedException {
        return start(config, node, EgressGate.free(), clock, random, vertx);
    }

    /// As above, for a node that is paid for reads.
    ///
    /// @param egress lets those reads pass that are paid for; the node closes it when it ends
    public static RunningNode start(
            NodeConfig config, Identity node, EgressGate egress, InstantSource clock, SecureRandom random, Vertx vertx)
            throws IOException, StoreException, InterruptedException {
        var limits = StoreLimits.ofCapacity(config.capacityBytes());
        return start(config, limits, node, Conduct.HONEST, egress, clock, random, vertx);
    }

    static RunningNode start(
            NodeConfig config,
            StoreLimits storeLimits,
            Identity node,
            InstantSource clock,
            SecureRandom random,
            Vertx vertx)
            throws IOException, StoreException, InterruptedException {
        return start(config, storeLimits, node, Conduct.HONEST, EgressGate.free(), clock, random, vertx);
    }

    /// As above, for a node that conducts itself in another way.
    public static RunningNode start(
            NodeConfig config, Identity node, Conduct conduct, InstantSource clock, SecureRandom random, Vertx vertx)
            throws IOException, StoreException, InterruptedException {
        var limits = StoreLimits.ofCapacity(config.capacityBytes());
        return start(config, limits, node, conduct, EgressGate.free(), clock, random, vertx);
    }

    private static RunningNode start(
            NodeConfig config,
            StoreLimits storeLimits,
            Identity node,
            Conduct conduct,
            EgressGate freeOrGiven,
            InstantSource clock,
            SecureRandom random,
            Vertx vertx)
            throws IOException, StoreException, InterruptedException {
        Deque<AutoCloseable> closing = new ArrayDeque<>();
        PieceStore store = LogPieceStore.open(config.dataFolder(), storeLimits, clock, random);
        closing.push(freeOrGiven);
        closing.push(store);
        boolean started = false;
        try {
            Optional<DealDesk> desk = Optional.empty();
            EgressGate egress = freeOrGiven;
            if (config.business().isPresent()) {
                Business business = open(config, config.business().get(), store, node, conduct, clock, vertx, closing);
                desk = Optional.of(business.desk());
                egress = business.egress();
            }
            var parts = new NodeParts(conduct.served().apply(store), egress, desk);
            var server = NodeHttpServer.start(vertx, config, node, parts, clock, version());
            closing.push(server);
            started = true;
            return new RunningNode(node.id(), server, store, List.copyOf(closing));
        } catch (KeyValueException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            if (!started) {
                RunningNode.closeAll(closing);
            }
        }
    }

    /// Opens what a node needs for its business on a ledger, and begins with it.
    private static Business open(
            NodeConfig config,
            ProviderSettings settings,
            PieceStore store,
            Identity node,
            Conduct conduct,
            InstantSource clock,
            Vertx vertx,
            Deque<AutoCloseable> closing) {
        KeyValueStore rows = LevelDbStore.open(config.dataFolder().resolve("deals"));
        closing.push(rows);
        ChainLink chain = ChainLink.open(vertx, settings.chain(), section(rows, 'l'), clock);
        closing.push(chain);
        var account = new LedgerAccount(chain.ledger(), node, section(rows, 't'), ORDER_TIMEOUT);
        var pieces = new StoredPieces(store);
        var chainId = settings.chain().genesis().chainId();
        var book = new DealBook(section(rows, 'd'), pieces, node, chainId, SignatureVerifier.ED25519);
        var egress = new VoucherGate(
                node.id(),
                chainId,
                EgressTerms.ofPrice(settings.terms().egressPricePerGib()),
                EgressLimits.defaults(),
                channels(chain.ledger()),
                rows,
                SignatureVerifier.ED25519,
                clock);
        closing.push(egress);
        var agent = new ProviderAgent(
                chain.ledger(),
                account,
                book,
                conduct.proven().apply(pieces),
                section(rows, 'p'),
                settings.terms(),
                settings.withdrawEpochs(),
                egress::redeemable,
                prover -> conduct.prover().choose(prover, chain.ledger()));
        agent.start();
        closing.push(agent);
        return new Business(new DealDesk(chain.ledger(), book, agent, node.id()), egress);
    }

    /// What a node's business on a ledger is done with.
    private record Business(DealDesk desk, EgressGate egress) {}

    private static Channels channels(LedgerView ledger) {
        return id -> {
            try {
                return ledger.channel(id);
            } catch (LedgerException e) {
                throw new LedgerUnavailableException(String.valueOf(e.getMessage()), e);
            }
        };
    }

    private static KeyValueStore section(KeyValueStore store, char prefix) {
        return new KeyValueSection(store, new byte[] {(byte) prefix});
    }

    /// The software's version, as its jar's manifest tells it.
    private static String version() {
        String version = StorageNodeWiring.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
