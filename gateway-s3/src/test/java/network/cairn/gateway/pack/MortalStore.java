package network.cairn.gateway.pack;

import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// A key-value store of a process that dies at one of its writes: before it has reached the disk, or just after.
/// From then on nothing can be read or written through it; what is on the disk is in the store below.
final class MortalStore implements KeyValueStore {
    private final KeyValueStore disk;
    private long writesLeft = Long.MAX_VALUE;
    private boolean lastIsWritten;
    private boolean onlyFails;
    private boolean failed;
    private boolean dead;

    MortalStore(KeyValueStore disk) {
        this.disk = disk;
    }

    /// The process is dead.
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Died() {
            super("the process died");
        }
    }

    /// Dies at a write to come.
    ///
    /// @param writes that are still carried out
    /// @param written whether the one after them is, too, without anybody hearing of it
    synchronized void dieAfter(long writes, boolean written) {
        writesLeft = writes;
        lastIsWritten = written;
    }

    /// Fails at one write to come, which does not reach the disk, and lives on.
    synchronized void failAfter(long writes) {
        writesLeft = writes;
        onlyFails = true;
    }

    synchronized void live() {
        writesLeft = Long.MAX_VALUE;
    }

    /// Whether it died or failed at a write.
    synchronized boolean hasFailed() {
        return failed;
    }

    synchronized boolean isDead() {
        return dead;
    }

    @Override
    public synchronized byte @Nullable [] get(byte[] key) {
        requireAlive();
        return disk.get(key);
    }

    @Override
    public synchronized void write(WriteBatch batch, Durability durability) {
        requireAlive();
        if (writesLeft == 0) {
            failed = true;
            if (onlyFails) {
                live();
                throw new IllegalStateException("the disk failed for once");
            }
            dead = true;
            if (lastIsWritten) {
                disk.write(batch, durability);
            }
            throw new Died();
        }
        writesLeft--;
        disk.write(batch, durability);
    }

    @Override
    public synchronized Scan scan(byte[] from, byte @Nullable [] to) {
        requireAlive();
        return disk.scan(from, to);
    }

    private void requireAlive() {
        if (dead) {
            throw new Died();
        }
    }

    @Override
    public void close() {
        // The disk outlives it.
    }
}
