package network.cairn.deploy.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import network.cairn.client.identity.Identity;
import network.cairn.deploy.chain.ChainAccess;
import network.cairn.deploy.chain.ChainAccessWiring;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.local.LocalChain;
import network.cairn.deploy.local.NetworkFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which chain a command is about, by which node it is reached, and how results are printed.
final class ChainOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "cairn-data",
            description = "The local network's folder, whose chain it is. Default: ./${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path data;

    @Option(
            names = "--genesis",
            paramLabel = "FILE",
            description = "The genesis of a chain outside a local network, instead of --data; then --rpc is needed.")
    private @Nullable Path genesis;

    @Option(
            names = "--rpc",
            paramLabel = "URL",
            description = "The RPC of a validator, such as http://127.0.0.1:26601. It is not trusted. Default: that of"
                    + " the first validator of --data that runs")
    private @Nullable String rpc;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "Where following the chain begins and what it comes to is kept: with it nothing is followed"
                    + " twice. One that is there is trusted like the genesis; it is made if it is not.")
    private @Nullable Path checkpoint;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    boolean json() {
        return json;
    }

    /// The local network that is meant; empty where the chain is outside of one.
    Optional<NetworkFolder> local() {
        return genesis == null ? Optional.of(new NetworkFolder(data)) : Optional.empty();
    }

    /// The identity of the local network's operator.
    Identity operator(Terminal terminal) throws CommandFailure {
        if (genesis != null) {
            throw new CommandFailure(
                    Exit.USAGE, "--genesis: nobody's identity is known outside a local network; name it");
        }
        var folder = new NetworkFolder(data);
        LocalChain.genesis(folder);
        return Keystores.open(LocalChain.operator(folder), terminal.environment())
                .identity();
    }

    /// @param tipAgeMax how old the newest final block may be
    ChainAccess open(Terminal terminal, Duration tipAgeMax) throws CommandFailure {
        InstantSource clock = InstantSource.system();
        var folder = new NetworkFolder(data);
        if (genesis == null) {
            return rpc == null
                    ? LocalChain.open(folder, terminal.environment(), clock, tipAgeMax)
                    : ChainAccessWiring.open(
                            LocalChain.genesis(folder), Optional.ofNullable(checkpoint), rpc, clock, tipAgeMax);
        }
        if (rpc == null) {
            throw new CommandFailure(Exit.USAGE, "--genesis: a chain outside a local network needs --rpc too");
        }
        return ChainAccessWiring.open(genesis, Optional.ofNullable(checkpoint), rpc, clock, tipAgeMax);
    }
}
