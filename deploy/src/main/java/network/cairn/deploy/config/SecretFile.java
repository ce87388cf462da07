package network.cairn.deploy.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;

/// A file that holds one secret and that only its owner may use.
final class SecretFile {
    private static final Set<PosixFilePermission> FOR_OTHERS =
            EnumSet.complementOf(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private SecretFile() {}

    /// @param kind what the secret is, such as `passphrase`
    /// @throws CommandFailure with `CONFIG` where it is not there or empty, or others may use it
    static String read(Path file, String kind) throws CommandFailure {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.stream().anyMatch(FOR_OTHERS::contains)) {
                throw new CommandFailure(
                        Exit.CONFIG, file + ": others may use this " + kind + " file; run: chmod 600 " + file);
            }
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw new CommandFailure(Exit.CONFIG, file + ": the " + kind + " file is empty");
            }
            return secret;
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.CONFIG, file + ": the " + kind + " file cannot be read: " + CommandFailure.reason(e), e);
        }
    }
}
