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
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityException;
import network.cairn.gateway.identity.IssuedKey;
import network.cairn.gateway.identity.StorageException;
import network.cairn.gateway.identity.Tenant;
import network.cairn.gateway.s3.AccessKey;

/// The access keys that a local network's owner starts with.
final class LocalKeys {
    private LocalKeys() {}

    /// What the owner has keys for.
    ///
    /// @param tenant the default tenant's root's oldest key that works
    /// @param operator the oldest key for the operator's API that works; empty where there is no such API
    record First(AccessKey tenant, Optional<AccessKey> operator) {
        /// Leaves the secrets out.
        @Override
        public String toString() {
            return "First[" + tenant.id() + ", " + operator.map(AccessKey::id).orElse("") + "]";
        }
    }

    /// The keys, made where there are none.
    static First first(GatewayFile file, Keystore keystore, SecureRandom random) throws CommandFailure, IOException {
        Files.createDirectories(file.gateway().dataFolder());
        try (var documents = GatewayDocuments.open(file.gateway(), random)) {
            Identities identities = Identities.open(
                    documents.identities(),
                    Keystores.masterKey(file.keystore(), keystore),
                    random,
                    InstantSource.system());
            if (identities.directory().find(GatewayFile.TENANT_DEFAULT).isEmpty()) {
                Tenant tenant = identities.issuer().tenant(GatewayFile.TENANT_DEFAULT);
                identities.change(directory -> directory.added(tenant));
            }
            AccessKey root = oldest(identities, GatewayFile.TENANT_DEFAULT, new Holder.Root());
            Optional<AccessKey> operator = Optional.empty();
            if (file.gateway().admin().isPresent()) {
                operator = Optional.of(oldest(identities, IssuedKey.OPERATOR, new Holder.Operator()));
            }
            return new First(root, operator);
        } catch (IdentityException e) {
            throw new CommandFailure(Exit.REFUSED, CommandFailure.reason(e), e);
        } catch (StorageException e) {
            throw new CommandFailure(Exit.CONFIG, CommandFailure.reason(e), e);
        }
    }

    private static AccessKey oldest(Identities identities, String tenant, Holder holder) throws IdentityException {
        Optional<IssuedKey> oldest = identities.directory().keysOf(tenant, holder).stream()
                .filter(IssuedKey::active)
                .findFirst();
        if (oldest.isPresent()) {
            return oldest.get().key();
        }
        IssuedKey key = identities.issuer().key(tenant, holder);
        identities.change(directory -> directory.added(key));
        return key.key();
    }
}
