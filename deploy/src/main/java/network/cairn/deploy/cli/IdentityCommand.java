package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import network.cairn.client.identity.Argon2Cost;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.Keystore;
import network.cairn.client.identity.KeystoreException;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.deploy.config.KeystoreSettings;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.config.Passphrase;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Groups what is done with identities.
@Command(
        name = "identity",
        description = "Make and show the identity of an account, a provider or a validator.",
        mixinStandardHelpOptions = true,
        subcommands = {IdentityCommand.Create.class, IdentityCommand.Show.class, CommandLine.HelpCommand.class})
final class IdentityCommand implements Callable<Integer> {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing subcommand: create or show");
    }

    /// Which keystore, and how the identity in it is printed.
    static final class Options {
        @Option(
                names = "--keystore",
                required = true,
                paramLabel = "FILE",
                description = "The encrypted file the identity rests in.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        Path keystore;

        @Option(
                names = "--passphrase-file",
                paramLabel = "FILE",
                description = "A file with its passphrase, mode 0600. CAIRN_PASSPHRASE goes before it.")
        @Nullable
        Path passphraseFile;

        @Option(names = "--json", description = "Print JSON, for programs.")
        boolean json;

        void print(PublicIdentity identity, Terminal terminal) throws IOException {
            String key = HexFormat.of().formatHex(identity.toBytes());
            if (json) {
                terminal.result(JSON.writeValueAsString(JSON.createObjectNode()
                        .put("id", identity.id().toString())
                        .put("key", key)));
            } else {
                terminal.result("id   " + identity.id());
                terminal.result("key  " + key);
            }
        }
    }

    /// Makes an identity.
    @Command(
            name = "create",
            description = {
                "Make a new identity in a new keystore, and print its id and public key.",
                "The private key never leaves the file. Who loses file or passphrase loses what the identity owns."
            },
            mixinStandardHelpOptions = true)
    static final class Create implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final Options options = new Options();

        Create(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws CommandFailure, IOException {
            var random = new SecureRandom();
            char[] passphrase = Passphrase.find(options.passphraseFile, terminal.environment());
            try {
                var identity = Identity.generate(random);
                Keystore.create(options.keystore, passphrase, identity, Map.of(), Argon2Cost.DEFAULT, random);
                options.print(identity.publicIdentity(), terminal);
                return Exit.OK.code();
            } catch (KeystoreException | IOException e) {
                throw new CommandFailure(
                        Exit.CANNOT_CREATE,
                        e instanceof KeystoreException
                                ? CommandFailure.reason(e)
                                : "keystore " + options.keystore + ": " + CommandFailure.reason(e),
                        e);
            } finally {
                Arrays.fill(passphrase, '\0');
            }
        }
    }

    /// Shows an identity.
    @Command(
            name = "show",
            description = "Print the id and the public key of the identity in a keystore.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin
        private final Options options = new Options();

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws CommandFailure, IOException {
            var settings = new KeystoreSettings(options.keystore, Optional.ofNullable(options.passphraseFile));
            options.print(
                    Keystores.open(settings, terminal.environment()).identity().publicIdentity(), terminal);
            return Exit.OK.code();
        }
    }
}
