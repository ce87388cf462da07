package network.cairn.proofs.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import network.cairn.proofs.id.FixedBytes;

/// Writes values in the canonical encoding: each value has exactly one encoding and each encoding one value.
///
/// Integers are big-endian and fixed in width, byte strings and text (UTF-8) carry a 32-bit length before them,
/// lists a 32-bit count, fixed-length ids nothing. There are no tags and no optional fields: the type decides the
/// layout.
public final class CanonicalWriter {
    private byte[] buffer = new byte[128];
    private int size;

    public CanonicalWriter u8(int value) {
        check(value >= 0 && value <= 0xff, "u8", value);
        reserve(1);
        buffer[size++] = (byte) value;
        return this;
    }

    public CanonicalWriter u16(int value) {
        check(value >= 0 && value <= 0xffff, "u16", value);
        reserve(2);
        buffer[size++] = (byte) (value >>> 8);
        buffer[size++] = (byte) value;
        return this;
    }

    /// A count or length, 0 .. 2^31 - 1.
    public CanonicalWriter u32(int value) {
        check(value >= 0, "u32", value);
        reserve(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /// A size or time, 0 .. 2^63 - 1.
    public CanonicalWriter u64(long value) {
        check(value >= 0, "u64", value);
        reserve(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    public CanonicalWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    /// Bytes whose length both sides know.
    public CanonicalWriter fixed(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
        return this;
    }

    public CanonicalWriter id(FixedBytes value) {
        return fixed(value.toBytes());
    }

    /// A byte string of any length, its length before it.
    public CanonicalWriter bytes(byte[] value) {
        return u32(value.length).fixed(value);
    }

    /// Text as UTF-8, its length in bytes before it.
    ///
    /// @throws IllegalArgumentException if it holds an unpaired surrogate, which UTF-8 cannot carry
    public CanonicalWriter text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        if (!new String(encoded, StandardCharsets.UTF_8).equals(value)) {
            throw new IllegalArgumentException("text with an unpaired surrogate has no UTF-8 form");
        }
        return bytes(encoded);
    }

    public byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), buffer.length * 2));
        }
    }

    private static void check(boolean inRange, String type, long value) {
        if (!inRange) {
            throw new IllegalArgumentException(value + " does not fit a canonical " + type);
        }
    }
}
