package network.cairn.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import network.cairn.deploy.chain.ChainAccess;
import network.cairn.deploy.chain.ChainAccessWiring;
import network.cairn.deploy.config.KeystoreSettings;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.role.RunFile;

/// Finds the chain of a local network.
public final class LocalChain {
    private LocalChain() {}

    /// @throws CommandFailure with `UNAVAILABLE` where the folder has no chain
    public static Path genesis(NetworkFolder folder) throws CommandFailure {
        if (!Files.isRegularFile(folder.genesisFile())) {
            throw new CommandFailure(
                    Exit.UNAVAILABLE,
                    folder.root() + ": there is no chain (no chain/genesis.bin); 'cairn up' makes one");
        }
        return folder.genesisFile();
    }

    /// The RPC of the first validator that runs, a URL.
    ///
    /// @throws CommandFailure with `UNAVAILABLE` where none runs
    public static String endpoint(NetworkFolder folder, Map<String, String> environment) throws CommandFailure {
        try {
            for (LocalRole role : LocalRoles.validators(folder, environment)) {
                Optional<RunFile> running = role.running();
                if (running.isPresent()) {
                    return LocalRole.url(running.get().address());
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(Exit.CONFIG, CommandFailure.reason(e), e);
        }
        throw new CommandFailure(
                Exit.UNAVAILABLE, folder.root() + ": no validator of this network runs; 'cairn up' starts them");
    }

    /// Opens the chain through a validator that runs, beginning where it was last left.
    ///
    /// @throws CommandFailure with `UNAVAILABLE` where there is no chain, or no validator runs
    public static ChainAccess open(
            NetworkFolder folder, Map<String, String> environment, InstantSource clock, Duration tipAgeMax)
            throws CommandFailure {
        return ChainAccessWiring.open(
                genesis(folder), Optional.of(folder.checkpointFile()), endpoint(folder, environment), clock, tipAgeMax);
    }

    /// The keystore of the account with the network's money.
    public static KeystoreSettings operator(NetworkFolder folder) {
        return new KeystoreSettings(folder.operatorKeystore(), Optional.of(folder.passphraseFile()));
    }
}
