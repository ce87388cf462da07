package network.cairn.gateway.auth;

import java.nio.ByteBuffer;
import network.cairn.gateway.s3.ChecksumAlgorithm;

/// The CRC of bytes put together from pieces, made of the pieces' own CRCs and lengths without the bytes. Not safe
/// for many threads.
///
/// A CRC is a remainder of polynomials, so bytes that follow multiply what came before by x to the eighth for each
/// of them: `crc(A B) = crc(A) * x^(8 |B|) + crc(B)` modulo the CRC's polynomial. That the value begins and ends
/// inverted cancels out (as in zlib's `crc32_combine`). An append costs some hundred steps whatever the length.
public final class CrcCombination {
    private final int bits;
    private final long polynomial;
    private long value;

    private CrcCombination(int bits, long polynomial) {
        this.bits = bits;
        this.polynomial = polynomial;
    }

    /// Of no bytes yet.
    ///
    /// @throws IllegalArgumentException for an algorithm that is no CRC, see [#combines]
    public static CrcCombination of(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> new CrcCombination(32, 0xEDB88320L);
            case CRC32C -> new CrcCombination(32, 0x82F63B78L);
            case CRC64NVME -> new CrcCombination(64, Crc64Nvme.POLYNOMIAL);
            case SHA1, SHA256 ->
                throw new IllegalArgumentException(algorithm + " of a whole does not follow from that of its pieces");
        };
    }

    /// Whether an algorithm's value for a whole follows from those of its pieces.
    public static boolean combines(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32, CRC32C, CRC64NVME -> true;
            case SHA1, SHA256 -> false;
        };
    }

    /// Adds a piece at the end.
    ///
    /// @param checksum the piece's, big-endian
    /// @param lengthBytes of the piece
    public void append(byte[] checksum, long lengthBytes) {
        if (checksum.length * 8 != bits || lengthBytes < 0) {
            throw new IllegalArgumentException(
                    "a piece of " + lengthBytes + " bytes with a checksum of " + checksum.length);
        }
        long added = bits == 64
                ? ByteBuffer.wrap(checksum).getLong()
                : Integer.toUnsignedLong(ByteBuffer.wrap(checksum).getInt());
        value = product(value, power(lengthBytes)) ^ added;
    }

    /// The checksum of all pieces appended so far, big-endian.
    public byte[] value() {
        return bits == 64
                ? ByteBuffer.allocate(8).putLong(value).array()
                : ByteBuffer.allocate(4).putInt((int) value).array();
    }

    /// x to the power of eight times that, by squaring. The highest bit stands for 1, the next for x.
    private long power(long bytes) {
        long result = 1L << (bits - 1);
        long square = 1L << (bits - 2);
        for (int i = 0; i < 3; i++) {
            square = product(square, square);
        }
        for (long left = bytes; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                result = product(result, square);
            }
            square = product(square, square);
        }
        return result;
    }

    /// The product of two polynomials modulo the CRC's.
    private long product(long a, long b) {
        long sum = 0;
        long shifted = b;
        for (long bit = 1L << (bits - 1); bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                sum ^= shifted;
            }
            shifted = (shifted >>> 1) ^ ((shifted & 1) == 0 ? 0 : polynomial);
        }
        return sum;
    }
}
