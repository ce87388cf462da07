package network.cairn.deploy.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.kms.KeyDescription;
import network.cairn.gateway.kms.KeyServiceException;
import network.cairn.gateway.kms.LocalKeyRing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The commands below `cairn kms`.
final class KmsKeyCommands {
    private KmsKeyCommands() {}

    /// Makes a key.
    @Command(
            name = "create",
            description = {
                "Make a key and print it.",
                "Clients name it by its id, its ARN or an alias, in the header x-amz-server-side-encryption-aws-kms-key-id."
            },
            mixinStandardHelpOptions = true)
    static final class Create implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final KmsCommand.Options options = new KmsCommand.Options();

        @Option(names = "--alias", paramLabel = "NAME", description = "An alias for it, without alias/.")
        private @Nullable String alias;

        Create(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws CommandFailure, IOException {
            Optional<String> wanted = Optional.ofNullable(alias);
            options.printKey(terminal, options.with(terminal, keys -> keys.create(options.tenant(), wanted)));
            return Exit.OK.code();
        }
    }

    /// Lists keys.
    @Command(name = "list", description = "List a tenant's keys, oldest first.", mixinStandardHelpOptions = true)
    static final class ListKeys implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final KmsCommand.Options options = new KmsCommand.Options();

        ListKeys(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws CommandFailure, IOException {
            List<KeyDescription> keys = options.with(terminal, ring -> ring.list(options.tenant()));
            options.printKeys(terminal, keys);
            return Exit.OK.code();
        }
    }

    /// What the commands that change one key have in common.
    abstract static class OfKey implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final KmsCommand.Options options = new KmsCommand.Options();

        @Parameters(index = "0", paramLabel = "KEY", description = "The key's id, ARN or alias/NAME.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String key;

        OfKey(Terminal terminal) {
            this.terminal = terminal;
        }

        abstract KeyDescription change(LocalKeyRing keys, String tenant, String changed) throws KeyServiceException;

        @Override
        public final Integer call() throws CommandFailure, IOException {
            options.printKey(terminal, options.with(terminal, keys -> change(keys, options.tenant(), key)));
            return Exit.OK.code();
        }
    }

    /// Gives a key a new version.
    @Command(
            name = "rotate",
            description = {
                "Give a key a new version, which wraps from now on.",
                "What older versions wrapped stays as it is and is read as before."
            },
            mixinStandardHelpOptions = true)
    static final class Rotate extends OfKey {
        Rotate(Terminal terminal) {
            super(terminal);
        }

        @Override
        KeyDescription change(LocalKeyRing keys, String tenant, String key) throws KeyServiceException {
            return keys.rotate(tenant, key);
        }
    }

    /// Gives or takes an alias.
    @Command(
            name = "alias",
            description = {
                "Give a key an alias, which another key of the tenant loses; or take it away with --remove.",
                "Objects that were stored under the alias keep the key they were stored under."
            },
            mixinStandardHelpOptions = true)
    static final class Alias extends OfKey {
        @Parameters(index = "1", paramLabel = "NAME", description = "The alias, without alias/.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String alias;

        @Option(names = "--remove", description = "Take the alias away.")
        private boolean remove;

        Alias(Terminal terminal) {
            super(terminal);
        }

        @Override
        KeyDescription change(LocalKeyRing keys, String tenant, String key) throws KeyServiceException {
            return remove ? keys.removeAlias(tenant, alias, key) : keys.setAlias(tenant, alias, key);
        }
    }

    /// Lets a key be used again.
    @Command(name = "enable", description = "Let a key be used again.", mixinStandardHelpOptions = true)
    static final class Enable extends OfKey {
        Enable(Terminal terminal) {
            super(terminal);
        }

        @Override
        KeyDescription change(LocalKeyRing keys, String tenant, String key) throws KeyServiceException {
            return keys.enable(tenant, key);
        }
    }

    /// Lets nobody use a key.
    @Command(
            name = "disable",
            description = "Let nobody use a key: objects under it cannot be read until it is enabled again.",
            mixinStandardHelpOptions = true)
    static final class Disable extends OfKey {
        Disable(Terminal terminal) {
            super(terminal);
        }

        @Override
        KeyDescription change(LocalKeyRing keys, String tenant, String key) throws KeyServiceException {
            return keys.disable(tenant, key);
        }
    }

    /// Deletes a key after a waiting time.
    @Command(
            name = "schedule-deletion",
            description = {
                "Delete a key after a waiting time, in which it may not be used and the deletion can be cancelled.",
                "After it every object under the key is lost for good, unless an older copy of the key ring is kept."
            },
            mixinStandardHelpOptions = true)
    static final class ScheduleDeletion extends OfKey {
        @Option(
                names = "--after",
                paramLabel = "TIME",
                defaultValue = "30d",
                converter = UpCommand.EpochConverter.class,
                description = "The waiting time, 7d to 30d. Default: ${DEFAULT-VALUE}")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Duration waitingTime;

        ScheduleDeletion(Terminal terminal) {
            super(terminal);
        }

        @Override
        KeyDescription change(LocalKeyRing keys, String tenant, String key) throws KeyServiceException {
            return keys.scheduleDeletion(tenant, key, waitingTime);
        }
    }

    /// Keeps a key that was to be deleted.
    @Command(
            name = "cancel-deletion",
            description = "Keep a key that was to be deleted. It is disabled then: enable it to use it.",
            mixinStandardHelpOptions = true)
    static final class CancelDeletion extends OfKey {
        CancelDeletion(Terminal terminal) {
            super(terminal);
        }

        @Override
        KeyDescription change(LocalKeyRing keys, String tenant, String key) throws KeyServiceException {
            return keys.cancelDeletion(tenant, key);
        }
    }
}
