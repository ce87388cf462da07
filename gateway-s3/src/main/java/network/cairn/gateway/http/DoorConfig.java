package network.cairn.gateway.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where the door is and by which names it is known.
///
/// @param port 0 for any free one
/// @param https the listener beside that for plain HTTP, on the same host; empty for none
/// @param baseDomains `bucket.<base domain>` as `Host` names a bucket; without any, only paths do
/// @param eventLoops threads that move bytes, for each listener
public record DoorConfig(
        String host,
        int port,
        Optional<HttpsConfig> https,
        List<String> baseDomains,
        int eventLoops,
        DoorLimits limits) {
    public DoorConfig {
        if (host.isBlank() || port < 0 || port > 65535) {
            throw new IllegalArgumentException("the gateway has no usable address: " + host + ":" + port);
        }
        if (eventLoops < 1) {
            throw new IllegalArgumentException("eventLoops is " + eventLoops + ", at least 1 is needed");
        }
        baseDomains = baseDomains.stream()
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .toList();
    }

    /// On that address with everything else as usual.
    public static DoorConfig of(String host, int port) {
        return new DoorConfig(host, port, Optional.empty(), List.of(), 2, DoorLimits.defaults());
    }
}
