package network.cairn.deploy.receipt;

import java.nio.charset.StandardCharsets;
import network.cairn.gateway.auth.PercentCoding;

/// An object as S3 clients name it, `s3://bucket/key`. Nothing in the key is an escape.
public record ObjectName(String bucket, String key) {
    private static final String SCHEME = "s3://";

    public ObjectName {
        if (bucket.isEmpty() || bucket.contains("/") || key.isEmpty()) {
            throw new IllegalArgumentException("an object has a bucket and a key");
        }
    }

    /// @throws IllegalArgumentException where the text has another form
    public static ObjectName parse(String text) {
        int slash = text.startsWith(SCHEME) ? text.indexOf('/', SCHEME.length()) : -1;
        if (slash <= SCHEME.length() || slash == text.length() - 1) {
            throw new IllegalArgumentException("'" + text + "' is no object such as s3://hill/big");
        }
        return new ObjectName(text.substring(SCHEME.length(), slash), text.substring(slash + 1));
    }

    /// The path of a request for it, escaped once. Dots and double slashes of the key stay what they are.
    String rawPath() {
        return "/" + PercentCoding.encode(bucket.getBytes(StandardCharsets.UTF_8), false) + "/"
                + PercentCoding.encode(key.getBytes(StandardCharsets.UTF_8), true);
    }

    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
