package network.cairn.gateway.identity;

import org.jspecify.annotations.Nullable;

/// An identity document in memory.
public final class MemoryStorage implements IdentityStorage {
    private @Nullable Document document;
    private int changes;

    @Override
    public synchronized @Nullable String version() {
        return document == null ? null : document.version();
    }

    @Override
    public synchronized @Nullable Document read() {
        return document;
    }

    @Override
    public synchronized <E extends Exception> void change(Change<E> change) throws E {
        document = new Document(change.apply(document), "version " + ++changes);
    }

    synchronized void put(byte[] bytes) {
        document = new Document(bytes, "version " + ++changes);
    }

    synchronized byte[] bytes() {
        if (document == null) {
            throw new IllegalStateException("there is no document");
        }
        return document.bytes().clone();
    }

    @Override
    public String toString() {
        return "identities in memory";
    }
}
