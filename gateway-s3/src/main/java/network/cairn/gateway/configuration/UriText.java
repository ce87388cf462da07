package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import network.cairn.gateway.auth.PercentCoding;

/// Text as it stands in a URI.
final class UriText {
    private static final String RESERVED = "-._~:/?#[]@!$&'()*+,;=%";

    private UriText() {}

    /// A key as a path: every byte that is not unreserved percent-encoded, but for the slash.
    static String ofKey(String key) {
        return PercentCoding.encode(key.getBytes(StandardCharsets.UTF_8), true);
    }

    /// A text that is part of a URI already, such as `resize?key=`: only what can stand in no URI is encoded.
    static String ofUri(String text) {
        var uri = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || RESERVED.indexOf(c) >= 0;
            if (plain) {
                uri.append(c);
            } else {
                uri.append(String.format("%%%02X", (int) c));
            }
        }
        return uri.toString();
    }
}
