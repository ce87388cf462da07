package network.cairn.gateway;

import java.io.IOException;
import network.cairn.gateway.kms.KeyRingStorage;
import network.cairn.gateway.metadata.SharedDocuments;
import org.jspecify.annotations.Nullable;

/// The key ring of gateways that share a database.
record SharedKeyRing(SharedDocuments.Shared document) implements KeyRingStorage {
    @Override
    public @Nullable String version() throws IOException {
        return document.version();
    }

    @Override
    public @Nullable Document read() throws IOException {
        return document(document.read());
    }

    @Override
    public <E extends Exception> void change(Change<E> change) throws IOException, E {
        document.<E>change(current -> change.apply(document(current)));
    }

    private static @Nullable Document document(SharedDocuments.@Nullable Document read) {
        return read == null ? null : new Document(read.bytes(), read.version());
    }

    @Override
    public String toString() {
        return document.toString();
    }
}
