package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.Tenant;
import network.cairn.gateway.identity.TenantQuota;
import network.cairn.gateway.identity.TenantRates;
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
            "Make, list, limit, suspend and delete the tenants of a gateway, which sees a change within a second.",
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

        /// Makes a tenant of the one before.
        @FunctionalInterface
        interface Change {
            Tenant apply(Tenant tenant);
        }

        final void change(Identities identities, Change change) throws IdentityException, IOException {
            print(identities
                    .change(directory -> {
                        Account account = directory.account(name);
                        return directory.changed(account.with(change.apply(account.tenant())));
                    })
                    .account(name));
        }

        final void print(Account account) throws IOException {
            print(ShownTenant.json(account), List.of(ShownTenant.HEADING, ShownTenant.row(account)));
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

        TenantQuota over(TenantQuota before) {
            return new TenantQuota(
                    bytesMax == null ? before.bytesMax() : bytesMax,
                    objectsMax == null ? before.objectsMax() : objectsMax);
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

        TenantRates over(TenantRates before) throws CommandFailure {
            try {
                return new TenantRates(
                        requestsPerSecond == null ? before.requestsPerSecond() : requestsPerSecond,
                        bytesPerSecond == null ? before.bytesPerSecond() : bytesPerSecond);
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(Exit.USAGE, CommandFailure.reason(e), e);
            }
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
        void run(Identities identities) throws IdentityException, CommandFailure, IOException {
            Tenant tenant = identities
                    .issuer()
                    .tenant(name)
                    .with(quota.over(TenantQuota.NONE))
                    .with(rates.over(TenantRates.NONE));
            print(identities.change(directory -> directory.added(tenant)).account(name));
        }
    }

    /// Lists tenants.
    @Command(name = "list", description = "List the tenants by name.", mixinStandardHelpOptions = true)
    static final class ListTenants extends IdentityTask {
        ListTenants(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Identities identities) throws IOException {
            Collection<Account> accounts = identities.directory().accounts().values();
            var rows = new ArrayList<List<String>>();
            rows.add(ShownTenant.HEADING);
            accounts.forEach(account -> rows.add(ShownTenant.row(account)));
            print(accounts.stream().map(ShownTenant::json).toList(), rows);
        }
    }

    /// Shows a tenant.
    @Command(name = "show", description = "Show a tenant.", mixinStandardHelpOptions = true)
    static final class Show extends OfOne {
        Show(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Identities identities) throws IdentityException, IOException {
            print(identities.directory().account(name));
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
        void run(Identities identities) throws IdentityException, IOException {
            change(identities, tenant -> tenant.suspended(true));
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
        void run(Identities identities) throws IdentityException, IOException {
            change(identities, tenant -> tenant.suspended(false));
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
        void run(Identities identities) throws IdentityException, CommandFailure, IOException {
            if (!quota.given()) {
                throw new CommandFailure(Exit.USAGE, "name what to set: --bytes-max or --objects-max");
            }
            change(identities, tenant -> tenant.with(quota.over(tenant.quota())));
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
        void run(Identities identities) throws IdentityException, CommandFailure, IOException {
            if (!rates.given()) {
                throw new CommandFailure(Exit.USAGE, "name what to set: --requests-per-second or --bytes-per-second");
            }
            TenantRates changed =
                    rates.over(identities.directory().account(name).tenant().rates());
            change(identities, tenant -> tenant.with(changed));
        }
    }

    /// Deletes a tenant.
    @Command(
            name = "delete",
            description = {
                "Delete a suspended tenant with its users, roles, policies, keys and its master key.",
                "",
                "Without the master key nobody ever reads an object of the tenant again. This command does not look"
                        + " whether there are any: empty its buckets first."
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
        void run(Identities identities) throws IdentityException, CommandFailure, IOException {
            if (!eraseObjects) {
                throw new CommandFailure(Exit.USAGE, "--erase-objects: nothing is deleted without it");
            }
            identities.change(directory -> directory.withoutTenant(name));
            print(
                    JsonNodeFactory.instance.objectNode().put("tenant", name).put("deleted", true),
                    List.of(List.of("deleted " + name)));
        }
    }
}
