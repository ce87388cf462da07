package network.cairn.deploy.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import org.jspecify.annotations.Nullable;

/// Finds the passphrase that opens a keystore: in the environment, else in a file that only its owner may read.
public final class Passphrase {
    /// The environment variable that goes before any file.
    public static final String VARIABLE = "CAIRN_PASSPHRASE";

    private static final Set<PosixFilePermission> FOR_OTHERS =
            EnumSet.complementOf(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

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
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.stream().anyMatch(FOR_OTHERS::contains)) {
                throw new CommandFailure(
                        Exit.CONFIG, file + ": others may use this passphrase file; run: chmod 600 " + file);
            }
            String passphrase = Files.readString(file).strip();
            if (passphrase.isEmpty()) {
                throw new CommandFailure(Exit.CONFIG, file + ": the passphrase file is empty");
            }
            return passphrase.toCharArray();
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.CONFIG, file + ": the passphrase file cannot be read: " + CommandFailure.reason(e), e);
        }
    }
}
