package network.cairn.gateway.xml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The characters of a document's bytes.
///
/// The parser could decode them itself, but tells the process's error stream of each byte that is wrong, which
/// is nothing for clients to write to; and it knows more encodings than are needed.
final class XmlText {
    private static final int DECLARATION_BYTES_MAX = 256;
    private static final Pattern ENCODING =
            Pattern.compile("\\A<\\?xml\\s[^>]{0,200}?\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private XmlText() {}

    /// The text without its byte order mark.
    ///
    /// @throws CharacterCodingException where the bytes are none in the encoding they are said to be in, or it
    ///     is none of UTF-8, UTF-16 with a byte order mark, US-ASCII and ISO-8859-1
    static String decode(byte[] document) throws CharacterCodingException {
        String text =
                charset(document).newDecoder().decode(ByteBuffer.wrap(document)).toString();
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static Charset charset(byte[] document) throws CharacterCodingException {
        if (document.length >= 2 && isMarkOfUtf16(document[0] & 0xff, document[1] & 0xff)) {
            return StandardCharsets.UTF_16;
        }
        String start =
                new String(document, 0, Math.min(document.length, DECLARATION_BYTES_MAX), StandardCharsets.ISO_8859_1);
        Matcher declared = ENCODING.matcher(start);
        if (!declared.find()) {
            return StandardCharsets.UTF_8;
        }
        return switch (declared.group(1).toUpperCase(Locale.ROOT)) {
            case "UTF-8", "UTF8" -> StandardCharsets.UTF_8;
            case "US-ASCII" -> StandardCharsets.US_ASCII;
            case "ISO-8859-1" -> StandardCharsets.ISO_8859_1;
            default -> throw new CharacterCodingException();
        };
    }

    private static boolean isMarkOfUtf16(int first, int second) {
        return (first == 0xfe && second == 0xff) || (first == 0xff && second == 0xfe);
    }
}
