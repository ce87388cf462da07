package network.cairn.deploy.config;

import java.nio.file.Path;
import java.util.Optional;
import network.cairn.deploy.exit.CommandFailure;

/// Where a role's keystore is, and its passphrase.
///
/// @param keystore the encrypted file with the identity
/// @param passphraseFile a file with the passphrase, mode 0600; empty where the environment gives it
public record KeystoreSettings(Path keystore, Optional<Path> passphraseFile) {
    static KeystoreSettings read(ConfigDocument document) throws CommandFailure {
        return new KeystoreSettings(
                document.required("keystore", ConfigType.path()),
                document.optional("passphraseFile", ConfigType.path().orNone(), Optional.empty()));
    }
}
