package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import network.cairn.deploy.admin.AdminCalls;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.admin.AdminApi;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Groups what is done with a user's policies.
@Command(
        name = "policy",
        description = {
            "Say what a user may do: by policies of its own, and by managed ones such as",
            "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            UserPolicyCommand.Put.class,
            UserPolicyCommand.Show.class,
            UserPolicyCommand.ListPolicies.class,
            UserPolicyCommand.Delete.class,
            UserPolicyCommand.Attach.class,
            UserPolicyCommand.Detach.class,
            CommandLine.HelpCommand.class
        })
final class UserPolicyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Missing subcommand: put, show, list, delete, attach or detach");
    }

    /// A command about what one user may do.
    abstract static class OfGrants extends UserCommand.OfOne {
        OfGrants(Terminal terminal) {
            super(terminal);
        }

        final void printGrants(JsonNode grants) throws IOException {
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("POLICY", "KIND"));
            grants.path("policies").forEach(policy -> rows.add(List.of(policy.asText(), "own")));
            grants.path("attachedPolicies").forEach(arn -> rows.add(List.of(arn.asText(), "managed")));
            print(grants, rows);
        }
    }

    /// Gives a user a policy of its own.
    @Command(
            name = "put",
            description = "Give a user a policy of its own, in place of one of that name.",
            mixinStandardHelpOptions = true)
    static final class Put extends OfGrants {
        @Parameters(index = "1", paramLabel = "POLICY", description = "The policy's name.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String policy;

        @Parameters(index = "2", paramLabel = "FILE", description = "The policy, a JSON file.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path file;

        Put(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            printGrants(gateway.send("PUT", read(), "tenants", tenant, "users", name, "policies", policy));
        }

        private String read() throws CommandFailure {
            try {
                if (Files.size(file) > AdminApi.BODY_BYTES_MAX) {
                    throw new CommandFailure(
                            Exit.USAGE, file + ": a policy has at most " + AdminApi.BODY_BYTES_MAX + " bytes");
                }
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new CommandFailure(Exit.CONFIG, file + ": " + CommandFailure.reason(e), e);
            }
        }
    }

    /// Prints a policy.
    @Command(name = "show", description = "Print a policy of a user's own.", mixinStandardHelpOptions = true)
    static final class Show extends OfGrants {
        @Parameters(index = "1", paramLabel = "POLICY", description = "The policy's name.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String policy;

        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            terminal.result(gateway.get("tenants", tenant, "users", name, "policies", policy)
                    .path("document")
                    .asText());
        }
    }

    /// Lists policies.
    @Command(name = "list", description = "List a user's policies.", mixinStandardHelpOptions = true)
    static final class ListPolicies extends OfGrants {
        ListPolicies(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            printGrants(gateway.get("tenants", tenant, "users", name, "policies"));
        }
    }

    /// Takes a policy of its own from a user.
    @Command(name = "delete", description = "Take a policy of its own from a user.", mixinStandardHelpOptions = true)
    static final class Delete extends OfGrants {
        @Parameters(index = "1", paramLabel = "POLICY", description = "The policy's name.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String policy;

        Delete(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            printGrants(gateway.send("DELETE", "", "tenants", tenant, "users", name, "policies", policy));
        }
    }

    /// Attaches a managed policy to a user.
    @Command(name = "attach", description = "Attach a managed policy to a user.", mixinStandardHelpOptions = true)
    static final class Attach extends OfGrants {
        @Parameters(index = "1", paramLabel = "ARN", description = "The policy's ARN.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String arn;

        Attach(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            printGrants(gateway.send("PUT", Map.of("arn", arn), "tenants", tenant, "users", name, "attached-policies"));
        }
    }

    /// Detaches a managed policy from a user.
    @Command(name = "detach", description = "Detach a managed policy from a user.", mixinStandardHelpOptions = true)
    static final class Detach extends OfGrants {
        @Parameters(index = "1", paramLabel = "ARN", description = "The policy's ARN.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String arn;

        Detach(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            printGrants(
                    gateway.send("DELETE", Map.of("arn", arn), "tenants", tenant, "users", name, "attached-policies"));
        }
    }
}
