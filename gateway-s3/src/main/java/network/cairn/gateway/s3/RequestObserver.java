package network.cairn.gateway.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Is told of each request on a bucket when it has ended, however it did. It is quick and does not fail.
@FunctionalInterface
public interface RequestObserver {
    /// Looks at nothing.
    RequestObserver NONE = _ -> {};

    void ended(Ended request);

    /// What a request is about, as far as that is known when it is refused.
    ///
    /// @param key null for a request on the bucket
    /// @param isWebsite whether it came from a browser of the bucket's website
    /// @param request null where it was refused before it came to its operation
    record Subject(
            String bucket,
            @Nullable String key,
            S3Headers headers,
            boolean isWebsite,
            @Nullable S3Request request) {}

    /// A request and what became of it.
    ///
    /// @param uri the target of its first line
    /// @param protocol such as `HTTP/1.1`
    /// @param answer what it was answered with; null where its client was gone before
    /// @param errorCode S3's code; null where there was no error
    /// @param bytesSent of the answer's body
    record Ended(
            Subject subject,
            String method,
            String uri,
            String protocol,
            String sourceAddress,
            String requestId,
            String hostId,
            Instant receivedAt,
            @Nullable S3Response answer,
            @Nullable String errorCode,
            long bytesSent) {}
}
