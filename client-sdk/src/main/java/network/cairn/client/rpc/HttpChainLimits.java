package network.cairn.client.rpc;

import java.time.Duration;

/// Limits of the connections to a node's RPC.
///
/// @param connectTimeout for making a connection
/// @param requestTimeout for a whole question and its answer
/// @param connectionsMax connections at once; further questions wait for one
/// @param questionsWaitingMax questions that may wait for a connection
public record HttpChainLimits(
        Duration connectTimeout, Duration requestTimeout, int connectionsMax, int questionsWaitingMax) {
    public static final HttpChainLimits DEFAULT =
            new HttpChainLimits(Duration.ofSeconds(5), Duration.ofSeconds(15), 16, 1024);

    public HttpChainLimits {
        if (connectTimeout.toMillis() < 1 || requestTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("a timeout is at least a millisecond");
        }
        if (connectionsMax < 1 || questionsWaitingMax < 1) {
            throw new IllegalArgumentException("at least one connection and one waiting question are needed");
        }
    }
}
