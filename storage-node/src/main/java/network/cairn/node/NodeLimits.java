package network.cairn.node;

import java.time.Duration;
import network.cairn.proofs.piece.PieceTree;

/// The limits a storage node puts on its clients.
///
/// @param pieceBytesMax largest piece taken
/// @param connectionsMax most TCP connections at once; one more is closed at once
/// @param requestsMax most requests at once, over all connections; one more is answered `BUSY`
/// @param headerBytesMax most bytes of a request's headers together
/// @param windowBytesMax most bytes of one request that wait in memory in one direction
/// @param handshakeTimeout longest TLS handshake
/// @param idleTimeout longest silence on a connection, with or without a request under way
/// @param stallTimeout longest wait for the next bytes of a body, or for the client to take the next 64 KiB
/// @param drainTimeout longest wait for requests under way when the node closes
/// @param orderLifetimeMax longest span between an order's issue and its expiry
/// @param clockSkewMax how far in the future an order's issue time may seem to be
/// @param noncesMax most orders remembered against replay; over it requests are answered `BUSY`
public record NodeLimits(
        long pieceBytesMax,
        int connectionsMax,
        int requestsMax,
        int headerBytesMax,
        int windowBytesMax,
        Duration handshakeTimeout,
        Duration idleTimeout,
        Duration stallTimeout,
        Duration drainTimeout,
        Duration orderLifetimeMax,
        Duration clockSkewMax,
        int noncesMax) {
    public NodeLimits {
        inRange(pieceBytesMax, 1, PieceTree.PIECE_BYTES_MAX, "pieceBytesMax");
        inRange(connectionsMax, 1, 100_000, "connectionsMax");
        inRange(requestsMax, 1, 100_000, "requestsMax");
        inRange(headerBytesMax, 1 << 10, 64 << 10, "headerBytesMax");
        inRange(windowBytesMax, 16 << 10, 64 << 20, "windowBytesMax");
        inRange(noncesMax, 1, 10_000_000, "noncesMax");
        positive(handshakeTimeout, Duration.ofHours(1), "handshakeTimeout");
        positive(idleTimeout, Duration.ofHours(24), "idleTimeout");
        positive(stallTimeout, Duration.ofHours(24), "stallTimeout");
        positive(drainTimeout, Duration.ofHours(1), "drainTimeout");
        positive(orderLifetimeMax, Duration.ofMinutes(15), "orderLifetimeMax");
        positive(clockSkewMax, Duration.ofMinutes(15), "clockSkewMax");
    }

    public static NodeLimits defaults() {
        return new NodeLimits(
                256L << 20,
                1024,
                256,
                8 << 10,
                256 << 10,
                // The client has done its part of a TLS 1.3 handshake before the node has: cut off by a node that is
                // short of CPU time, it would lose a request that it had already sent.
                Duration.ofSeconds(30),
                Duration.ofMinutes(15),
                // A client that is slow to fill a stripe leaves its pieces without bytes for long, and is not stalled.
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofMinutes(15),
                Duration.ofMinutes(2),
                250_000);
    }

    public NodeLimits withPieceBytesMax(long value) {
        return new NodeLimits(
                value,
                connectionsMax,
                requestsMax,
                headerBytesMax,
                windowBytesMax,
                handshakeTimeout,
                idleTimeout,
                stallTimeout,
                drainTimeout,
                orderLifetimeMax,
                clockSkewMax,
                noncesMax);
    }

    public NodeLimits withRequestsMax(int value) {
        return new NodeLimits(
                pieceBytesMax,
                connectionsMax,
                value,
                headerBytesMax,
                windowBytesMax,
                handshakeTimeout,
                idleTimeout,
                stallTimeout,
                drainTimeout,
                orderLifetimeMax,
                clockSkewMax,
                noncesMax);
    }

    public NodeLimits withStallTimeout(Duration value) {
        return new NodeLimits(
                pieceBytesMax,
                connectionsMax,
                requestsMax,
                headerBytesMax,
                windowBytesMax,
                handshakeTimeout,
                idleTimeout,
                value,
                drainTimeout,
                orderLifetimeMax,
                clockSkewMax,
                noncesMax);
    }

    private static void positive(Duration value, Duration max, String name) {
        if (value.isNegative() || value.isZero() || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + " is more than 0 and at most " + max + ", not " + value);
        }
    }

    private static void inRange(long value, long min, long max, String name) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + min + " .. " + max + ", not " + value);
        }
    }
}
