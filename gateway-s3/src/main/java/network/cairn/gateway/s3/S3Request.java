package network.cairn.gateway.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An authenticated request, routed to its operation.
///
/// @param operation what it means
/// @param requestId the id that `x-amz-request-id` and the log carry
/// @param bucket null for requests on the service itself
/// @param key the object's key, percent-decoded once, 1 to 1,024 bytes of UTF-8; null for requests
/// on a bucket
/// @param receivedAt the gateway's time when the request's head was there
/// @param resource the path as sent, for the error document
/// @param scheme `http` or `https`, as the client sees it
/// @param host the `Host` header as sent, with its port where it has one
/// @param sourceAddress the address the client's connection comes from
public record S3Request(
        OperationName operation,
        String requestId,
        String method,
        @Nullable String bucket,
        @Nullable String key,
        QueryParameters query,
        S3Headers headers,
        Caller caller,
        S3Body body,
        Instant receivedAt,
        String resource,
        String scheme,
        String host,
        String sourceAddress) {
    /// The same request with another view of its body.
    public S3Request withBody(S3Body other) {
        return new S3Request(
                operation,
                requestId,
                method,
                bucket,
                key,
                query,
                headers,
                caller,
                other,
                receivedAt,
                resource,
                scheme,
                host,
                sourceAddress);
    }

    /// The bucket, for operations that are only ever routed with one.
    public String requiredBucket() {
        if (bucket == null) {
            throw new IllegalStateException("routed without a bucket: " + method + " " + resource);
        }
        return bucket;
    }

    /// The key, for operations that are only ever routed with one.
    public String requiredKey() {
        if (key == null) {
            throw new IllegalStateException("routed without a key: " + method + " " + resource);
        }
        return key;
    }
}
