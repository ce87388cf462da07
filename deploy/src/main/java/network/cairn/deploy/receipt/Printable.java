package network.cairn.deploy.receipt;

/// Text of strangers, made harmless for a terminal and unmistakable in a line.
public final class Printable {
    private Printable() {}

    /// The text with everything escaped that is not seen, or changes how the rest is seen: control characters,
    /// changes of direction, ends of lines; and the backslash, so that an escape is one.
    public static String text(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point == '\\') {
                out.append("\\\\");
            } else if (isSeen(point)) {
                out.appendCodePoint(point);
            } else if (Character.isBmpCodePoint(point)) {
                out.append(String.format("\\u%04x", point));
            } else {
                out.append(String.format("\\u{%x}", point));
            }
        });
        return out.toString();
    }

    /// A name: the text, in quotes where somebody could take a part of it for what is said of it.
    public static String name(String text) {
        boolean plain = text.codePoints().allMatch(point -> isSeen(point) && " \"'\\".indexOf(point) < 0)
                && text.indexOf(':', text.startsWith("s3://") ? "s3://".length() : 0) < 0;
        return plain ? text : "\"" + text(text).replace("\"", "\\\"") + "\"";
    }

    private static boolean isSeen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
