package network.cairn.gateway.website;

import java.time.Instant;
import network.cairn.gateway.s3.S3Headers;

/// A browser's request for a page of a bucket's website.
///
/// @param pathStyle whether the path starts with the bucket, so that what the site calls `/` is below it
/// @param key the path without its first slash and, in path style, without the bucket, percent-decoded
/// @param query as sent, without its question mark; empty for none
/// @param resource the path as sent
public record WebsiteVisit(
        String requestId,
        String hostId,
        String method,
        String bucket,
        boolean pathStyle,
        String key,
        String query,
        S3Headers headers,
        Instant receivedAt,
        String resource,
        String scheme,
        String host,
        String sourceAddress) {
    /// What stands before `/` of the site.
    String root() {
        return pathStyle ? "/" + bucket : "";
    }
}
