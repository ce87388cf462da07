package network.cairn.gateway.form;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the headers of one part of a form say (RFC 7578, 4.2): a `Content-Disposition` with parameters.
///
/// @param disposition lower-case, `form-data` where the part is a field; empty where there is none
/// @param name null where there is none
/// @param fileName null where there is none; with whatever folders the browser put before it
record PartHead(
        String disposition, @Nullable String name, @Nullable String fileName) {
    private static final String HEADER = "content-disposition:";

    /// @param lines the header lines, a character for each byte
    static PartHead of(List<String> lines) {
        for (String line : unfolded(lines)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(HEADER)) {
                return ofDisposition(line.substring(HEADER.length()));
            }
        }
        return new PartHead("", null, null);
    }

    boolean isField() {
        return disposition.equals("form-data");
    }

    private static List<String> unfolded(List<String> lines) {
        var whole = new ArrayList<String>();
        for (String line : lines) {
            boolean goesOn = !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            if (goesOn && !whole.isEmpty()) {
                whole.set(whole.size() - 1, whole.getLast() + " " + line.strip());
            } else {
                whole.add(line);
            }
        }
        return whole;
    }

    private static PartHead ofDisposition(String value) {
        List<String> pieces = pieces(value);
        String name = null;
        String fileName = null;
        for (String piece : pieces.subList(1, pieces.size())) {
            int equals = piece.indexOf('=');
            String parameter =
                    equals < 0 ? "" : piece.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            if (parameter.equals("name") && name == null) {
                name = text(piece.substring(equals + 1).strip());
            } else if (parameter.equals("filename") && fileName == null) {
                fileName = text(piece.substring(equals + 1).strip());
            }
        }
        return new PartHead(pieces.getFirst().strip().toLowerCase(Locale.ROOT), name, fileName);
    }

    /// What semicolons outside quotes separate.
    private static List<String> pieces(String value) {
        var pieces = new ArrayList<String>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' && (i == 0 || value.charAt(i - 1) != '\\')) {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                pieces.add(value.substring(start, i));
                start = i + 1;
            }
        }
        pieces.add(value.substring(start));
        return pieces;
    }

    /// A parameter's value. A backslash only escapes a quote: browsers write the others of a path as they are.
    private static String text(String raw) {
        String bare = raw;
        if (raw.length() >= 2 && raw.startsWith("\"") && raw.endsWith("\"")) {
            bare = raw.substring(1, raw.length() - 1).replace("\\\"", "\"");
        }
        return text(bare.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// UTF-8 where the bytes are that, ISO-8859-1 elsewhere.
    static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
