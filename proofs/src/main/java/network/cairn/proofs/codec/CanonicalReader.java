package network.cairn.proofs.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads what {@link CanonicalWriter} wrote and nothing else: every length is checked against what is left and
/// against the caller's limit before anything is allocated, and {@link #end()} refuses bytes left over.
///
/// It reads each byte once and hands out copies, never the array it was given.
public final class CanonicalReader {
    private final byte[] buffer;
    private final int limit;
    private int position;

    public CanonicalReader(byte[] encoded) {
        this(encoded, 0, encoded.length);
    }

    private CanonicalReader(byte[] buffer, int position, int limit) {
        this.buffer = buffer;
        this.position = position;
        this.limit = limit;
    }

    public int u8(String field) throws CodecException {
        need(1, field);
        return buffer[position++] & 0xff;
    }

    public int u16(String field) throws CodecException {
        need(2, field);
        return (buffer[position++] & 0xff) << 8 | (buffer[position++] & 0xff);
    }

    public int u32(String field) throws CodecException {
        long value = unsigned(4, field);
        if (value > Integer.MAX_VALUE) {
            throw new CodecException(field + " is " + value + ", more than 2^31 - 1");
        }
        return (int) value;
    }

    public long u64(String field) throws CodecException {
        long value = unsigned(8, field);
        if (value < 0) {
            throw new CodecException(field + " is " + Long.toUnsignedString(value) + ", more than 2^63 - 1");
        }
        return value;
    }

    public boolean bool(String field) throws CodecException {
        int value = u8(field);
        if (value > 1) {
            throw new CodecException(field + " is a truth value, 0 or 1, not " + value);
        }
        return value == 1;
    }

    public byte[] fixed(int lengthBytes, String field) throws CodecException {
        need(lengthBytes, field);
        byte[] value = Arrays.copyOfRange(buffer, position, position + lengthBytes);
        position += lengthBytes;
        return value;
    }

    /// A byte string of at most `lengthBytesMax` bytes.
    public byte[] bytes(int lengthBytesMax, String field) throws CodecException {
        return fixed(count(lengthBytesMax, field), field);
    }

    /// A reader of the value that the next byte string, of at most `lengthBytesMax` bytes, encodes: as
    /// {@link #bytes}, without a copy. It ends where the byte string does.
    public CanonicalReader nested(int lengthBytesMax, String field) throws CodecException {
        int lengthBytes = count(lengthBytesMax, field);
        need(lengthBytes, field);
        position += lengthBytes;
        return new CanonicalReader(buffer, position - lengthBytes, position);
    }

    /// How many bytes are left.
    public int remaining() {
        return limit - position;
    }

    /// Text of at most `lengthBytesMax` bytes of well-formed UTF-8.
    public String text(int lengthBytesMax, String field) throws CodecException {
        byte[] encoded = bytes(lengthBytesMax, field);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(encoded))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CodecException(field + " is not UTF-8", e);
        }
    }

    /// A count of at most `max` things that follow.
    public int count(int max, String field) throws CodecException {
        int count = u32(field);
        if (count > max) {
            throw new CodecException(field + " is " + count + " long, at most " + max + " is allowed");
        }
        return count;
    }

    /// Says that the value ends here.
    public void end() throws CodecException {
        if (remaining() != 0) {
            throw new CodecException(remaining() + " bytes follow the end of the value");
        }
    }

    private long unsigned(int lengthBytes, String field) throws CodecException {
        need(lengthBytes, field);
        long value = 0;
        for (int i = 0; i < lengthBytes; i++) {
            value = value << 8 | (buffer[position++] & 0xff);
        }
        return value;
    }

    private void need(int lengthBytes, String field) throws CodecException {
        if (remaining() < lengthBytes) {
            throw new CodecException(field + " needs " + lengthBytes + " bytes, " + remaining() + " are left");
        }
    }
}
