package network.cairn.deploy.role;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import network.cairn.chain.RunningValidator;
import network.cairn.chain.ValidatorWiring;
import network.cairn.client.identity.Keystore;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.ledger.Genesis;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.config.NodeFile;
import network.cairn.deploy.config.ValidatorFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.genesis.BeaconShareFile;
import network.cairn.deploy.genesis.GenesisFiles;
import network.cairn.gateway.GatewayWiring;
import network.cairn.gateway.RunningGateway;
import network.cairn.node.RunningNode;
import network.cairn.node.StorageNodeWiring;
import network.cairn.node.store.StoreException;
import network.cairn.proofs.beacon.BeaconSecret;
import org.jspecify.annotations.Nullable;

/// Starts storage nodes, gateways and validators from their configuration files, all on one Vert.x
/// instance of its own.
public final class RoleWiring implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
    private final InstantSource clock = InstantSource.system();
    private final SecureRandom random;
    private final Map<String, String> environment;

    /// @param environment in which CAIRN_PASSPHRASE may open keystores
    public RoleWiring(SecureRandom random, Map<String, String> environment) {
        this.random = random;
        this.environment = Map.copyOf(environment);
    }

    /// Starts a storage node; it serves when this returns.
    public RunningRole node(NodeFile file) throws CommandFailure, InterruptedException {
        Keystore keystore = Keystores.open(file.keystore(), environment);
        try {
            RunningNode node = StorageNodeWiring.start(file.node(), keystore.identity(), clock, random, vertx);
            return announce(
                    "node",
                    keystore,
                    file.node().listenHost() + ":" + node.port(),
                    null,
                    file.process().runFile(),
                    node::close);
        } catch (IOException | StoreException e) {
            throw cannotStart("node", file.file(), e);
        }
    }

    /// Starts a gateway; it serves when this returns.
    public RunningRole gateway(GatewayFile file) throws CommandFailure, InterruptedException {
        Keystore keystore = Keystores.open(file.keystore(), environment);
        try {
            RunningGateway gateway = GatewayWiring.start(
                    file.gateway(),
                    keystore.identity(),
                    Keystores.masterKey(file.keystore(), keystore),
                    file.nodes(),
                    clock,
                    random,
                    vertx);
            return announce(
                    "gateway",
                    keystore,
                    file.gateway().host() + ":" + gateway.port(),
                    gateway.httpsPort().isEmpty()
                            ? null
                            : file.gateway().host() + ":" + gateway.httpsPort().getAsInt(),
                    file.process().runFile(),
                    gateway::close);
        } catch (IOException e) {
            throw cannotStart("gateway", file.file(), e);
        }
    }

    /// Starts a validator; it takes part when this returns.
    public RunningRole validator(ValidatorFile file) throws CommandFailure, InterruptedException {
        Keystore keystore = Keystores.open(file.keystore(), environment);
        Genesis genesis = GenesisFiles.read(file.genesisFile());
        Optional<BeaconSecret> share = Optional.empty();
        if (file.beaconShareFile().isPresent()) {
            Path shareFile = file.beaconShareFile().get();
            share = Optional.of(BeaconShareFile.read(shareFile).open(shareFile, genesis, keystore.identity()));
        }
        try {
            RunningValidator validator =
                    ValidatorWiring.start(file.settings(genesis, share), keystore.identity(), clock, random, vertx);
            return announce(
                            "validator",
                            keystore,
                            file.rpc().listenHost() + ":" + validator.rpcPort(),
                            null,
                            file.process().runFile(),
                            validator::close)
                    .failingWith(validator.failure());
        } catch (IOException | UncheckedIOException | IllegalStateException | KeyValueException e) {
            throw cannotStart("validator", file.file(), e);
        }
    }

    private RunningRole announce(
            String role,
            Keystore keystore,
            String address,
            @Nullable String secureAddress,
            Optional<Path> runFile,
            RunningRole.Stop stop)
            throws IOException {
        var run = new RunFile(
                role,
                keystore.identity().id().toString(),
                address,
                secureAddress,
                ProcessHandle.current().pid(),
                clock.instant().toString());
        if (runFile.isPresent()) {
            run.write(runFile.get());
        }
        return new RunningRole(run, runFile, stop, new CompletableFuture<>());
    }

    private static CommandFailure cannotStart(String role, Path file, Exception e) {
        return new CommandFailure(
                Exit.CANNOT_CREATE, role + " of " + file + " cannot start: " + CommandFailure.reason(e), e);
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
