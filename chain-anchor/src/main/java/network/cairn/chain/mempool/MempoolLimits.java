package network.cairn.chain.mempool;

import java.time.Duration;

/// How much may wait for a block.
///
/// @param transactionsMax most transactions
/// @param bytesMax most bytes of their encodings
/// @param perAccountMax most transactions of one sender, and how far ahead of its account a nonce may be
/// @param waitMax how long one may wait; then it is dropped
public record MempoolLimits(int transactionsMax, long bytesMax, int perAccountMax, Duration waitMax) {
    public static final MempoolLimits DEFAULT = new MempoolLimits(100_000, 64L << 20, 256, Duration.ofMinutes(30));

    public MempoolLimits {
        within("transactionsMax", transactionsMax, 1, 10_000_000);
        within("bytesMax", bytesMax, 1 << 10, 16L << 30);
        within("perAccountMax", perAccountMax, 1, 100_000);
        within(
                "waitMax in milliseconds",
                waitMax.toMillis(),
                1,
                Duration.ofDays(7).toMillis());
    }

    private static void within(String field, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(field + " is in " + min + " .. " + max + ", not " + value);
        }
    }
}
