package network.cairn.gateway.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Header values between HTTP, which gives each byte a character, and text.
final class HeaderText {
    private HeaderText() {}

    /// UTF-8 where the bytes are that, ISO-8859-1 elsewhere.
    static String read(String raw) {
        if (raw.chars().allMatch(c -> c < 0x80)) {
            return raw;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return raw;
        }
    }

    /// As UTF-8. What would end a header's line or is no text becomes a space, so that a value from a request
    /// splits no response.
    static String write(String text) {
        String raw = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        if (raw.chars().noneMatch(HeaderText::isControl)) {
            return raw;
        }
        StringBuilder clean = new StringBuilder(raw.length());
        raw.chars().forEach(c -> clean.append(isControl(c) ? ' ' : (char) c));
        return clean.toString();
    }

    private static boolean isControl(int c) {
        return (c < 0x20 && c != '\t') || c == 0x7f;
    }
}
