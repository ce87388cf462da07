package network.cairn.deploy.local;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
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
import network.cairn.client.transport.HttpStorageNetwork;
import network.cairn.client.transport.NodeException;
import network.cairn.client.transport.StorageNetwork;
import network.cairn.client.transport.TransportLimits;
import network.cairn.client.wire.v1.NodeHealth;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.role.RunFile;
import network.cairn.proofs.id.ActorId;

/// Asks a local network how it is: each node itself over mutual TLS, with the gateway's identity, and the gateway
/// by a connection to its port.
public final class StatusWiring {
    private StatusWiring() {}

    /// @throws CommandFailure with `UNAVAILABLE` where the folder has no network, with `CONFIG` where its files are
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
            RoleStatus gateway = gateway(gatewayRole);
            Scheme scheme = file.gateway().scheme();
            return new NetworkStatus(
                    NetworkStatus.Health.of(nodes, gateway, scheme.k(), scheme.success()),
                    folder.root().toString(),
                    "http://" + gateway.address(),
                    scheme.toString(),
                    nodes,
                    gateway);
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
                    role.kind(), role.number(), role.id(), role.address(), pid(role), true, health.reason(), storage);
        } catch (NodeException e) {
            return new RoleStatus(
                    role.kind(),
                    role.number(),
                    role.id(),
                    role.address(),
                    pid(role),
                    false,
                    CommandFailure.reason(e),
                    null);
        }
    }

    private static RoleStatus gateway(LocalRole role) throws IOException {
        Optional<RunFile> running = role.running();
        return new RoleStatus(
                role.kind(),
                0,
                role.id(),
                running.map(RunFile::address).orElse(role.address()),
                pid(role),
                running.isPresent(),
                running.isPresent() ? "" : "does not answer",
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
