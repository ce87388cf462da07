package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.local.NetworkFolder;
import network.cairn.gateway.GatewayDocuments;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.StorageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A command that looks at or changes the identities of a gateway: its tenants, users and keys. It opens the
/// document that they rest in; a gateway that runs sees a change within a second.
abstract class IdentityTask implements Callable<Integer> {
    static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "cairn-data",
            description = "The local network's folder. Default: ./${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration of a gateway outside a local network, instead of --data.")
    private @Nullable Path config;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    final Terminal terminal;

    IdentityTask(Terminal terminal) {
        this.terminal = terminal;
    }

    /// What it does with the identities.
    abstract void run(Identities identities) throws IdentityException, CommandFailure, IOException;

    @Override
    public final Integer call() throws CommandFailure, IOException {
        Path file = config != null ? config : new NetworkFolder(data).gatewayConfig();
        GatewayFile gateway = GatewayFile.read(file, terminal.environment());
        var random = new SecureRandom();
        try (var documents = documents(gateway, random)) {
            run(Identities.open(
                    documents.identities(),
                    Keystores.masterKey(gateway.keystore(), Keystores.open(gateway.keystore(), terminal.environment())),
                    random,
                    InstantSource.system()));
        } catch (IdentityException e) {
            Exit exit = switch (e.fault()) {
                case VALIDATION, MALFORMED_POLICY -> Exit.USAGE;
                case NO_SUCH_ENTITY -> Exit.UNAVAILABLE;
                case ENTITY_ALREADY_EXISTS, LIMIT_EXCEEDED, DELETE_CONFLICT, UNMODIFIABLE -> Exit.REFUSED;
            };
            throw new CommandFailure(exit, e.text(), e);
        } catch (StorageException e) {
            throw new CommandFailure(Exit.CONFIG, CommandFailure.reason(e), e);
        }
        return Exit.OK.code();
    }

    private static GatewayDocuments documents(GatewayFile gateway, SecureRandom random) throws CommandFailure {
        try {
            return GatewayDocuments.open(gateway.gateway(), random);
        } catch (IOException e) {
            throw new CommandFailure(Exit.CONFIG, CommandFailure.reason(e), e);
        }
    }

    /// Prints a result: as JSON where that was asked for, else as rows in columns.
    final void print(Object asJson, List<List<String>> rows) throws IOException {
        if (json) {
            terminal.result(JSON.writeValueAsString(asJson));
        } else {
            Columns.align(rows).forEach(terminal::result);
        }
    }
}
