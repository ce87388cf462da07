package network.cairn.gateway.form;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.s3.S3BodyException;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// Takes the parts of a multipart body (RFC 2046, 5.1.1) from a stream, one after the other, without holding any of
/// them whole. Not safe for many threads.
final class MultipartReader {
    static final int HEAD_BYTES_MAX = 8 * 1024;
    static final int PREAMBLE_BYTES_MAX = 8 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer;
    private int position;
    private int limit;

    /// Up to where no delimiter begins; from `position` on.
    private int scanned;

    private int delimiterAt = -1;
    private boolean ended;

    /// @param boundary what parts are separated by, without the hyphens before it
    MultipartReader(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.buffer = new byte[BUFFER_BYTES + delimiter.length];
        // The first delimiter begins a line, too, though none comes before it.
        buffer[0] = '\r';
        buffer[1] = '\n';
        limit = 2;
    }

    /// Goes to the first part.
    ///
    /// @return its head, or null where there is none
    @Nullable
    PartHead first() throws IOException {
        if (skip(PREAMBLE_BYTES_MAX) > PREAMBLE_BYTES_MAX) {
            throw malformed();
        }
        return afterDelimiter();
    }

    /// Goes to the next part, over what is left of this one.
    ///
    /// @return its head, or null where there is none
    @Nullable
    PartHead next() throws IOException {
        skip(Long.MAX_VALUE);
        return afterDelimiter();
    }

    /// Reads of the part's content.
    ///
    /// @return how many bytes, or -1 at its end
    int read(byte[] bytes, int offset, int length) throws IOException {
        int there = available();
        if (there < 0) {
            return -1;
        }
        int count = Math.min(there, length);
        System.arraycopy(buffer, position, bytes, offset, count);
        position += count;
        return count;
    }

    /// Reads over what follows the last part, to the end of the body.
    void finish() throws IOException {
        position = limit;
        while (in.read(buffer, 0, buffer.length) >= 0) {
            // RFC 2046: "implementations must ignore anything that appears ... after the last" delimiter.
        }
    }

    private long skip(long bytesMax) throws IOException {
        long skipped = 0;
        for (int there = available(); there >= 0 && skipped <= bytesMax; there = available()) {
            position += there;
            skipped += there;
        }
        return skipped;
    }

    /// How many bytes of the content are in the buffer, at least one; -1 where a delimiter is next.
    private int available() throws IOException {
        while (true) {
            if (delimiterAt < 0) {
                findDelimiter();
            }
            int end = delimiterAt < 0 ? scanned : delimiterAt;
            if (end > position) {
                return end - position;
            }
            if (delimiterAt >= 0) {
                return -1;
            }
            fill();
        }
    }

    private void findDelimiter() {
        for (int at = Math.max(scanned, position); at <= limit - delimiter.length; at++) {
            if (buffer[at] == '\r' && isDelimiter(at)) {
                delimiterAt = at;
                return;
            }
        }
        scanned = Math.max(position, limit - delimiter.length + 1);
    }

    private boolean isDelimiter(int at) {
        for (int i = 1; i < delimiter.length; i++) {
            if (buffer[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    private @Nullable PartHead afterDelimiter() throws IOException {
        position = delimiterAt + delimiter.length;
        delimiterAt = -1;
        scanned = position;
        int first = take();
        int second = take();
        if (first == '-' && second == '-') {
            ended = true;
            return null;
        }
        while (first == ' ' || first == '\t') {
            first = second;
            second = take();
        }
        if (first != '\r' || second != '\n') {
            throw malformed();
        }
        return PartHead.of(headLines());
    }

    private List<String> headLines() throws IOException {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (int taken = 0; taken < HEAD_BYTES_MAX; taken++) {
            int b = take();
            if (b != '\n') {
                line.append((char) b);
                continue;
            }
            if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
                line.setLength(line.length() - 1);
            }
            if (line.isEmpty()) {
                scanned = position;
                return lines;
            }
            lines.add(line.toString());
            line.setLength(0);
        }
        throw malformed();
    }

    private int take() throws IOException {
        if (ended) {
            throw malformed();
        }
        while (position == limit) {
            fill();
        }
        return buffer[position++] & 0xff;
    }

    /// Reads on. What was given out makes room.
    private void fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            scanned = Math.max(0, scanned - position);
            position = 0;
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            throw malformed();
        }
        limit += count;
    }

    static S3BodyException malformed() {
        return new S3BodyException(new S3Exception(S3ErrorCode.MALFORMED_POST_REQUEST));
    }
}
