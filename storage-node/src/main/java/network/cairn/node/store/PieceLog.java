package network.cairn.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One log file and what is known of it. The {@link LogSet}'s monitor owns the mutable state.
final class PieceLog {
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})\\.log");

    private final long number;
    private final long mark;
    private final Disk.LogFile file;
    private final TreeSet<Long> underWay = new TreeSet<>();
    private long appendOffset;
    private boolean sealed;
    private boolean dropped;
    private int pins;

    PieceLog(long number, long mark, Disk.LogFile file, long appendOffset, boolean sealed) {
        this.number = number;
        this.mark = mark;
        this.file = file;
        this.appendOffset = appendOffset;
        this.sealed = sealed;
    }

    /// The number and mark that a file's name tells.
    record Name(long number, long mark) {
        static Optional<Name> parse(String fileName) {
            Matcher matcher = NAME.matcher(fileName);
            return matcher.matches()
                    ? Optional.of(new Name(
                            Long.parseUnsignedLong(matcher.group(1), 16), Long.parseUnsignedLong(matcher.group(2), 16)))
                    : Optional.empty();
        }

        String fileName() {
            var hex = HexFormat.of();
            return hex.toHexDigits(number) + "-" + hex.toHexDigits(mark) + ".log";
        }
    }

    long number() {
        return number;
    }

    long mark() {
        return mark;
    }

    String fileName() {
        return new Name(number, mark).fileName();
    }

    Disk.LogFile file() {
        return file;
    }

    /// Exactly these bytes of the file.
    ///
    /// @throws IOException also if the file ends before
    byte[] read(long position, int lengthBytes) throws IOException {
        byte[] bytes = new byte[lengthBytes];
        read(position, bytes, 0, lengthBytes);
        return bytes;
    }

    void read(long position, byte[] bytes, int offset, int lengthBytes) throws IOException {
        int count = file.read(ByteBuffer.wrap(bytes, offset, lengthBytes), position);
        if (count < lengthBytes) {
            throw new TruncatedLogException(
                    fileName() + " ends " + (lengthBytes - count) + " bytes before " + (position + lengthBytes));
        }
    }

    /// The log is shorter than its records say: damage, not a failing disk.
    static final class TruncatedLogException extends IOException {
        private static final long serialVersionUID = 1L;

        TruncatedLogException(String message) {
            super(message);
        }
    }

    long appendOffset() {
        return appendOffset;
    }

    /// Takes room at the end for a record that is under way until {@link #settle}.
    long reserve(long extentBytes) {
        long offset = appendOffset;
        appendOffset += extentBytes;
        underWay.add(offset);
        return offset;
    }

    /// Gives back the room reserved last.
    void unreserve(long offset) {
        underWay.remove(offset);
        appendOffset = offset;
    }

    void settle(long offset) {
        underWay.remove(offset);
    }

    boolean isIdle() {
        return underWay.isEmpty();
    }

    /// Everything before this offset is committed or dead.
    long settledOffset() {
        return underWay.isEmpty() ? appendOffset : underWay.first();
    }

    boolean isSealed() {
        return sealed;
    }

    void markSealed() {
        sealed = true;
    }

    void pin() {
        pins++;
    }

    /// @return true if the file is to be closed now
    boolean unpin() {
        pins--;
        return dropped && pins == 0;
    }

    /// @return true if the file is to be closed now
    boolean drop() {
        dropped = true;
        return pins == 0;
    }
}
