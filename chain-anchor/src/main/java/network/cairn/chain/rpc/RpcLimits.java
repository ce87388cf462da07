package network.cairn.chain.rpc;

import java.time.Duration;
import network.cairn.client.rpc.TransactionBatch;

/// What clients may ask of the RPC.
///
/// @param connectionsMax most TCP connections at once; one more is closed at once
/// @param requestsMax most requests at once, event streams not counted; one more is answered `BUSY`
/// @param bodyBytesMax longest body of a request
/// @param bodiesBytesMax most bytes of bodies in memory at once; beyond, requests are answered `BUSY`
/// @param streamsMax most event streams at once; one more is answered `BUSY`
/// @param streamLagBlocksMax how many blocks a stream that was up to date may fall behind before it is ended
/// @param windowBytesMax most bytes of one answer under way in the operating system's direction
/// @param bodyTimeout longest time a request's body may take
/// @param waitMax longest time a request may wait for its transactions to be final
/// @param heartbeatInterval longest silence on an event stream
/// @param stallTimeout longest wait for a client to take the next bytes of an answer
/// @param idleTimeout longest silence on a connection
public record RpcLimits(
        int connectionsMax,
        int requestsMax,
        int bodyBytesMax,
        long bodiesBytesMax,
        int streamsMax,
        int streamLagBlocksMax,
        int windowBytesMax,
        Duration bodyTimeout,
        Duration waitMax,
        Duration heartbeatInterval,
        Duration stallTimeout,
        Duration idleTimeout) {
    public static final RpcLimits DEFAULT = new RpcLimits(
            1024,
            256,
            TransactionBatch.ENCODED_BYTES_MAX,
            64L << 20,
            128,
            1000,
            256 << 10,
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2));

    public RpcLimits {
        within("connectionsMax", connectionsMax, 1, 100_000);
        within("requestsMax", requestsMax, 1, 100_000);
        within("bodyBytesMax", bodyBytesMax, 1 << 10, TransactionBatch.ENCODED_BYTES_MAX);
        within("bodiesBytesMax", bodiesBytesMax, bodyBytesMax, 16L << 30);
        within("streamsMax", streamsMax, 0, 100_000);
        within("streamLagBlocksMax", streamLagBlocksMax, 1, 1_000_000);
        within("windowBytesMax", windowBytesMax, 16 << 10, 64 << 20);
        positive("bodyTimeout", bodyTimeout);
        positive("waitMax", waitMax);
        positive("heartbeatInterval", heartbeatInterval);
        positive("stallTimeout", stallTimeout);
        positive("idleTimeout", idleTimeout);
    }

    private static void within(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + " is in " + min + " .. " + max + ", not " + value);
        }
    }

    private static void positive(String field, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofHours(24)) > 0) {
            throw new IllegalArgumentException(field + " is more than 0 and at most a day, not " + value);
        }
    }
}
