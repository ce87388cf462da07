package network.cairn.gateway.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// The locks of one process's transactions.
///
/// There is a fixed number of them, shared by any number of names; a transaction takes its own in one order
/// that is the same for all, so none wait for each other in a circle.
final class RowLocks {
    private static final int LOCKS_OF_A_KIND = 1024;

    private final Map<RowLock.Kind, ReentrantReadWriteLock[]> locks = new EnumMap<>(RowLock.Kind.class);

    RowLocks() {
        for (RowLock.Kind kind : RowLock.Kind.values()) {
            var stripes = new ReentrantReadWriteLock[LOCKS_OF_A_KIND];
            for (int i = 0; i < stripes.length; i++) {
                stripes[i] = new ReentrantReadWriteLock(true);
            }
            locks.put(kind, stripes);
        }
    }

    /// Waits until it has them all. Close what it gives on the same thread.
    Held take(List<RowLock> wanted) {
        List<Stripe> stripes = wanted.stream()
                .map(lock -> new Stripe(lock.kind(), stripe(lock.name()), lock.exclusive()))
                .distinct()
                .sorted(Comparator.comparing(Stripe::kind)
                        .thenComparingInt(Stripe::number)
                        .thenComparing(Stripe::exclusive, Comparator.reverseOrder()))
                .toList();
        var held = new ArrayList<Lock>();
        for (Stripe stripe : stripes) {
            ReentrantReadWriteLock lock = stripesOf(stripe.kind())[stripe.number()];
            // Whoever writes may read as well, so a name that is shared under a stripe taken exclusively is held too.
            Lock taken = stripe.exclusive() ? lock.writeLock() : lock.readLock();
            taken.lock();
            held.add(taken);
        }
        return new Held(held);
    }

    private ReentrantReadWriteLock[] stripesOf(RowLock.Kind kind) {
        return Objects.requireNonNull(locks.get(kind));
    }

    private static int stripe(Object name) {
        return ((name.hashCode() * 0x9e3779b1) >>> 16) & (LOCKS_OF_A_KIND - 1);
    }

    private record Stripe(RowLock.Kind kind, int number, boolean exclusive) {}

    /// Locks that a thread holds.
    static final class Held implements AutoCloseable {
        private final List<Lock> locks;

        private Held(List<Lock> locks) {
            this.locks = locks;
        }

        @Override
        public void close() {
            locks.reversed().forEach(Lock::unlock);
        }
    }
}
