package network.cairn.node.http;

import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.proofs.id.Nonce;

/// The orders that have been used and could still be replayed.
///
/// An order's expiry is signed with it, so a replay shows the same one: nonces are kept in buckets by expiry, looked
/// up in one bucket, and forgotten a bucket at a time once it has passed. Sorted sets, so that no choice of nonces
/// makes a lookup slow.
final class NonceMemory {
    private static final long BUCKET_SECONDS = 10;

    /// What a new order is told.
    enum Outcome {
        REMEMBERED,
        SEEN_BEFORE,
        FULL
    }

    private final int noncesMax;

    /// Guards the rest.
    private final ReentrantLock lock = new ReentrantLock();

    private final TreeMap<Long, Set<Nonce>> buckets = new TreeMap<>();
    private int nonces;

    NonceMemory(int noncesMax) {
        this.noncesMax = noncesMax;
    }

    Outcome remember(Nonce nonce, Instant expiresAt, Instant now) {
        long bucket = expiresAt.getEpochSecond() / BUCKET_SECONDS;
        lock.lock();
        try {
            forgetBefore(now.getEpochSecond() / BUCKET_SECONDS);
            Set<Nonce> known = buckets.get(bucket);
            if (known != null && known.contains(nonce)) {
                return Outcome.SEEN_BEFORE;
            }
            if (nonces >= noncesMax) {
                return Outcome.FULL;
            }
            buckets.computeIfAbsent(bucket, _ -> new TreeSet<>()).add(nonce);
            nonces++;
            return Outcome.REMEMBERED;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return nonces;
        } finally {
            lock.unlock();
        }
    }

    private void forgetBefore(long bucket) {
        while (!buckets.isEmpty() && buckets.firstKey() < bucket) {
            nonces -= buckets.pollFirstEntry().getValue().size();
        }
    }
}
