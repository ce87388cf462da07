package network.cairn.gateway.identity.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import network.cairn.gateway.s3.Caller;

/// One call of an API, by somebody whose signature was right.
///
/// @param conditions what policies may make conditions of, by condition key: `aws:SourceIp` and the like, as far as
///     only the door knows it
public record ApiCall(
        ApiParameters parameters,
        Caller caller,
        String requestId,
        Instant receivedAt,
        Map<String, List<String>> conditions) {
    public ApiCall {
        conditions = Map.copyOf(conditions);
    }

    String tenant() {
        return caller.tenant();
    }
}
