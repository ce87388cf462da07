package network.cairn.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import network.cairn.client.identity.Keystore;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.credentials.AccessKeyFile;
import network.cairn.gateway.credentials.CredentialsException;
import network.cairn.gateway.credentials.IssuedKey;
import network.cairn.gateway.s3.AccessKey;

/// The access key that a local network's owner starts with.
final class LocalKeys {
    private LocalKeys() {}

    /// The oldest key of the default tenant, made where there is none.
    static AccessKey first(GatewayFile file, Keystore keystore, SecureRandom random)
            throws CommandFailure, IOException {
        Files.createDirectories(file.gateway().dataFolder());
        try {
            AccessKeyFile keys =
                    AccessKeyFile.open(file.gateway().accessKeyFile(), Keystores.masterKey(file.keystore(), keystore));
            List<AccessKey> mine = keys.list().stream()
                    .map(IssuedKey::key)
                    .filter(key -> key.tenant().equals(GatewayFile.TENANT_DEFAULT))
                    .toList();
            return mine.isEmpty()
                    ? keys.create(GatewayFile.TENANT_DEFAULT, random, InstantSource.system())
                    : mine.getFirst();
        } catch (CredentialsException e) {
            throw new CommandFailure(Exit.CONFIG, CommandFailure.reason(e), e);
        }
    }
}
