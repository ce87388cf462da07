package network.cairn.gateway.configuration;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A rule of a bucket's CORS configuration.
///
/// @param allowedOrigins each with at most one `*`, which stands for any characters or none
/// @param allowedHeaders likewise
/// @param maxAgeSeconds how long a browser may keep the answer to a preflight, or null
public record CorsRule(
        @Nullable String id,
        List<String> allowedMethods,
        List<String> allowedOrigins,
        List<String> allowedHeaders,
        List<String> exposeHeaders,
        @Nullable Integer maxAgeSeconds) {
    private static final String ANY = "*";

    public CorsRule {
        allowedMethods = List.copyOf(allowedMethods);
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedHeaders = List.copyOf(allowedHeaders);
        exposeHeaders = List.copyOf(exposeHeaders);
    }

    boolean allows(CorsRequest request) {
        return allowedMethods.contains(request.method())
                && allowedOrigins.stream().anyMatch(pattern -> matches(pattern, request.origin()))
                && allowsHeaders(request.headers());
    }

    private boolean allowsHeaders(List<String> names) {
        List<String> patterns = allowedHeaders.stream()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .toList();
        return names.stream().allMatch(name -> patterns.stream().anyMatch(pattern -> matches(pattern, name)));
    }

    /// What the answer to a request that the rule allows carries.
    CorsGrant grant(CorsRequest request) {
        boolean any = allowedOrigins.contains(ANY);
        return new CorsGrant(
                any ? ANY : request.origin(), !any, allowedMethods, request.headers(), exposeHeaders, maxAgeSeconds);
    }

    private static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(text);
        }
        return text.length() >= pattern.length() - 1
                && text.startsWith(pattern.substring(0, star))
                && text.endsWith(pattern.substring(star + 1));
    }
}
