package network.cairn.gateway.http;

import java.time.Duration;

/// How much the door takes of everything.
///
/// @param connectionsMax connections at once; more are closed as they come
/// @param streamsMax requests at once on one HTTP/2 connection
/// @param requestsMax requests at once; more are answered `SlowDown`
/// @param requestLineBytesMax method, target and version
/// @param headerBytesMax all header lines of a request together
/// @param bodyBytesMax payload of one request; S3's own limit for an object or a part in one request
/// @param bodyWindowBytes what is read ahead of an operation, a request
/// @param responseWindowBytes what is written ahead of a client, a request
/// @param drainBytesMax how much of an unwanted body is still read after the answer
/// @param drainTimeout how long that may take
/// @param connectionIdleTimeout how long a connection may wait for the whole head of its next request
/// @param bodyStallTimeout how long a client may send nothing of a body that is waited for
/// @param responseStallTimeout how long a client may take nothing of a response
/// @param stopTimeout how long requests under way may still run when the door closes
public record DoorLimits(
        int connectionsMax,
        int streamsMax,
        int requestsMax,
        int requestLineBytesMax,
        int headerBytesMax,
        long bodyBytesMax,
        int bodyWindowBytes,
        int responseWindowBytes,
        long drainBytesMax,
        Duration drainTimeout,
        Duration connectionIdleTimeout,
        Duration bodyStallTimeout,
        Duration responseStallTimeout,
        Duration stopTimeout) {
    /// The unit in which bodies are passed through the door; windows are at least two of them.
    static final int PIECE_BYTES_MAX = 64 * 1024;

    public DoorLimits {
        atLeast("connectionsMax", connectionsMax, 1);
        atLeast("streamsMax", streamsMax, 1);
        atLeast("requestsMax", requestsMax, 1);
        atLeast("requestLineBytesMax", requestLineBytesMax, 512);
        atLeast("headerBytesMax", headerBytesMax, 1024);
        atLeast("bodyBytesMax", bodyBytesMax, 0);
        atLeast("bodyWindowBytes", bodyWindowBytes, 2 * PIECE_BYTES_MAX);
        atLeast("responseWindowBytes", responseWindowBytes, 2 * PIECE_BYTES_MAX);
        atLeast("drainBytesMax", drainBytesMax, 0);
        atLeast("drainTimeout in ms", drainTimeout.toMillis(), 1);
        atLeast("connectionIdleTimeout in ms", connectionIdleTimeout.toMillis(), 1);
        atLeast("bodyStallTimeout in ms", bodyStallTimeout.toMillis(), 1);
        atLeast("responseStallTimeout in ms", responseStallTimeout.toMillis(), 1);
        atLeast("stopTimeout in ms", stopTimeout.toMillis(), 0);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", at least " + least + " is needed");
        }
    }

    public static DoorLimits defaults() {
        return new DoorLimits(
                4096,
                100,
                256,
                16 * 1024,
                32 * 1024,
                5L << 30,
                256 * 1024,
                256 * 1024,
                64L << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20));
    }

    public DoorLimits withConnectionsMax(int value) {
        return new DoorLimits(
                value,
                streamsMax,
                requestsMax,
                requestLineBytesMax,
                headerBytesMax,
                bodyBytesMax,
                bodyWindowBytes,
                responseWindowBytes,
                drainBytesMax,
                drainTimeout,
                connectionIdleTimeout,
                bodyStallTimeout,
                responseStallTimeout,
                stopTimeout);
    }

    public DoorLimits withRequestsMax(int value) {
        return new DoorLimits(
                connectionsMax,
                streamsMax,
                value,
                requestLineBytesMax,
                headerBytesMax,
                bodyBytesMax,
                bodyWindowBytes,
                responseWindowBytes,
                drainBytesMax,
                drainTimeout,
                connectionIdleTimeout,
                bodyStallTimeout,
                responseStallTimeout,
                stopTimeout);
    }

    public DoorLimits withStopTimeout(Duration value) {
        return new DoorLimits(
                connectionsMax,
                streamsMax,
                requestsMax,
                requestLineBytesMax,
                headerBytesMax,
                bodyBytesMax,
                bodyWindowBytes,
                responseWindowBytes,
                drainBytesMax,
                drainTimeout,
                connectionIdleTimeout,
                bodyStallTimeout,
                responseStallTimeout,
                value);
    }

    /// @param bodyStall see `bodyStallTimeout`
    /// @param responseStall see `responseStallTimeout`
    /// @param connectionIdle see `connectionIdleTimeout`
    public DoorLimits withTimeouts(Duration bodyStall, Duration responseStall, Duration connectionIdle) {
        return new DoorLimits(
                connectionsMax,
                streamsMax,
                requestsMax,
                requestLineBytesMax,
                headerBytesMax,
                bodyBytesMax,
                bodyWindowBytes,
                responseWindowBytes,
                drainBytesMax,
                drainTimeout,
                connectionIdle,
                bodyStall,
                responseStall,
                stopTimeout);
    }
}
