package network.cairn.gateway.accesslog;

import java.time.Duration;

/// When access logs are written.
///
/// @param flushDelay how old a line may become before it is written
/// @param flushBytes how many bytes of lines of one bucket are written at the latest
/// @param bufferBytesMax lines of all buckets that may wait; further ones are lost
public record AccessLogSettings(Duration flushDelay, int flushBytes, int bufferBytesMax) {
    public static final AccessLogSettings DEFAULT = new AccessLogSettings(Duration.ofMinutes(5), 1 << 20, 16 << 20);

    public AccessLogSettings {
        if (flushDelay.compareTo(Duration.ofSeconds(1)) < 0 || flushDelay.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("gateway accessLogDelay must be 1s to 1d, not \"" + flushDelay + "\"");
        }
        if (flushBytes < 1024 || bufferBytesMax < flushBytes) {
            throw new IllegalArgumentException(
                    "gateway accessLogBytes must be 1024 to " + bufferBytesMax + ", not \"" + flushBytes + "\"");
        }
    }

    public AccessLogSettings with(Duration newDelay, int newFlushBytes) {
        return new AccessLogSettings(newDelay, newFlushBytes, Math.max(bufferBytesMax, newFlushBytes));
    }
}
