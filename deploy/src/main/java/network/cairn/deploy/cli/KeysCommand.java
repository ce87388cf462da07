package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import network.cairn.deploy.admin.AdminCalls;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Groups what is done with access keys.
@Command(
        name = "keys",
        description = {
            "Make, list, switch off and delete the access keys of a gateway, which sees a change within a second.",
            "",
            "A key is of a tenant's root, which may do everything with what is the tenant's; of a user of a tenant, who"
                    + " may do what its policies say; or of the operator, for the admin API."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            KeysCommand.Create.class,
            KeysCommand.ListKeys.class,
            KeysCommand.Delete.class,
            KeysCommand.Enable.class,
            KeysCommand.Disable.class,
            CommandLine.HelpCommand.class
        })
final class KeysCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Missing subcommand: create, list, enable, disable or delete");
    }

    /// Makes an access key.
    @Command(
            name = "create",
            description = {
                "Make an access key and print it with its secret, which is shown this once.",
                "Keys of one tenant see the same buckets; another tenant's buckets and keys are its own."
            },
            mixinStandardHelpOptions = true)
    static final class Create extends IdentityTask {
        @Option(
                names = "--tenant",
                paramLabel = "NAME",
                description = "Whom the key is for: a-z, 0-9 and -. A new name makes a new tenant. Default: "
                        + GatewayFile.TENANT_DEFAULT)
        private @Nullable String tenant;

        @Option(
                names = "--user",
                paramLabel = "NAME",
                description = "The tenant's user whom the key is for. Default: the tenant's root")
        private @Nullable String user;

        @Option(names = "--operator", description = "Make a key for the admin API instead.")
        private boolean operator;

        Create(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            JsonNode key;
            if (operator) {
                if (tenant != null || user != null) {
                    throw new CommandFailure(Exit.USAGE, "--operator: such a key is of no tenant and no user");
                }
                key = gateway.send("POST", "", "operator-keys");
            } else {
                String name = tenant == null ? GatewayFile.TENANT_DEFAULT : tenant;
                if (user != null) {
                    key = gateway.send("POST", "", "tenants", name, "users", user, "keys");
                } else {
                    if (gateway.find("tenants", name).isEmpty()) {
                        gateway.send("PUT", "", "tenants", name);
                    }
                    key = gateway.send("POST", "", "tenants", name, "keys");
                }
            }
            String secret = key.path("secretAccessKey").asText();
            List<String> row = ShownKey.row(key);
            print(
                    ShownKey.json(key).put("secretAccessKey", secret),
                    List.of(
                            List.of("ACCESS KEY", "SECRET KEY", "TENANT", "USER"),
                            List.of(row.get(0), secret, row.get(1), row.get(2))));
        }
    }

    /// Lists access keys, without their secrets.
    @Command(
            name = "list",
            description = "List the access keys, oldest first, without their secrets.",
            mixinStandardHelpOptions = true)
    static final class ListKeys extends IdentityTask {
        @Option(names = "--tenant", paramLabel = "NAME", description = "Only this tenant's.")
        private @Nullable String tenant;

        @Option(names = "--user", paramLabel = "NAME", description = "Only those of users of this name.")
        private @Nullable String user;

        @Option(names = "--operator", description = "Only those for the admin API.")
        private boolean operator;

        ListKeys(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            var query = new HashMap<String, String>();
            if (tenant != null) {
                query.put("tenant", tenant);
            }
            if (user != null) {
                query.put("user", user);
            }
            if (operator) {
                query.put("operator", "true");
            }
            List<JsonNode> keys = gateway.list("keys", query, "keys");
            var rows = new ArrayList<List<String>>();
            rows.add(ShownKey.HEADING);
            keys.forEach(key -> rows.add(ShownKey.row(key)));
            print(keys.stream().map(ShownKey::json).toList(), rows);
        }
    }

    /// Withdraws an access key.
    @Command(
            name = "delete",
            description = "Withdraw an access key. Its tenant, and the tenant's buckets and objects, stay.",
            mixinStandardHelpOptions = true)
    static final class Delete extends IdentityTask {
        @Parameters(paramLabel = "ACCESS-KEY", description = "The key's id.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String accessKeyId;

        Delete(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            gateway.send("DELETE", "", "keys", accessKeyId);
            print(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("accessKeyId", accessKeyId)
                            .put("deleted", true),
                    List.of(List.of("deleted " + accessKeyId)));
        }
    }

    /// Switches a key on or off.
    abstract static class Switch extends IdentityTask {
        private final boolean active;

        @Parameters(paramLabel = "ACCESS-KEY", description = "The key's id.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String accessKeyId;

        Switch(Terminal terminal, boolean active) {
            super(terminal);
            this.active = active;
        }

        @Override
        final void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            JsonNode key = gateway.send("PATCH", "{\"active\":" + active + "}", "keys", accessKeyId);
            print(ShownKey.json(key), List.of(ShownKey.HEADING, ShownKey.row(key)));
        }
    }

    /// Switches a key on.
    @Command(
            name = "enable",
            description = "Let a key that was switched off work again.",
            mixinStandardHelpOptions = true)
    static final class Enable extends Switch {
        Enable(Terminal terminal) {
            super(terminal, true);
        }
    }

    /// Switches a key off.
    @Command(
            name = "disable",
            description = "Switch a key off, and every session that was begun with it, until it is enabled again.",
            mixinStandardHelpOptions = true)
    static final class Disable extends Switch {
        Disable(Terminal terminal) {
            super(terminal, false);
        }
    }
}
