package network.cairn.gateway.operation;

import java.util.Arrays;

/// ETags as they stand in headers and XML.
final class Etags {
    private Etags() {}

    static String quoted(String etag) {
        return '"' + etag + '"';
    }

    /// The tag without quotes and weakness.
    static String bare(String text) {
        String bare = text.strip();
        if (bare.startsWith("W/")) {
            bare = bare.substring(2);
        }
        return bare.length() >= 2 && bare.startsWith("\"") && bare.endsWith("\"")
                ? bare.substring(1, bare.length() - 1)
                : bare;
    }

    /// Whether a header that lists tags, or is `*`, names this one.
    static boolean matches(String header, String etag) {
        return Arrays.stream(header.split(",", -1))
                .map(Etags::bare)
                .anyMatch(each -> each.equals("*") || each.equals(etag));
    }
}
