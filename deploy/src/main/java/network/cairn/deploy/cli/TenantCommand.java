package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import network.cairn.deploy.admin.AdminCalls;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Groups what an operator does with the tenants of a gateway.
@Command(
        name = "tenant",
        description = {
            "Make, list, limit, suspend and delete the tenants of a gateway.",
            "",
            "A tenant is an account with buckets, users and keys of its own ('cairn keys', 'cairn user')."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            TenantCommand.Create.class,
            TenantCommand.ListTenants.class,
            TenantCommand.Show.class,
            TenantCommand.Suspend.class,
            TenantCommand.Resume.class,
            TenantCommand.Quota.class,
            TenantCommand.Limit.class,
            TenantCommand.Delete.class,
            CommandLine.HelpCommand.class
        })
final class TenantCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Missing subcommand: create, list, show, suspend, resume, quota, limit or delete");
    }

    /// A command about one tenant.
    abstract static class OfOne extends IdentityTask {
        @Parameters(paramLabel = "TENANT", description = "The tenant's name: a-z, 0-9 and -.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        String name;

        OfOne(Terminal terminal) {
            super(terminal);
        }

        final void change(AdminCalls gateway, ObjectNode settings)
                throws CommandFailure, IOException, InterruptedException {
            print(gateway.send("PATCH", settings.toString(), "tenants", name));
        }

        final void print(JsonNode tenant) throws IOException {
            print(ShownTenant.json(tenant), ShownTenant.rows(tenant));
        }
    }

    private static ObjectNode settings() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static void put(ObjectNode node, String name, @Nullable OptionalLong limit) {
        if (limit != null && limit.isPresent()) {
            node.put(name, limit.getAsLong());
        } else if (limit != null) {
            node.putNull(name);
        }
    }

    /// How much a tenant may store, as options. One that is not given stays as it is.
    static final class QuotaOptions {
        @Option(
                names = "--bytes-max",
                paramLabel = "SIZE",
                converter = LimitText.Size.class,
                description = "How much all objects together may have, such as 10GiB, or none.")
        private @Nullable OptionalLong bytesMax;

        @Option(
                names = "--objects-max",
                paramLabel = "N",
                converter = LimitText.Count.class,
                description = "How many objects there may be, versions and delete markers counted, or none.")
        private @Nullable OptionalLong objectsMax;

        boolean given() {
            return bytesMax != null || objectsMax != null;
        }

        void write(ObjectNode settings) {
            ObjectNode quota = settings.putObject("quota");
            put(quota, "bytesMax", bytesMax);
            put(quota, "objectsMax", objectsMax);
        }
    }

    /// How fast a tenant may be, as options. One that is not given stays as it is.
    static final class RateOptions {
        @Option(
                names = "--requests-per-second",
                paramLabel = "N",
                converter = LimitText.Count.class,
                description = "How many requests a second each gateway takes, or none.")
        private @Nullable OptionalLong requestsPerSecond;

        @Option(
                names = "--bytes-per-second",
                paramLabel = "SIZE",
                converter = LimitText.Size.class,
                description = "How many bytes a second pass each gateway, each way, such as 10MiB, or none.")
        private @Nullable OptionalLong bytesPerSecond;

        boolean given() {
            return requestsPerSecond != null || bytesPerSecond != null;
        }

        void write(ObjectNode settings) {
            ObjectNode rates = settings.putObject("rates");
            put(rates, "requestsPerSecond", requestsPerSecond);
            put(rates, "bytesPerSecond", bytesPerSecond);
        }
    }

    /// Makes a tenant.
    @Command(
            name = "create",
            description = "Make a tenant. It has no key yet: see 'cairn keys create --tenant'.",
            mixinStandardHelpOptions = true)
    static final class Create extends OfOne {
        @CommandLine.Mixin
        private final QuotaOptions quota = new QuotaOptions();

        @CommandLine.Mixin
        private final RateOptions rates = new RateOptions();

        Create(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            ObjectNode settings = settings();
            quota.write(settings);
            rates.write(settings);
            print(gateway.send("PUT", settings.toString(), "tenants", name));
        }
    }

    /// Lists tenants.
    @Command(name = "list", description = "List the tenants by name.", mixinStandardHelpOptions = true)
    static final class ListTenants extends IdentityTask {
        ListTenants(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            List<JsonNode> tenants = gateway.list("tenants", Map.of(), "tenants");
            var rows = new ArrayList<List<String>>();
            rows.add(ShownTenant.HEADING);
            tenants.forEach(tenant -> rows.add(ShownTenant.row(tenant)));
            print(tenants.stream().map(ShownTenant::json).toList(), rows);
        }
    }

    /// Shows a tenant.
    @Command(name = "show", description = "Show a tenant.", mixinStandardHelpOptions = true)
    static final class Show extends OfOne {
        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            print(gateway.get("tenants", name));
        }
    }

    /// Suspends a tenant.
    @Command(
            name = "suspend",
            description = "Refuse every request of a tenant's root, users and sessions. Nothing is deleted.",
            mixinStandardHelpOptions = true)
    static final class Suspend extends OfOne {
        Suspend(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            change(gateway, settings().put("suspended", true));
        }
    }

    /// Ends a suspension.
    @Command(
            name = "resume",
            description = "Take requests of a tenant that was suspended again.",
            mixinStandardHelpOptions = true)
    static final class Resume extends OfOne {
        Resume(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            change(gateway, settings().put("suspended", false));
        }
    }

    /// Sets how much a tenant may store.
    @Command(
            name = "quota",
            description = "Set how much a tenant may store. What is not named stays as it is.",
            mixinStandardHelpOptions = true)
    static final class Quota extends OfOne {
        @CommandLine.Mixin
        private final QuotaOptions quota = new QuotaOptions();

        Quota(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            if (!quota.given()) {
                throw new CommandFailure(Exit.USAGE, "name what to set: --bytes-max or --objects-max");
            }
            ObjectNode settings = settings();
            quota.write(settings);
            change(gateway, settings);
        }
    }

    /// Sets how fast a tenant may be.
    @Command(
            name = "limit",
            description = "Set how fast a tenant may be. What is not named stays as it is.",
            mixinStandardHelpOptions = true)
    static final class Limit extends OfOne {
        @CommandLine.Mixin
        private final RateOptions rates = new RateOptions();

        Limit(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            if (!rates.given()) {
                throw new CommandFailure(Exit.USAGE, "name what to set: --requests-per-second or --bytes-per-second");
            }
            ObjectNode settings = settings();
            rates.write(settings);
            change(gateway, settings);
        }
    }

    /// Deletes a tenant.
    @Command(
            name = "delete",
            description = {
                "Delete a suspended tenant with its users, roles, policies, keys and its master key.",
                "",
                "Without the master key nobody ever reads an object of the tenant again. A running"
                        + " gateway refuses while there are buckets. By files nobody looks whether there are any:"
                        + " empty them first."
            },
            mixinStandardHelpOptions = true)
    static final class Delete extends OfOne {
        @Option(
                names = "--erase-objects",
                required = true,
                description = "Say that every object that the tenant may still have is to be unreadable for ever.")
        private boolean eraseObjects;

        Delete(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException {
            if (!eraseObjects) {
                throw new CommandFailure(Exit.USAGE, "--erase-objects: nothing is deleted without it");
            }
            gateway.send("DELETE", "", "tenants", name);
            print(
                    JsonNodeFactory.instance.objectNode().put("tenant", name).put("deleted", true),
                    List.of(List.of("deleted " + name)));
        }
    }
}
