package network.cairn.deploy.receipt;

import java.util.List;
import network.cairn.client.receipt.ReceiptSubject;
import network.cairn.client.receipt.ReceiptSummary;
import network.cairn.client.receipt.ReceiptVerdict;
import network.cairn.client.receipt.ReceiptVerifier;
import network.cairn.client.receipt.SegmentState;

/// What one accepted receipt shows. The receipt itself, which may be long, is not kept.
public record VerifiedPage(ReceiptSummary summary, List<SegmentState> segments) {
    public VerifiedPage {
        segments = List.copyOf(segments);
    }

    /// Verifies a receipt.
    static VerifiedPage of(ReceiptVerifier verifier, String from, byte[] encoded) throws RejectedReceiptException {
        return switch (verifier.verify(encoded)) {
            case ReceiptVerdict.Accepted(var _, var summary, var segments) -> new VerifiedPage(summary, segments);
            case ReceiptVerdict.Rejected rejected -> throw new RejectedReceiptException(from, rejected);
        };
    }

    ReceiptSubject subject() {
        return summary.subject();
    }

    int first() {
        return subject().firstSegment();
    }

    /// The number of the segment after its last.
    int end() {
        return first() + segments.size();
    }
}
