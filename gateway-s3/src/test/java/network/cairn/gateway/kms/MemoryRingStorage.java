package network.cairn.gateway.kms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import network.cairn.client.encryption.MasterKey;
import org.jspecify.annotations.Nullable;

/// A key ring in memory, as a database's row would keep it.
public final class MemoryRingStorage implements KeyRingStorage {
    private @Nullable Document document;
    private long changes;
    private boolean isBroken;

    /// An empty ring of its own, region `us-east-1`.
    public static LocalKeyRing ring(SecureRandom random, InstantSource clock) {
        try {
            return LocalKeyRing.open(new MemoryRingStorage(), MasterKey.generate(random), "us-east-1", random, clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether everything fails from now on.
    synchronized void setBroken(boolean broken) {
        isBroken = broken;
    }

    @Override
    public synchronized @Nullable String version() throws IOException {
        Document now = read();
        return now == null ? null : now.version();
    }

    @Override
    public synchronized @Nullable Document read() throws IOException {
        if (isBroken) {
            throw new IOException("the storage is broken");
        }
        return document;
    }

    @Override
    public synchronized <E extends Exception> void change(Change<E> change) throws IOException, E {
        byte[] changed = change.apply(read());
        changes++;
        document = new Document(changed, Long.toString(changes));
    }
}
