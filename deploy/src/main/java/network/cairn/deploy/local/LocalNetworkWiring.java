package network.cairn.deploy.local;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.NodeFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.role.RoleWiring;
import network.cairn.deploy.role.RunningRole;

/// A local network's roles inside this process.
final class LocalNetworkWiring implements AutoCloseable {
    private final RoleWiring wiring;
    private final List<RunningRole> nodes = new ArrayList<>();
    private Optional<RunningRole> gateway = Optional.empty();

    private LocalNetworkWiring(RoleWiring wiring) {
        this.wiring = wiring;
    }

    /// Starts the nodes, several at a time, and then the gateway.
    static LocalNetworkWiring start(
            List<NodeFile> nodeFiles,
            Optional<GatewayFile> gatewayFile,
            Map<String, String> environment,
            SecureRandom random)
            throws CommandFailure, InterruptedException {
        var network = new LocalNetworkWiring(new RoleWiring(random, environment));
        boolean ready = false;
        try {
            network.startNodes(nodeFiles);
            if (gatewayFile.isPresent()) {
                network.gateway = Optional.of(network.wiring.gateway(gatewayFile.get()));
            }
            ready = true;
            return network;
        } finally {
            if (!ready) {
                network.close();
            }
        }
    }

    private void startNodes(List<NodeFile> files) throws CommandFailure, InterruptedException {
        CommandFailure failure = null;
        try (ExecutorService executor =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var starts = new ArrayList<Future<RunningRole>>();
            for (NodeFile file : files) {
                starts.add(executor.submit(() -> wiring.node(file)));
            }
            for (Future<RunningRole> start : starts) {
                try {
                    nodes.add(start.get());
                } catch (ExecutionException e) {
                    failure = failureOf(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static CommandFailure failureOf(ExecutionException e) {
        if (e.getCause() instanceof CommandFailure failure) {
            return failure;
        }
        throw new IllegalStateException("a node did not start", e.getCause());
    }

    /// Stops the gateway, then the nodes.
    @Override
    public void close() {
        try (wiring) {
            gateway.ifPresent(RunningRole::close);
            nodes.forEach(RunningRole::close);
        }
    }
}
