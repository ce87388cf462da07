package network.cairn.deploy.chain;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.light.Checkpoint;
import network.cairn.client.light.LightClient;
import network.cairn.client.light.LightClientSettings;
import network.cairn.client.rpc.HttpChainClient;
import network.cairn.client.rpc.HttpChainLimits;
import network.cairn.deploy.config.ChainFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.genesis.GenesisFiles;

/// Opens a chain: a light client before one node's RPC.
public final class ChainAccessWiring {
    /// More patient than a program's: whoever waits at a terminal can end the command.
    private static final HttpChainLimits LIMITS = new HttpChainLimits(
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            HttpChainLimits.DEFAULT.connectionsMax(),
            HttpChainLimits.DEFAULT.questionsWaitingMax());

    private ChainAccessWiring() {}

    /// @param genesisFile the chain's genesis in canonical bytes
    /// @param checkpointFile where following the chain begins, and what it comes to is kept; it need not
    ///     be there
    /// @param rpc the node's address, `http://host:port`
    /// @param tipAgeMax how old the newest final block may be
    /// @throws CommandFailure where a file is wrong, or the address is none
    public static ChainAccess open(
            Path genesisFile, Optional<Path> checkpointFile, String rpc, InstantSource clock, Duration tipAgeMax)
            throws CommandFailure {
        Genesis genesis = GenesisFiles.read(genesisFile);
        Optional<CheckpointFile> kept = checkpointFile.map(CheckpointFile::new);
        Optional<Checkpoint> checkpoint = kept.isPresent() ? kept.get().read(genesis.chainId()) : Optional.empty();
        Endpoint endpoint = endpoint(rpc);
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
        var client = new HttpChainClient(vertx, endpoint, LIMITS);
        var light = new LightClient(
                new LightClientSettings(
                        genesis, checkpoint, new InMemoryKeyValueStore(), SignatureVerifier.ED25519, clock, tipAgeMax),
                client);
        return new NodeAccess(genesis, light, client, kept, () -> {
            client.close();
            vertx.close().await();
        });
    }

    private static Endpoint endpoint(String rpc) throws CommandFailure {
        try {
            return ChainFile.endpoint(rpc);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    Exit.USAGE, "'" + rpc + "' is no address of an RPC such as http://127.0.0.1:26601", e);
        }
    }
}
