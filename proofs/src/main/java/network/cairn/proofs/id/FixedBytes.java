package network.cairn.proofs.id;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/// An immutable byte string whose length its type fixes; equal only to the same bytes in the same type.
///
/// Ordered as unsigned bytes, the order LevelDB and S3 listings use.
public abstract sealed class FixedBytes implements Comparable<FixedBytes>
        permits ActorId,
                PieceId,
                SegmentId,
                PieceRoot,
                Signature,
                Nonce,
                ChainId,
                BlockHash,
                DealId,
                TransactionId,
                StateRoot,
                Digest,
                BeaconSignature {
    private final byte[] bytes;

    FixedBytes(byte[] bytes, int lengthBytes) {
        Objects.requireNonNull(bytes, "bytes");
        if (bytes.length != lengthBytes) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + " is " + lengthBytes + " bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /// A copy of the bytes.
    public final byte[] toBytes() {
        return bytes.clone();
    }

    /// The bytes in lower-case hexadecimal.
    public final String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] parseHex(String type, String hex, int lengthBytes) {
        if (hex.length() != 2 * lengthBytes) {
            throw new IllegalArgumentException(
                    type + " is " + 2 * lengthBytes + " hexadecimal digits, not " + hex.length());
        }
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public final int compareTo(FixedBytes other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof FixedBytes that && getClass() == that.getClass() && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public final int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
