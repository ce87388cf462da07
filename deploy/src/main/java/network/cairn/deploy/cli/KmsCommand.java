package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.local.NetworkFolder;
import network.cairn.gateway.GatewayDocuments;
import network.cairn.gateway.kms.KeyDescription;
import network.cairn.gateway.kms.KeyServiceException;
import network.cairn.gateway.kms.KeyServiceSettings;
import network.cairn.gateway.kms.LocalKeyRing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Groups what is done with the keys of SSE-KMS in a gateway's own key ring.
@Command(
        name = "kms",
        description = {
            "Manage the keys that objects are encrypted under with aws:kms (SSE-KMS), in a gateway's own key ring.",
            "A running gateway sees a change within a second."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            KmsKeyCommands.Create.class,
            KmsKeyCommands.ListKeys.class,
            KmsKeyCommands.Rotate.class,
            KmsKeyCommands.Alias.class,
            KmsKeyCommands.Enable.class,
            KmsKeyCommands.Disable.class,
            KmsKeyCommands.ScheduleDeletion.class,
            KmsKeyCommands.CancelDeletion.class,
            CommandLine.HelpCommand.class
        })
final class KmsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Missing subcommand: create, list, rotate, alias, enable, disable, schedule-deletion or"
                        + " cancel-deletion");
    }

    /// Whose keys of which gateway, and how they are printed.
    static final class Options {
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

        @Option(
                names = "--tenant",
                paramLabel = "NAME",
                defaultValue = GatewayFile.TENANT_DEFAULT,
                description = "Whose keys. Default: ${DEFAULT-VALUE}")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String tenant;

        @Option(names = "--json", description = "Print JSON, for programs.")
        private boolean json;

        String tenant() {
            return tenant;
        }

        /// What is done with the ring.
        interface Action<T> {
            T apply(LocalKeyRing keys) throws KeyServiceException;
        }

        <T> T with(Terminal terminal, Action<T> action) throws CommandFailure {
            Path file = config != null ? config : new NetworkFolder(data).gatewayConfig();
            GatewayFile gateway = GatewayFile.read(file, terminal.environment());
            if (gateway.gateway().keyService() instanceof KeyServiceSettings.Vault vault) {
                throw new CommandFailure(
                        Exit.CONFIG,
                        gateway.file() + ": keyServiceKind: the keys are kept by " + vault.url()
                                + " and managed with its own tools");
            }
            var random = new SecureRandom();
            try (var documents = GatewayDocuments.open(gateway.gateway(), random)) {
                LocalKeyRing keys = LocalKeyRing.open(
                        documents.keyRing(),
                        Keystores.masterKey(
                                gateway.keystore(), Keystores.open(gateway.keystore(), terminal.environment())),
                        gateway.gateway().region(),
                        random,
                        InstantSource.system());
                return action.apply(keys);
            } catch (KeyServiceException e) {
                throw failure(e);
            } catch (IOException e) {
                throw new CommandFailure(Exit.CONFIG, CommandFailure.reason(e), e);
            }
        }

        private static CommandFailure failure(KeyServiceException e) {
            return switch (e.reason()) {
                case INVALID_REQUEST, DISABLED, PENDING_DELETION, ACCESS_DENIED ->
                    new CommandFailure(Exit.USAGE, e.text(), e);
                case NO_SUCH_KEY -> new CommandFailure(Exit.UNAVAILABLE, e.text(), e);
                case UNAVAILABLE -> {
                    Throwable cause = e.getCause();
                    yield new CommandFailure(Exit.CONFIG, cause == null ? e.text() : CommandFailure.reason(cause), e);
                }
            };
        }

        /// Prints what became of one key.
        void printKey(Terminal terminal, KeyDescription key) throws IOException {
            if (json) {
                terminal.result(JSON.writeValueAsString(json(key)));
            } else {
                table(terminal, List.of(key));
            }
        }

        void printKeys(Terminal terminal, List<KeyDescription> keys) throws IOException {
            if (json) {
                terminal.result(
                        JSON.writeValueAsString(keys.stream().map(Options::json).toList()));
            } else {
                table(terminal, keys);
            }
        }

        private static void table(Terminal terminal, List<KeyDescription> keys) {
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("KEY", "STATE", "VERSION", "ALIASES", "CREATED", "DELETED AT"));
            keys.forEach(key -> rows.add(List.of(
                    key.arn().id(),
                    key.state().text(),
                    Integer.toString(key.version()),
                    String.join(",", key.aliases()),
                    key.createdAt().toString(),
                    key.deletionAt().map(Object::toString).orElse(""))));
            Columns.align(rows).forEach(terminal::result);
        }

        private static ObjectNode json(KeyDescription key) {
            ObjectNode node = JSON.createObjectNode();
            node.put("keyId", key.arn().id());
            node.put("arn", key.arn().toString());
            node.put("tenant", key.arn().tenant());
            node.put("state", key.state().text());
            node.put("version", key.version());
            key.aliases().forEach(node.putArray("aliases")::add);
            node.put("createdAt", key.createdAt().toString());
            key.deletionAt().ifPresent(time -> node.put("deletionAt", time.toString()));
            return node;
        }
    }
}
