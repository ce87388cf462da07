package network.cairn.node.egress;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.client.ledger.Channel;
import network.cairn.proofs.id.Digest;
import org.jspecify.annotations.Nullable;

/// The ledger's channels, remembered for a while.
///
/// Whose a channel is, its deposit and its expiry never change, and before its expiry nobody but this node can end
/// it: so what was found once is used while the ledger cannot be asked, and while one thread asks it again. Absent
/// channels are remembered apart, so that made-up ids do not drive out real ones.
final class ChannelLookup {
    private record Found(Channel channel, Instant at) {}

    private final Channels ledger;
    private final EgressLimits limits;
    private final InstantSource clock;
    private final Semaphore places;

    /// Guards the rest.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Digest, Found> found;
    private final Map<Digest, Instant> absent;

    ChannelLookup(Channels ledger, EgressLimits limits, InstantSource clock) {
        this.ledger = ledger;
        this.limits = limits;
        this.clock = clock;
        this.places = new Semaphore(limits.lookupsMax(), true);
        this.found = bounded(limits.channelsMax());
        this.absent = bounded(limits.absencesMax());
    }

    Optional<Channel> find(Digest id) throws LedgerUnavailableException, InterruptedException {
        Instant now = clock.instant();
        Found stale;
        lock.lock();
        try {
            stale = found.get(id);
            if (stale != null && isFresh(stale, now)) {
                return Optional.of(stale.channel());
            }
            if (stale != null) {
                // Others go on with what is known while this thread asks.
                found.put(id, new Found(stale.channel(), now));
            } else if (isAbsent(id, now)) {
                return Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        return ask(id, now, stale);
    }

    private Optional<Channel> ask(Digest id, Instant now, @Nullable Found stale)
            throws LedgerUnavailableException, InterruptedException {
        if (!places.tryAcquire(limits.lookupWait().toNanos(), TimeUnit.NANOSECONDS)) {
            if (stale != null) {
                return Optional.of(stale.channel());
            }
            throw new LedgerUnavailableException("no place to look a channel up within " + limits.lookupWait()
                    + ", there are " + limits.lookupsMax());
        }
        try {
            Optional<Channel> learnt = stale == null ? learnt(id, now) : Optional.empty();
            return learnt.isPresent() ? learnt : remembered(id, ledger.find(id), now);
        } catch (LedgerUnavailableException e) {
            if (stale != null) {
                return Optional.of(stale.channel());
            }
            throw e;
        } finally {
            places.release();
        }
    }

    /// What another thread has found out while this one waited for its place.
    private Optional<Channel> learnt(Digest id, Instant now) {
        lock.lock();
        try {
            Found other = found.get(id);
            return other != null && isFresh(other, now) ? Optional.of(other.channel()) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Channel> remembered(Digest id, Optional<Channel> channel, Instant now) {
        lock.lock();
        try {
            if (channel.isPresent()) {
                found.put(id, new Found(channel.get(), now));
                absent.remove(id);
            } else {
                found.remove(id);
                absent.put(id, now);
            }
            return channel;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFresh(Found channel, Instant now) {
        return now.isBefore(channel.at().plus(limits.channelMemory()));
    }

    private boolean isAbsent(Digest id, Instant now) {
        Instant at = absent.get(id);
        return at != null && now.isBefore(at.plus(limits.absenceMemory()));
    }

    /// A map that forgets what was used least recently. For callers that hold the lock.
    private static <V> Map<Digest, V> bounded(int sizeMax) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Digest, V> eldest) {
                return size() > sizeMax;
            }
        };
    }
}
