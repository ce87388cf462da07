package network.cairn.gateway.configuration;

import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;

/// What the answer to a cross-origin request allows the browser.
///
/// @param allowOrigin the request's origin, or `*` where the rule says so itself
/// @param allowHeaders those asked for, all of which are allowed
public record CorsGrant(
        String allowOrigin,
        boolean allowCredentials,
        List<String> allowMethods,
        List<String> allowHeaders,
        List<String> exposeHeaders,
        @Nullable Integer maxAgeSeconds) {
    private static final String VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

    public CorsGrant {
        allowMethods = List.copyOf(allowMethods);
        allowHeaders = List.copyOf(allowHeaders);
        exposeHeaders = List.copyOf(exposeHeaders);
    }

    /// The response headers, the same on the answer to a preflight and to an actual request.
    public List<S3Headers.Header> headers() {
        List<S3Headers.Header> headers = new ArrayList<>();
        headers.add(new S3Headers.Header("Access-Control-Allow-Origin", allowOrigin));
        headers.add(new S3Headers.Header("Access-Control-Allow-Methods", String.join(", ", allowMethods)));
        if (!allowHeaders.isEmpty()) {
            headers.add(new S3Headers.Header("Access-Control-Allow-Headers", String.join(", ", allowHeaders)));
        }
        if (!exposeHeaders.isEmpty()) {
            headers.add(new S3Headers.Header("Access-Control-Expose-Headers", String.join(", ", exposeHeaders)));
        }
        if (maxAgeSeconds != null) {
            headers.add(new S3Headers.Header("Access-Control-Max-Age", Integer.toString(maxAgeSeconds)));
        }
        if (allowCredentials) {
            headers.add(new S3Headers.Header("Access-Control-Allow-Credentials", "true"));
        }
        headers.add(new S3Headers.Header("Vary", VARY));
        return headers;
    }
}
