package network.cairn.gateway.metadata;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A fixed number of locks shared by any number of names. Two names may share one, so a thread holds at most one lock
/// of a set at a time.
final class StripedLocks {
    private final ReentrantReadWriteLock[] stripes;

    /// @param stripes a power of two
    StripedLocks(int stripes) {
        this.stripes = new ReentrantReadWriteLock[stripes];
        for (int i = 0; i < stripes; i++) {
            this.stripes[i] = new ReentrantReadWriteLock();
        }
    }

    /// Takes a name's lock for oneself.
    Held exclusively(Object name) {
        return Held.take(stripe(name).writeLock());
    }

    /// Takes a name's lock together with others that share it.
    Held shared(Object name) {
        return Held.take(stripe(name).readLock());
    }

    private ReentrantReadWriteLock stripe(Object name) {
        int hash = name.hashCode() * 0x9e3779b1;
        return stripes[hash >>> 16 & (stripes.length - 1)];
    }

    /// A lock that is held until it is closed.
    record Held(Lock lock) implements AutoCloseable {
        static Held take(Lock lock) {
            lock.lock();
            return new Held(lock);
        }

        @Override
        public void close() {
            lock.unlock();
        }
    }
}
