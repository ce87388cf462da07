package network.cairn.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import network.cairn.gateway.auth.PercentCoding;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// What a request is about: the bucket and key that its host and path name.
///
/// Paths are taken literally: `+`, double slashes and dot segments are part of the key.
///
/// @param rawPath as sent, for the signature
/// @param rawQuery as sent, without the `?`
record RequestTarget(@Nullable String bucket, @Nullable String key, String rawPath, String rawQuery) {
    static final int KEY_BYTES_MAX = 1024;

    /// @param uri the target of the request line, path or whole URI
    /// @param host the `Host` header
    /// @throws S3Exception `InvalidURI`, `InvalidBucketName` or `KeyTooLongError`
    static RequestTarget parse(String uri, String host, List<String> baseDomains) throws S3Exception {
        String relative = withoutAuthority(uri);
        int question = relative.indexOf('?');
        String rawPath = question < 0 ? relative : relative.substring(0, question);
        String rawQuery = question < 0 ? "" : relative.substring(question + 1);
        if (!rawPath.startsWith("/")) {
            throw new S3Exception(S3ErrorCode.INVALID_URI);
        }
        String hostBucket = hostBucket(host, baseDomains);
        if (hostBucket != null) {
            return new RequestTarget(hostBucket, key(rawPath.substring(1)), rawPath, rawQuery);
        }
        int slash = rawPath.indexOf('/', 1);
        String rawBucket = slash < 0 ? rawPath.substring(1) : rawPath.substring(1, slash);
        String rawKey = slash < 0 ? "" : rawPath.substring(slash + 1);
        if (rawBucket.isEmpty()) {
            if (slash >= 0) {
                throw new S3Exception(S3ErrorCode.INVALID_BUCKET_NAME).with("BucketName", "");
            }
            return new RequestTarget(null, null, rawPath, rawQuery);
        }
        return new RequestTarget(PercentCoding.decodeUtf8(rawBucket, false), key(rawKey), rawPath, rawQuery);
    }

    private static String withoutAuthority(String uri) {
        int scheme = uri.indexOf("://");
        if (uri.startsWith("/") || scheme < 0) {
            return uri;
        }
        for (int i = scheme + 3; i < uri.length(); i++) {
            if (uri.charAt(i) == '/') {
                return uri.substring(i);
            }
            if (uri.charAt(i) == '?') {
                return "/" + uri.substring(i);
            }
        }
        return "/";
    }

    private static @Nullable String hostBucket(String host, List<String> baseDomains) {
        int colon = host.lastIndexOf(':');
        String name = (colon < 0 || host.endsWith("]") ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
        for (String domain : baseDomains) {
            if (name.length() > domain.length() + 1 && name.endsWith("." + domain)) {
                return name.substring(0, name.length() - domain.length() - 1);
            }
        }
        return null;
    }

    private static @Nullable String key(String raw) throws S3Exception {
        if (raw.isEmpty()) {
            return null;
        }
        String key = PercentCoding.decodeUtf8(raw, false);
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > KEY_BYTES_MAX) {
            throw new S3Exception(S3ErrorCode.KEY_TOO_LONG)
                    .with("Size", Integer.toString(bytes))
                    .with("MaxSizeAllowed", Integer.toString(KEY_BYTES_MAX));
        }
        return key;
    }
}
