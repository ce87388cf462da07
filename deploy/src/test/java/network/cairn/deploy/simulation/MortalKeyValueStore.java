package network.cairn.deploy.simulation;

import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// A store as one life of a process sees it. The process dies before or after one of its writes; nothing it does
/// after that reaches the store, which another life then opens.
final class MortalKeyValueStore implements KeyValueStore {
    private final KeyValueStore kept;
    private int writesLeft = Integer.MAX_VALUE;
    private boolean diesAfter;
    private boolean dead;

    MortalKeyValueStore(KeyValueStore kept) {
        this.kept = kept;
    }

    /// The process is dead, and does not know it yet.
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// Has the process die at a write of its from now on.
    ///
    /// @param after whether that write still reaches the store
    void dieAt(int write, boolean after) {
        writesLeft = write;
        diesAfter = after;
    }

    boolean isDead() {
        return dead;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        requireAlive();
        return kept.get(key);
    }

    @Override
    public void write(WriteBatch batch, Durability durability) {
        requireAlive();
        boolean last = writesLeft-- <= 0;
        if (!last || diesAfter) {
            kept.write(batch, durability);
        }
        if (last) {
            dead = true;
            throw new Died();
        }
    }

    @Override
    public Scan scan(byte[] from, byte @Nullable [] to) {
        requireAlive();
        return kept.scan(from, to);
    }

    private void requireAlive() {
        if (dead) {
            throw new Died();
        }
    }

    @Override
    public void close() {}
}
