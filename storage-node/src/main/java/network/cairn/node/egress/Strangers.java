package network.cairn.node.egress;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.node.egress.Admission.Refused;
import network.cairn.proofs.id.ActorId;

/// What was served to clients that sent no voucher. In memory only, and bounded: identities cost nothing, so the
/// number of clients remembered is what bounds all that is served for nothing.
final class Strangers {
    private static final class Stranger {
        private final Instant since;
        private long servedBytes;

        Stranger(Instant since) {
            this.since = since;
        }
    }

    private final long unpaidBytesMax;
    private final int strangersMax;
    private final Duration memory;

    /// Guards the rest.
    private final ReentrantLock lock = new ReentrantLock();

    /// The eldest first.
    private final LinkedHashMap<ActorId, Stranger> strangers = new LinkedHashMap<>();

    Strangers(long unpaidBytesMax, int strangersMax, Duration memory) {
        this.unpaidBytesMax = unpaidBytesMax;
        this.strangersMax = strangersMax;
        this.memory = memory;
    }

    /// Counts bytes as served; the refusal where they are too many.
    Optional<Refused> reserve(ActorId client, long lengthBytes, Instant now) {
        lock.lock();
        try {
            Stranger stranger = strangers.get(client);
            if (stranger == null && !hasPlace(now)) {
                return Optional.of(new Refused(
                        RefusalReason.TOO_MANY_STRANGERS,
                        "this node has served " + strangersMax + " clients without a voucher of late, the most it "
                                + "does; open a channel and send a voucher"));
            }
            long served = stranger == null ? 0 : stranger.servedBytes;
            if (lengthBytes > unpaidBytesMax - served) {
                return Optional.of(new Refused(
                        RefusalReason.UNPAID,
                        served + " bytes were served to " + client + " and nothing paid, " + lengthBytes
                                + " more would be over the limit of " + unpaidBytesMax
                                + " unpaid bytes; open a channel and send a voucher"));
            }
            strangers.computeIfAbsent(client, _ -> new Stranger(now)).servedBytes += lengthBytes;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    void giveBack(ActorId client, long lengthBytes) {
        lock.lock();
        try {
            Stranger stranger = strangers.get(client);
            if (stranger != null) {
                stranger.servedBytes = Math.max(0, stranger.servedBytes - lengthBytes);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean hasPlace(Instant now) {
        if (strangers.size() < strangersMax) {
            return true;
        }
        if (strangers.firstEntry().getValue().since.plus(memory).isAfter(now)) {
            return false;
        }
        strangers.pollFirstEntry();
        return true;
    }
}
