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
import network.cairn.gateway.credentials.AccessKeyFile;
import network.cairn.gateway.credentials.CredentialsException;
import network.cairn.gateway.credentials.IssuedKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Groups what is done with S3 access keys.
@Command(
        name = "keys",
        description = "Make, list and delete the S3 access keys of a gateway, which sees a change within a second.",
        mixinStandardHelpOptions = true,
        subcommands = {
            KeysCommand.Create.class,
            KeysCommand.ListKeys.class,
            KeysCommand.Delete.class,
            CommandLine.HelpCommand.class
        })
final class KeysCommand implements Callable<Integer> {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing subcommand: create, list or delete");
    }

    /// Which gateway's keys, and how they are printed.
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

        @Option(names = "--json", description = "Print JSON, for programs.")
        private boolean json;

        AccessKeyFile open(Terminal terminal) throws CommandFailure {
            Path file = config != null ? config : new NetworkFolder(data).gatewayConfig();
            GatewayFile gateway = GatewayFile.read(file, terminal.environment());
            return AccessKeyFile.open(
                    gateway.gateway().accessKeyFile(),
                    Keystores.masterKey(
                            gateway.keystore(), Keystores.open(gateway.keystore(), terminal.environment())));
        }
    }

    private static ObjectNode json(IssuedKey issued, boolean withSecret) {
        ObjectNode node = JSON.createObjectNode();
        node.put("accessKeyId", issued.key().id());
        if (withSecret) {
            node.put("secretAccessKey", issued.key().secret());
        }
        node.put("tenant", issued.key().tenant());
        node.put("createdAt", issued.createdAt().toString());
        return node;
    }

    private static CommandFailure failure(CredentialsException e) {
        return new CommandFailure(Exit.CONFIG, e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }

    /// Makes an access key.
    @Command(
            name = "create",
            description = {
                "Make an access key and print it with its secret.",
                "Keys of one tenant see the same buckets; another tenant's buckets and keys are its own."
            },
            mixinStandardHelpOptions = true)
    static final class Create implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final Options options = new Options();

        @Option(
                names = "--tenant",
                paramLabel = "NAME",
                defaultValue = GatewayFile.TENANT_DEFAULT,
                description = "Whom the key is for: a-z, 0-9 and -. A new name makes a new tenant."
                        + " Default: ${DEFAULT-VALUE}")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String tenant;

        Create(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws CommandFailure, IOException {
            IssuedKey issued;
            try {
                AccessKeyFile keys = options.open(terminal);
                String id = keys.create(tenant, new SecureRandom(), InstantSource.system())
                        .id();
                issued = keys.list().stream()
                        .filter(key -> key.key().id().equals(id))
                        .findFirst()
                        .orElseThrow();
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(Exit.USAGE, "--tenant " + tenant + ": " + e.getMessage(), e);
            } catch (CredentialsException e) {
                throw failure(e);
            }
            if (options.json) {
                terminal.result(JSON.writeValueAsString(json(issued, true)));
            } else {
                Columns.align(List.of(
                                List.of("ACCESS KEY", "SECRET KEY", "TENANT"),
                                List.of(
                                        issued.key().id(),
                                        issued.key().secret(),
                                        issued.key().tenant())))
                        .forEach(terminal::result);
            }
            return Exit.OK.code();
        }
    }

    /// Lists access keys, without their secrets.
    @Command(
            name = "list",
            description = "List the access keys, oldest first, without their secrets.",
            mixinStandardHelpOptions = true)
    static final class ListKeys implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final Options options = new Options();

        @Option(names = "--tenant", paramLabel = "NAME", description = "Only this tenant's.")
        private @Nullable String tenant;

        ListKeys(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws CommandFailure, IOException {
            List<IssuedKey> keys;
            try {
                keys = options.open(terminal).list().stream()
                        .filter(key -> tenant == null || key.key().tenant().equals(tenant))
                        .toList();
            } catch (CredentialsException e) {
                throw failure(e);
            }
            if (options.json) {
                terminal.result(JSON.writeValueAsString(
                        keys.stream().map(key -> json(key, false)).toList()));
                return Exit.OK.code();
            }
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("ACCESS KEY", "TENANT", "CREATED"));
            keys.forEach(key -> rows.add(
                    List.of(key.key().id(), key.key().tenant(), key.createdAt().toString())));
            Columns.align(rows).forEach(terminal::result);
            return Exit.OK.code();
        }
    }

    /// Withdraws an access key.
    @Command(
            name = "delete",
            description = "Withdraw an access key. Its tenant, and the tenant's buckets and objects, stay.",
            mixinStandardHelpOptions = true)
    static final class Delete implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final Options options = new Options();

        @Parameters(paramLabel = "ACCESS-KEY", description = "The key's id.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String accessKeyId;

        Delete(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws CommandFailure, IOException {
            boolean found;
            try {
                found = options.open(terminal).delete(accessKeyId, new SecureRandom());
            } catch (CredentialsException e) {
                throw failure(e);
            }
            if (!found) {
                throw new CommandFailure(Exit.UNAVAILABLE, "there is no access key " + accessKeyId);
            }
            if (options.json) {
                terminal.result(JSON.writeValueAsString(
                        JSON.createObjectNode().put("accessKeyId", accessKeyId).put("deleted", true)));
            } else {
                terminal.result("deleted " + accessKeyId);
            }
            return Exit.OK.code();
        }
    }
}
