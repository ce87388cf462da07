package network.cairn.gateway.s3;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Headers that answers get beside their own, errors included: what CORS lets a page see, or the bucket's region.
@FunctionalInterface
public interface ResponseHeaders {
    /// Called once for each request whose target could be read, on the request's thread, when its answer is sent.
    ///
    /// @param method of the request
    /// @param bucket null where the request names none
    /// @param headers of the request
    List<S3Headers.Header> of(String method, @Nullable String bucket, S3Headers headers);

    /// None at all.
    static ResponseHeaders none() {
        return (method, bucket, headers) -> List.of();
    }
}
