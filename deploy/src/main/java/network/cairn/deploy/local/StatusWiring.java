package network.cairn.deploy.local;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.transport.HttpStorageNetwork;
import network.cairn.client.transport.NodeException;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.client.transport.TransportLimits;
import network.cairn.client.wire.v1.NodeHealth;
import network.cairn.deploy.chain.ChainAccess;
import network.cairn.deploy.chain.LedgerRecords;
import network.cairn.deploy.chain.UnsettledPay;
import network.cairn.deploy.config.Credits;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.role.RunFile;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// Asks a local network how it is: each node itself over mutual TLS, with the gateway's identity, the
/// gateway and the
/// validators by a connection to their ports, and the chain through a light client.
public final class StatusWiring {
    /// The status tells the age; it does not judge it.
    private static final Duration ANY_AGE = Duration.ofDays(36_500);

    private StatusWiring() {}

    /// @throws CommandFailure with `UNAVAILABLE` where the folder has no network, with `CONFIG` where
    ///     its files are
    ///     wrong
    public static NetworkStatus ask(
            NetworkFolder folder, Map<String, String> environment, InstantSource clock, SecureRandom random)
            throws CommandFailure, InterruptedException {
        List<LocalRole> nodeRoles = LocalRoles.nodes(folder, environment);
        GatewayFile file = GatewayFile.read(folder.gatewayConfig(), environment);
        Identity identity = Keystores.open(file.keystore(), environment).identity();
        LocalRole gatewayRole = LocalRoles.gateway(folder, file, identity.id());
        Vertx vertx = Vertx.vertx();
        try (var network = new HttpStorageNetwork(
                vertx, identity, LocalRoles.listed(folder), clock, random, TransportLimits.defaults())) {
            List<RoleStatus> nodes = askAll(nodeRoles, network);
            RoleStatus gateway = byConnection(gatewayRole);
            var validators = new ArrayList<RoleStatus>();
            for (LocalRole role : LocalRoles.validators(folder, environment)) {
                validators.add(byConnection(role));
            }
            String secureAddress = secureAddress(gatewayRole, file);
            Scheme scheme = file.gateway().scheme();
            LedgerStatus ledger = validators.isEmpty() ? null : chain(folder, environment, clock, nodes);
            return new NetworkStatus(
                    NetworkStatus.Health.of(nodes, gateway, validators, scheme.k(), scheme.success()),
                    folder.root().toString(),
                    "http://" + gateway.address(),
                    secureAddress == null ? null : "https://" + secureAddress,
                    secureAddress == null ? null : folder.authorityFile().toString(),
                    scheme.toString(),
                    nodes,
                    gateway,
                    validators,
                    ledger);
        } catch (IOException e) {
            throw new CommandFailure(Exit.CONFIG, CommandFailure.reason(e), e);
        } finally {
            vertx.close().await();
        }
    }

    private static List<RoleStatus> askAll(List<LocalRole> roles, StorageNetwork network)
            throws InterruptedException, IOException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<RoleStatus>>();
            for (LocalRole role : roles) {
                answers.add(executor.submit(() -> node(role, network)));
            }
            var statuses = new ArrayList<RoleStatus>();
            for (Future<RoleStatus> answer : answers) {
                try {
                    statuses.add(answer.get());
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof IOException io) {
                        throw io;
                    }
                    throw new IllegalStateException("asking a node", e.getCause());
                }
            }
            return statuses;
        }
    }

    private static RoleStatus node(LocalRole role, StorageNetwork network) throws IOException, InterruptedException {
        try {
            NodeHealth health = network.node(ActorId.parse(role.id())).health();
            var storage = new RoleStatus.Storage(
                    health.writable(), health.capacityBytes(), health.usedBytes(), health.freeBytes(), health.pieces());
            return new RoleStatus(
                    role.kind(),
                    role.number(),
                    role.id(),
                    role.address(),
                    pid(role),
                    true,
                    health.reason(),
                    storage,
                    null);
        } catch (NodeException e) {
            return new RoleStatus(
                    role.kind(),
                    role.number(),
                    role.id(),
                    role.address(),
                    pid(role),
                    false,
                    CommandFailure.reason(e),
                    null,
                    null);
        }
    }

    /// Asks a validator that runs, through a light client.
    ///
    /// @param nodes gets what the chain says of them
    private static LedgerStatus chain(
            NetworkFolder folder, Map<String, String> environment, InstantSource clock, List<RoleStatus> nodes)
            throws InterruptedException {
        try (ChainAccess chain = LocalChain.open(folder, environment, clock, ANY_AGE)) {
            BlockHeader tip = chain.tip();
            ChainParameters parameters = chain.genesis().parameters();
            var records = new LedgerRecords(chain);
            for (int i = 0; i < nodes.size(); i++) {
                Optional<RoleStatus.Business> business =
                        business(records, ActorId.parse(nodes.get(i).id()), tip.epoch());
                if (business.isPresent()) {
                    nodes.set(i, nodes.get(i).withBusiness(business.get()));
                }
            }
            long age = clock.millis() - tip.timestampMillis();
            return new LedgerStatus(
                    chain.genesis().chainId().toString(),
                    tip.height(),
                    tip.epoch(),
                    parameters.epochBlocks(),
                    parameters.epochBlocks() - (parameters.lastHeight(tip.epoch()) - tip.height()),
                    parameters.epochTime().toMillis() / 1000.0,
                    chain.validators(false).size(),
                    Math.round(age / 100.0) / 10.0,
                    "");
        } catch (CommandFailure e) {
            return LedgerStatus.unknown(CommandFailure.reason(e));
        }
    }

    private static Optional<RoleStatus.Business> business(LedgerRecords records, ActorId id, long epoch)
            throws CommandFailure, InterruptedException {
        Optional<ProviderAccount> found = records.providerAccount(id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ProviderAccount account = found.get();
        return Optional.of(new RoleStatus.Business(
                account.deals(),
                account.leaves() * LedgerRecords.LEAF_BYTES,
                account.conduct().proven(),
                Integer.bitCount(account.conduct().misses()),
                account.conduct().missesInRow(),
                Credits.write(account.money().earned()),
                Credits.write(account.money().heldBack()),
                UnsettledPay.of(records, id, account, epoch).map(Credits::write).orElse(null),
                Credits.write(account.money().collateral()),
                account.failure().map(ProviderAccount.Failure::epoch).orElse(null)));
    }

    /// Where the gateway's HTTPS is: as it said itself, or as it would be if it ran.
    private static @Nullable String secureAddress(LocalRole gateway, GatewayFile file) throws IOException {
        Optional<RunFile> running = gateway.running();
        if (running.isPresent()) {
            return running.get().secureAddress();
        }
        return file.gateway()
                .https()
                .map(https -> gateway.host() + ":" + https.port())
                .orElse(null);
    }

    private static RoleStatus byConnection(LocalRole role) throws IOException {
        Optional<RunFile> running = role.running();
        return new RoleStatus(
                role.kind(),
                role.number(),
                role.id(),
                running.map(RunFile::address).orElse(role.address()),
                pid(role),
                running.isPresent(),
                running.isPresent() ? "" : "does not answer",
                null,
                null);
    }

    /// The process that runs the role, unless its run file was left by one that is gone.
    private static @org.jspecify.annotations.Nullable Long pid(LocalRole role) throws IOException {
        return RunFile.read(role.runFile())
                .filter(run -> run.id().equals(role.id()) && run.processAlive())
                .map(RunFile::pid)
                .orElse(null);
    }
}
