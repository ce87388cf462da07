package network.cairn.deploy.config;

import java.nio.file.Path;
import java.util.Map;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import org.jspecify.annotations.Nullable;

/// Finds the passphrase that opens a keystore: in the environment, else in a file that only its owner may read.
public final class Passphrase {
    /// The environment variable that goes before any file.
    public static final String VARIABLE = "CAIRN_PASSPHRASE";

    private Passphrase() {}

    /// @param file the passphrase file of the configuration, or null where it names none
    /// @throws CommandFailure with `CONFIG` where there is no passphrase, or others may read the file
    public static char[] find(@Nullable Path file, Map<String, String> environment) throws CommandFailure {
        String given = environment.get(VARIABLE);
        if (given != null && !given.isEmpty()) {
            return given.toCharArray();
        }
        if (file == null) {
            throw new CommandFailure(
                    Exit.CONFIG,
                    "no passphrase for the keystore: set " + VARIABLE + ", or passphraseFile in the configuration");
        }
        return SecretFile.read(file, "passphrase").toCharArray();
    }
}
