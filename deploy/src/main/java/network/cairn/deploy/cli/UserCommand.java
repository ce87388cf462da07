package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import network.cairn.deploy.admin.AdminCalls;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.exit.CommandFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Groups what is done with the users of a tenant.
@Command(
        name = "user",
        description = {
            "Make, list and delete the users of a tenant, and say by policies what they may do.",
            "",
            "A tenant manages its users itself, too, with any client of IAM: 'aws iam' at the gateway's endpoint. Groups"
                    + " and roles are managed that way alone."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            UserCommand.Create.class,
            UserCommand.ListUsers.class,
            UserCommand.Show.class,
            UserCommand.Delete.class,
            UserPolicyCommand.class,
            CommandLine.HelpCommand.class
        })
final class UserCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Missing subcommand: create, list, show, delete or policy");
    }

    /// A command within one tenant.
    abstract static class OfTenant extends IdentityTask {
        @Option(
                names = "--tenant",
                paramLabel = "NAME",
                defaultValue = GatewayFile.TENANT_DEFAULT,
                description = "The tenant. Default: ${DEFAULT-VALUE}")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        String tenant;

        OfTenant(Terminal terminal) {
            super(terminal);
        }
    }

    /// A command about one user.
    abstract static class OfOne extends OfTenant {
        @Parameters(index = "0", paramLabel = "USER", description = "The user's name.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        String name;

        OfOne(Terminal terminal) {
            super(terminal);
        }

        final void print(JsonNode user) throws IOException {
            print(user, List.of(ShownUser.HEADING, ShownUser.row(user)));
        }
    }

    /// Makes a user.
    @Command(
            name = "create",
            description = "Make a user. It may do nothing before it has a policy, and has no key yet: see"
                    + " 'cairn user policy' and 'cairn keys create --user'.",
            mixinStandardHelpOptions = true)
    static final class Create extends OfOne {
        @Option(
                names = "--path",
                paramLabel = "PATH",
                defaultValue = "/",
                description = "What stands before the name in the ARN, with slashes at both ends.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String path;

        Create(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            String settings =
                    JsonNodeFactory.instance.objectNode().put("path", path).toString();
            print(gateway.send("PUT", settings, "tenants", tenant, "users", name));
        }
    }

    /// Lists users.
    @Command(name = "list", description = "List the users of a tenant.", mixinStandardHelpOptions = true)
    static final class ListUsers extends OfTenant {
        ListUsers(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            List<JsonNode> users = gateway.list("users", Map.of(), "tenants", tenant, "users");
            var rows = new ArrayList<List<String>>();
            rows.add(ShownUser.HEADING);
            users.forEach(user -> rows.add(ShownUser.row(user)));
            print(users, rows);
        }
    }

    /// Shows a user.
    @Command(
            name = "show",
            description = "Show a user; with --json its policies, groups and tags, too.",
            mixinStandardHelpOptions = true)
    static final class Show extends OfOne {
        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            print(gateway.get("tenants", tenant, "users", name));
        }
    }

    /// Deletes a user.
    @Command(
            name = "delete",
            description = "Delete a user with its policies and keys. Sessions that it began end with it.",
            mixinStandardHelpOptions = true)
    static final class Delete extends OfOne {
        Delete(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            gateway.send("DELETE", "", "tenants", tenant, "users", name);
            print(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("tenant", tenant)
                            .put("user", name)
                            .put("deleted", true),
                    List.of(List.of("deleted " + name)));
        }
    }
}
