package network.cairn.gateway;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import network.cairn.gateway.identity.IdentityFile;
import network.cairn.gateway.identity.IdentityStorage;
import network.cairn.gateway.kms.KeyRingFile;
import network.cairn.gateway.kms.KeyRingStorage;
import network.cairn.gateway.metadata.RowMetadataStore;
import network.cairn.gateway.metadata.SharedDocuments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a gateway keeps its identities and its key ring: in files of its data folder, or where its metadata
/// are in a database, there, so that all gateways on it have the same.
///
/// What a gateway that had files brings to a database without such documents becomes theirs.
public final class GatewayDocuments implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayDocuments.class);
    private static final String IDENTITIES = "identities";
    private static final String KEY_RING = "key ring";

    private final GatewayConfig config;
    private final Optional<SharedDocuments> shared;
    private final boolean isOwner;

    private GatewayDocuments(GatewayConfig config, Optional<SharedDocuments> shared, boolean isOwner) {
        this.config = config;
        this.shared = shared;
        this.isOwner = isOwner;
    }

    /// Those of a gateway that may run or not.
    ///
    /// @throws IOException if they are in a database that cannot be used
    public static GatewayDocuments open(GatewayConfig config, SecureRandom random) throws IOException {
        try {
            return new GatewayDocuments(
                    config, config.database().map(database -> SharedDocuments.open(database, random)), true);
        } catch (RuntimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Those of the gateway that has these metadata open. Need not be closed.
    static GatewayDocuments of(GatewayConfig config, RowMetadataStore metadata) {
        return new GatewayDocuments(config, config.database().map(_ -> metadata.documents()), false);
    }

    /// @throws IOException if a file or the database cannot be read
    public IdentityStorage identities() throws IOException {
        var file = new IdentityFile(config.accessKeyFile());
        if (shared.isEmpty()) {
            return file;
        }
        SharedDocuments.Shared document = shared.get().document(IDENTITIES);
        IdentityStorage.Document before = document.version() == null ? file.read() : null;
        if (before != null && document.putIfAbsent(before.bytes())) {
            LOG.info("The identities of {} are in the metadata's database from now on", file);
        }
        return new SharedIdentities(document);
    }

    /// @throws IOException if a file or the database cannot be read
    public KeyRingStorage keyRing() throws IOException {
        var file = new KeyRingFile(config.keyRingFile());
        if (shared.isEmpty()) {
            return file;
        }
        SharedDocuments.Shared document = shared.get().document(KEY_RING);
        KeyRingStorage.Document before = document.version() == null ? file.read() : null;
        if (before != null && document.putIfAbsent(before.bytes())) {
            LOG.info("The keys of {} are in the metadata's database from now on", file);
        }
        return new SharedKeyRing(document);
    }

    @Override
    public void close() {
        if (isOwner) {
            shared.ifPresent(SharedDocuments::close);
        }
    }
}
