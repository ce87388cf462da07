package network.cairn.client.placement;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import network.cairn.client.wire.v1.NodeHealth;
import network.cairn.proofs.id.ActorId;

/// How each node behaved lately, as uploads, downloads and health checks saw it. Safe for use by many threads.
///
/// Penalties halve every few seconds and a success wipes out those of failures, so that a node that comes back is
/// used again soon. A lie weighs more, and a success does not wipe it out: a liar answers promptly. Memory is one small
/// entry for each node.
public final class NodeScoreboard {
    private static final Duration FAILURE_HALF_LIFE = Duration.ofSeconds(4);
    private static final Duration LIE_HALF_LIFE = Duration.ofMinutes(1);
    private static final double LIE_PENALTY = 1L << 10;
    private static final double FAILURE_PENALTY_MAX = 2;
    private static final double NANOS_UNKNOWN = 20e6;
    private static final double NEWEST_WEIGHT = 0.2;
    private static final int EXCHANGE_BYTES = 64 * 1024;

    private final InstantSource clock;
    private final Map<ActorId, Entry> entries = new HashMap<>();

    private static final class Entry {
        private double failures;
        private double lies;
        private long agedAtMillis;
        private double nanosPerExchange = NANOS_UNKNOWN;
        private boolean writable = true;
        private OptionalLong freeBytes = OptionalLong.empty();
    }

    public NodeScoreboard(InstantSource clock) {
        this.clock = clock;
    }

    /// An exchange of this many bytes went well and took this long.
    public synchronized void succeeded(ActorId node, long bytes, long nanos) {
        Entry entry = aged(node);
        entry.failures = 0;
        double perExchange = nanos / exchanges(bytes);
        entry.nanosPerExchange += NEWEST_WEIGHT * (perExchange - entry.nanosPerExchange);
    }

    /// An exchange failed: refused, broken, stalled or unreachable.
    public synchronized void failed(ActorId node) {
        Entry entry = aged(node);
        entry.failures = Math.min(FAILURE_PENALTY_MAX, entry.failures + 1);
    }

    /// An exchange was cancelled because others were faster; it had come to this many bytes.
    public synchronized void outrun(ActorId node, long bytes, long nanos) {
        Entry entry = aged(node);
        double perExchange = nanos / exchanges(bytes);
        if (perExchange > entry.nanosPerExchange) {
            entry.nanosPerExchange += NEWEST_WEIGHT * (perExchange - entry.nanosPerExchange);
        }
    }

    /// The node served bytes, or signed for a root, that are not those of the piece.
    public synchronized void lied(ActorId node) {
        aged(node).lies = LIE_PENALTY;
    }

    /// The node said how it is. Being reachable does not make good for failed exchanges.
    public synchronized void healthy(NodeHealth health) {
        Entry entry = aged(health.node());
        entry.writable = health.writable();
        entry.freeBytes = OptionalLong.of(health.freeBytes());
    }

    /// The node was unreachable and now answers again: what failed meanwhile is forgotten.
    public synchronized void returned(ActorId node) {
        aged(node).failures = 0;
    }

    public synchronized NodeStanding standing(ActorId node) {
        Entry entry = aged(node);
        return new NodeStanding(entry.failures + entry.lies, entry.nanosPerExchange, entry.writable, entry.freeBytes);
    }

    /// How long an exchange of this many bytes with this node should take.
    public synchronized Duration expected(ActorId node, long bytes) {
        return Duration.ofNanos((long) (aged(node).nanosPerExchange * exchanges(bytes)));
    }

    private static double exchanges(long bytes) {
        return 1 + (double) bytes / EXCHANGE_BYTES;
    }

    private Entry aged(ActorId node) {
        long now = clock.millis();
        Entry entry = entries.computeIfAbsent(node, _ -> new Entry());
        long age = Math.max(0, now - entry.agedAtMillis);
        entry.failures *= decay(age, FAILURE_HALF_LIFE);
        entry.lies *= decay(age, LIE_HALF_LIFE);
        entry.agedAtMillis = now;
        return entry;
    }

    private static double decay(long ageMillis, Duration halfLife) {
        return Math.pow(0.5, (double) ageMillis / halfLife.toMillis());
    }
}
