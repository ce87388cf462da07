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
import network.cairn.deploy.config.ValidatorFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.role.RoleWiring;
import network.cairn.deploy.role.RunningRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A local network's roles inside this process.
final class LocalNetworkWiring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalNetworkWiring.class);

    private final RoleWiring wiring;
    private final List<RunningRole> others = new ArrayList<>();
    private Optional<RunningRole> gateway = Optional.empty();

    private LocalNetworkWiring(RoleWiring wiring) {
        this.wiring = wiring;
    }

    /// Starts the nodes and validators, several at a time, and then the gateway.
    static LocalNetworkWiring start(
            List<NodeFile> nodeFiles,
            List<ValidatorFile> validatorFiles,
            Optional<GatewayFile> gatewayFile,
            Map<String, String> environment,
            SecureRandom random)
            throws CommandFailure, InterruptedException {
        var network = new LocalNetworkWiring(new RoleWiring(random, environment));
        boolean ready = false;
        try {
            network.startOthers(nodeFiles, validatorFiles);
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

    private void startOthers(List<NodeFile> nodeFiles, List<ValidatorFile> validatorFiles)
            throws CommandFailure, InterruptedException {
        CommandFailure failure = null;
        try (ExecutorService executor =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var starts = new ArrayList<Future<RunningRole>>();
            for (ValidatorFile file : validatorFiles) {
                starts.add(executor.submit(() -> wiring.validator(file)));
            }
            for (NodeFile file : nodeFiles) {
                starts.add(executor.submit(() -> wiring.node(file)));
            }
            for (Future<RunningRole> start : starts) {
                try {
                    RunningRole role = start.get();
                    others.add(role);
                    var _ = role.failure()
                            .thenAccept(reason -> LOG.error(
                                    "{} {} has stopped: {}",
                                    role.run().role(),
                                    role.run().id(),
                                    reason));
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
        throw new IllegalStateException("a role did not start", e.getCause());
    }

    /// Stops the gateway, then everything else.
    @Override
    public void close() {
        try (wiring) {
            gateway.ifPresent(RunningRole::close);
            others.forEach(RunningRole::close);
        }
    }
}
