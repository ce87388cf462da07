package network.cairn.client.receipt;

import java.time.Instant;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;

/// What a verified receipt shows of an object.
///
/// @param chain the chain that says so
/// @param subject the object it is said to be about, and how many segments that has
/// @param segments how many of them the receipt is about, from the subject's first on
/// @param height of the newest block it was proven against
/// @param block that block
/// @param epoch of that block
/// @param provenFrom the time of the oldest block that something was proven against: nothing is older
/// @param provenTo the time of the newest
/// @param durability of the segment that is worst off, in each respect
public record ReceiptSummary(
        ChainId chain,
        ReceiptSubject subject,
        int segments,
        long height,
        BlockHash block,
        long epoch,
        Instant provenFrom,
        Instant provenTo,
        Durability durability) {
    /// Whether it is about all of the object's segments.
    public boolean isWhole() {
        return subject.firstSegment() == 0 && segments == subject.segments();
    }
}
