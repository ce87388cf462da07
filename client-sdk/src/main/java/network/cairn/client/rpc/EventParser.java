package network.cairn.client.rpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import network.cairn.proofs.codec.CodecException;

/// Cuts a server-sent stream (WHATWG HTML, "Server-sent events") into the events of blocks in it. Other
/// events and comments are passed over. Lines end with a line feed, with or without a carriage return.
final class EventParser {
    private byte[] line = new byte[1 << 10];
    private int lineBytes;
    private String name = "";
    private final StringBuilder data = new StringBuilder();

    /// @throws CodecException if a line or an event is too long, or an event of a block is not one
    List<BlockEvent> add(byte[] bytes, int count) throws CodecException {
        var events = new ArrayList<BlockEvent>();
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                ended().ifPresent(events::add);
                lineBytes = 0;
            } else {
                append(bytes[i]);
            }
        }
        return events;
    }

    private void append(byte next) throws CodecException {
        if (lineBytes == line.length) {
            if (line.length >= BlockEvent.LINE_BYTES_MAX) {
                throw new CodecException("a line of the stream is longer than " + BlockEvent.LINE_BYTES_MAX + " bytes");
            }
            line = Arrays.copyOf(line, Math.min(BlockEvent.LINE_BYTES_MAX, 2 * line.length));
        }
        line[lineBytes++] = next;
    }

    private Optional<BlockEvent> ended() throws CodecException {
        int length = lineBytes > 0 && line[lineBytes - 1] == '\r' ? lineBytes - 1 : lineBytes;
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            Optional<BlockEvent> event = name.equals(BlockEvent.NAME) && !data.isEmpty()
                    ? Optional.of(BlockEvent.fromJson(data.toString()))
                    : Optional.empty();
            name = "";
            data.setLength(0);
            return event;
        }
        if (text.startsWith("event:")) {
            name = value(text, "event:");
        } else if (text.startsWith("data:")) {
            String more = value(text, "data:");
            if (data.length() + more.length() > BlockEvent.LINE_BYTES_MAX) {
                throw new CodecException("an event is longer than " + BlockEvent.LINE_BYTES_MAX + " bytes");
            }
            data.append(data.isEmpty() ? "" : "\n").append(more);
        }
        return Optional.empty();
    }

    private static String value(String text, String field) {
        int from = field.length();
        return text.substring(text.length() > from && text.charAt(from) == ' ' ? from + 1 : from);
    }
}
