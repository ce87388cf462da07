package network.cairn.client.transport;

import java.time.Duration;

/// The limits within which a client talks to each storage node.
///
/// @param connectTimeout longest wait for a TCP connection, and again for the TLS handshake
/// @param queueTimeout longest wait for one of `connectionsPerNodeMax` connections to come free
/// @param stallTimeout longest wait for the next byte, in either direction, and for the receipt after the last
/// @param requestTimeout longest wait for the whole answer to a stat, proof, delete or health request
/// @param idleTimeout how long an unused connection is kept
/// @param orderLifetime how long a signed order is valid; nodes refuse more than 15 minutes
/// @param connectionsPerNodeMax most connections, hence exchanges at once, with one node
/// @param windowBytesMax most bytes of one exchange that wait in memory in one direction
/// @param headerBytesMax most bytes of an answer's headers
public record TransportLimits(
        Duration connectTimeout,
        Duration queueTimeout,
        Duration stallTimeout,
        Duration requestTimeout,
        Duration idleTimeout,
        Duration orderLifetime,
        int connectionsPerNodeMax,
        int windowBytesMax,
        int headerBytesMax) {
    public TransportLimits {
        positive(connectTimeout, "connectTimeout");
        positive(queueTimeout, "queueTimeout");
        positive(stallTimeout, "stallTimeout");
        positive(requestTimeout, "requestTimeout");
        positive(idleTimeout, "idleTimeout");
        positive(orderLifetime, "orderLifetime");
        inRange(connectionsPerNodeMax, 1, 10_000, "connectionsPerNodeMax");
        inRange(windowBytesMax, 16 << 10, 64 << 20, "windowBytesMax");
        inRange(headerBytesMax, 1 << 10, 64 << 10, "headerBytesMax");
    }

    public static TransportLimits defaults() {
        return new TransportLimits(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                64,
                256 << 10,
                8 << 10);
    }

    public TransportLimits withConnectTimeout(Duration value) {
        return new TransportLimits(
                value,
                queueTimeout,
                stallTimeout,
                requestTimeout,
                idleTimeout,
                orderLifetime,
                connectionsPerNodeMax,
                windowBytesMax,
                headerBytesMax);
    }

    public TransportLimits withQueueTimeout(Duration value) {
        return new TransportLimits(
                connectTimeout,
                value,
                stallTimeout,
                requestTimeout,
                idleTimeout,
                orderLifetime,
                connectionsPerNodeMax,
                windowBytesMax,
                headerBytesMax);
    }

    public TransportLimits withStallTimeout(Duration value) {
        return new TransportLimits(
                connectTimeout,
                queueTimeout,
                value,
                requestTimeout,
                idleTimeout,
                orderLifetime,
                connectionsPerNodeMax,
                windowBytesMax,
                headerBytesMax);
    }

    public TransportLimits withRequestTimeout(Duration value) {
        return new TransportLimits(
                connectTimeout,
                queueTimeout,
                stallTimeout,
                value,
                idleTimeout,
                orderLifetime,
                connectionsPerNodeMax,
                windowBytesMax,
                headerBytesMax);
    }

    public TransportLimits withConnectionsPerNodeMax(int value) {
        return new TransportLimits(
                connectTimeout,
                queueTimeout,
                stallTimeout,
                requestTimeout,
                idleTimeout,
                orderLifetime,
                value,
                windowBytesMax,
                headerBytesMax);
    }

    private static void positive(Duration value, String name) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + " is more than 0 and at most a day, not " + value);
        }
    }

    private static void inRange(int value, int min, int max, String name) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + min + " .. " + max + ", not " + value);
        }
    }
}
