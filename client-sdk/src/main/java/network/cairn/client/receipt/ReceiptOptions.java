package network.cairn.client.receipt;

import java.time.Duration;

/// How receipts are made.
///
/// @param questionsMax how many questions to the chain and to nodes are under way at once
/// @param timeout how long the making of one receipt may take
/// @param segmentsMax segments of one receipt, at most {@link DurabilityReceipt#SEGMENTS_MAX}
/// @param attemptsMax how often a deal is asked for anew that changes while its pieces' nodes are asked
/// @param ageMax how old the oldest block may be that something is proven against, when the receipt is done
public record ReceiptOptions(int questionsMax, Duration timeout, int segmentsMax, int attemptsMax, Duration ageMax) {
    /// 32 questions at once, a minute, 64 segments of one receipt, three attempts, ten minutes.
    public static final ReceiptOptions DEFAULT =
            new ReceiptOptions(32, Duration.ofMinutes(1), 64, 3, Duration.ofMinutes(10));

    public ReceiptOptions {
        if (questionsMax < 1
                || timeout.isNegative()
                || timeout.isZero()
                || segmentsMax < 1
                || segmentsMax > DurabilityReceipt.SEGMENTS_MAX
                || attemptsMax < 1
                || ageMax.isNegative()
                || ageMax.isZero()) {
            throw new IllegalArgumentException("every limit of receipts is more than zero, and segmentsMax at most "
                    + DurabilityReceipt.SEGMENTS_MAX);
        }
    }
}
