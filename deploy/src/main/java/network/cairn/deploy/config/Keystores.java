package network.cairn.deploy.config;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.identity.Keystore;
import network.cairn.client.identity.KeystoreException;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;

/// Opens the keystores that configurations name.
public final class Keystores {
    private Keystores() {}

    /// @throws CommandFailure with `CONFIG` where it cannot be opened with the passphrase found
    public static Keystore open(KeystoreSettings settings, Map<String, String> environment) throws CommandFailure {
        char[] passphrase = Passphrase.find(settings.passphraseFile().orElse(null), environment);
        try {
            return Keystore.open(settings.keystore(), passphrase);
        } catch (KeystoreException e) {
            throw new CommandFailure(Exit.CONFIG, CommandFailure.reason(e), e);
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.CONFIG, "keystore " + settings.keystore() + ": " + CommandFailure.reason(e), e);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /// The account's master key inside a gateway's keystore.
    public static MasterKey masterKey(KeystoreSettings settings, Keystore keystore) throws CommandFailure {
        return MasterKey.of(keystore.secret(Keystore.MASTER_KEY)
                .orElseThrow(() -> new CommandFailure(
                        Exit.CONFIG,
                        "keystore " + settings.keystore() + ": holds no secret named " + Keystore.MASTER_KEY)));
    }
}
