package network.cairn.node.store;

import java.time.Duration;
import java.util.Objects;
import network.cairn.proofs.piece.PieceTree;

/// What bounds a piece store.
///
/// @param capacityBytes what its logs may take on disk
/// @param freeReserveBytes free space of the disk that it leaves alone
/// @param logBytesMax where a new log is begun; a longer piece gets a log of its own
/// @param pieceBytesMax the longest piece taken
/// @param piecesUnderWayMax pieces being written at once
/// @param trashPeriod how long the bytes of a deleted piece are kept
/// @param compactBelowPercent sealed logs with less alive than this are compacted
/// @param scrubPeriod how often everything is read again
/// @param scrubBytesPerSecondMax the rate of that
/// @param compactBytesPerSecondMax how fast compaction copies
public record StoreLimits(
        long capacityBytes,
        long freeReserveBytes,
        long logBytesMax,
        long pieceBytesMax,
        int piecesUnderWayMax,
        Duration trashPeriod,
        int compactBelowPercent,
        Duration scrubPeriod,
        long scrubBytesPerSecondMax,
        long compactBytesPerSecondMax) {
    public StoreLimits {
        Objects.requireNonNull(trashPeriod, "trashPeriod");
        Objects.requireNonNull(scrubPeriod, "scrubPeriod");
        atLeast("capacityBytes", capacityBytes, 1);
        atLeast("freeReserveBytes", freeReserveBytes, 0);
        atLeast("logBytesMax", logBytesMax, 4096);
        atLeast("pieceBytesMax", pieceBytesMax, 1);
        atLeast("piecesUnderWayMax", piecesUnderWayMax, 1);
        atLeast("compactBelowPercent", compactBelowPercent, 0);
        atLeast("scrubBytesPerSecondMax", scrubBytesPerSecondMax, 1);
        atLeast("compactBytesPerSecondMax", compactBytesPerSecondMax, 1);
        if (pieceBytesMax > PieceTree.PIECE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "pieceBytesMax is " + pieceBytesMax + ", more than " + PieceTree.PIECE_BYTES_MAX);
        }
        if (compactBelowPercent > 100) {
            throw new IllegalArgumentException("compactBelowPercent is " + compactBelowPercent + ", more than 100");
        }
        if (trashPeriod.isNegative() || !scrubPeriod.isPositive()) {
            throw new IllegalArgumentException("trashPeriod " + trashPeriod + " must not be negative, scrubPeriod "
                    + scrubPeriod + " be positive");
        }
    }

    /// The defaults, for an operator who gives this much of a disk.
    public static StoreLimits ofCapacity(long capacityBytes) {
        return new StoreLimits(
                capacityBytes,
                1L << 30,
                1L << 30,
                256L << 20,
                1024,
                Duration.ofDays(7),
                25,
                Duration.ofDays(30),
                8L << 20,
                32L << 20);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", less than " + least);
        }
    }
}
