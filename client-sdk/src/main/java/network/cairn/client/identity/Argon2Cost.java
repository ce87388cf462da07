package network.cairn.client.identity;

/// What one guess at a passphrase costs: the parameters of Argon2id (RFC 9106).
///
/// @param memoryKibibytes memory of one derivation
/// @param passes times the memory is gone over
/// @param lanes parts of the memory that could be filled in parallel
public record Argon2Cost(int memoryKibibytes, int passes, int lanes) {
    public static final int MEMORY_KIBIBYTES_MAX = 256 * 1024;
    public static final int PASSES_MAX = 64;
    public static final int LANES_MAX = 16;

    /// 19 MiB and 2 passes: the smallest of the equivalent settings that OWASP's Password Storage Cheat Sheet
    /// recommends. It fits a node with a heap of 128 MiB, and ten keystores open in a few seconds on two cores.
    public static final Argon2Cost DEFAULT = new Argon2Cost(19 * 1024, 2, 1);

    public Argon2Cost {
        if (lanes < 1
                || lanes > LANES_MAX
                || passes < 1
                || passes > PASSES_MAX
                || memoryKibibytes < 8 * lanes
                || memoryKibibytes > MEMORY_KIBIBYTES_MAX) {
            throw new IllegalArgumentException("Argon2id cost of " + memoryKibibytes + " KiB, " + passes + " passes, "
                    + lanes + " lanes is not within 8 KiB a lane .. " + MEMORY_KIBIBYTES_MAX + " KiB, 1 .. "
                    + PASSES_MAX + " passes, 1 .. " + LANES_MAX + " lanes");
        }
    }
}
