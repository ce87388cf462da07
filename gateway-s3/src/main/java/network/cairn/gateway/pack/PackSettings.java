package network.cairn.gateway.pack;

import java.time.Duration;

/// What an operator decides about packs.
///
/// @param objectBytesMax objects of at most this size, and too large to be kept inline, are put into packs; 0 puts
///     none into packs, and what is in packs stays readable and is still compacted
/// @param packBytesMax bytes of a full pack: the more, the fewer pieces
/// @param bufferBytesMax memory for small objects from their first byte until their pack is stored. An object that
///     finds it taken is stored alone
/// @param openTime how long a pack is open for others to join it
/// @param openTimeMax how long it is at most while another one of its bucket is being stored
public record PackSettings(
        long objectBytesMax, long packBytesMax, long bufferBytesMax, Duration openTime, Duration openTimeMax) {
    /// So much that what is copied at once when packs are compacted stays small.
    private static final long OBJECT_BYTES_MAX = 1L << 20;

    /// So much that a pack is one segment.
    private static final long PACK_BYTES_MAX = 32L << 20;

    private static final Duration OPEN_TIME_MAX = Duration.ofSeconds(5);

    /// Objects up to 1 MiB, packs of 16 MiB, 32 MiB of memory, 5 to 50 ms.
    public static final PackSettings DEFAULT =
            new PackSettings(1L << 20, 16L << 20, 32L << 20, Duration.ofMillis(5), Duration.ofMillis(50));

    public PackSettings {
        require(
                objectBytesMax >= 0 && objectBytesMax <= OBJECT_BYTES_MAX,
                "packedObjectBytesMax",
                objectBytesMax,
                "0 to " + OBJECT_BYTES_MAX);
        require(
                packBytesMax >= 2 * OBJECT_BYTES_MAX && packBytesMax <= PACK_BYTES_MAX,
                "packBytesMax",
                packBytesMax,
                2 * OBJECT_BYTES_MAX + " to " + PACK_BYTES_MAX);
        require(bufferBytesMax >= packBytesMax, "packBufferBytesMax", bufferBytesMax, "at least packBytesMax");
        require(
                !openTime.isNegative() && openTime.compareTo(OPEN_TIME_MAX) <= 0,
                "packOpenTime",
                openTime,
                "at most " + OPEN_TIME_MAX);
        require(
                openTimeMax.compareTo(openTime) >= 0 && openTimeMax.compareTo(OPEN_TIME_MAX) <= 0,
                "packOpenTimeMax",
                openTimeMax,
                "packOpenTime to " + OPEN_TIME_MAX);
    }

    private static void require(boolean holds, String name, Object value, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("gateway " + name + " must be " + wanted + ", not \"" + value + "\"");
        }
    }

    PackSettings withObjectBytesMax(long bytes) {
        return new PackSettings(bytes, packBytesMax, bufferBytesMax, openTime, openTimeMax);
    }

    PackSettings withOpenTime(Duration newTime, Duration newMax) {
        return new PackSettings(objectBytesMax, packBytesMax, bufferBytesMax, newTime, newMax);
    }

    PackSettings withPackBytesMax(long bytes) {
        return new PackSettings(objectBytesMax, bytes, bufferBytesMax, openTime, openTimeMax);
    }

    PackSettings withBufferBytesMax(long bytes) {
        return new PackSettings(objectBytesMax, packBytesMax, bytes, openTime, openTimeMax);
    }

    /// With less live a pack is worth being merged with others.
    long sparseBelowBytes() {
        return packBytesMax / 2;
    }
}
