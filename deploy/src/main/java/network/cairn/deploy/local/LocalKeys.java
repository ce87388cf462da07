package network.cairn.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import network.cairn.client.identity.Keystore;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.GatewayDocuments;
import network.cairn.gateway.identity.Directory;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IssuedKey;
import network.cairn.gateway.identity.StorageException;
import network.cairn.gateway.identity.Tenant;
import network.cairn.gateway.s3.AccessKey;

/// The access key that a local network's owner starts with.
final class LocalKeys {
    private LocalKeys() {}

    /// The oldest key of the default tenant's root that works, made where there is none.
    static AccessKey first(GatewayFile file, Keystore keystore, SecureRandom random)
            throws CommandFailure, IOException {
        Files.createDirectories(file.gateway().dataFolder());
        try (var documents = GatewayDocuments.open(file.gateway(), random)) {
            Identities identities = Identities.open(
                    documents.identities(),
                    Keystores.masterKey(file.keystore(), keystore),
                    random,
                    InstantSource.system());
            Directory known = identities.directory();
            if (known.find(GatewayFile.TENANT_DEFAULT).isEmpty()) {
                Tenant tenant = identities.issuer().tenant(GatewayFile.TENANT_DEFAULT);
                known = identities.change(directory -> directory.added(tenant));
            }
            Holder root = new Holder.Root();
            Optional<IssuedKey> oldest = known.keysOf(GatewayFile.TENANT_DEFAULT, root).stream()
                    .filter(IssuedKey::active)
                    .findFirst();
            if (oldest.isPresent()) {
                return oldest.get().key();
            }
            IssuedKey key = identities.issuer().key(GatewayFile.TENANT_DEFAULT, root);
            identities.change(directory -> directory.added(key));
            return key.key();
        } catch (IdentityException e) {
            throw new CommandFailure(Exit.REFUSED, CommandFailure.reason(e), e);
        } catch (StorageException e) {
            throw new CommandFailure(Exit.CONFIG, CommandFailure.reason(e), e);
        }
    }
}
