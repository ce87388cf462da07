package network.cairn.deploy.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.cairn.client.account.ChainSettings;
import network.cairn.client.ledger.Endpoint;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.genesis.GenesisFiles;

/// A file that says which chain is meant and how it is reached; `deploy/config/chain.yaml` explains every key.
public final class ChainFile {
    private ChainFile() {}

    /// @throws CommandFailure with `CONFIG`: one line naming file, key and value
    public static ChainSettings read(Path file) throws CommandFailure {
        ConfigDocument document = ConfigDocument.read(file, "", Map.of());
        Path genesis = document.required("genesisFile", ConfigType.path());
        List<String> rpc = document.required("rpc", ConfigType.listOf(ConfigType.text()));
        document.rejectUnknown();
        if (rpc.isEmpty()) {
            throw document.failure("rpc: the list is empty");
        }
        var endpoints = new java.util.ArrayList<Endpoint>();
        for (String address : rpc) {
            try {
                endpoints.add(endpoint(address));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(
                        Exit.CONFIG,
                        file + ": rpc: '" + address + "' is no address of an RPC such as http://127.0.0.1:26601",
                        e);
            }
        }
        return new ChainSettings(GenesisFiles.read(genesis), endpoints);
    }

    /// The address of a node's RPC.
    ///
    /// @param address `http://host:port`
    /// @throws IllegalArgumentException if it is none
    public static Endpoint endpoint(String address) {
        URI uri = URI.create(address);
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 1) {
            throw new IllegalArgumentException("another form");
        }
        String host = uri.getHost();
        return new Endpoint(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, uri.getPort());
    }
}
