package network.cairn.deploy.receipt;

import network.cairn.client.receipt.ReceiptVerdict;

/// A receipt shows nothing. The message says of what it was a receipt, or in which file, and why it is rejected.
public final class RejectedReceiptException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ReceiptVerdict.Rejected verdict;

    RejectedReceiptException(String from, ReceiptVerdict.Rejected verdict) {
        super(Printable.name(from) + ": the receipt is rejected: " + verdict.reason() + ": "
                + Printable.text(verdict.detail()) + remedy(verdict.reason()));
        this.verdict = verdict;
    }

    public ReceiptVerdict.Rejected verdict() {
        return verdict;
    }

    private static String remedy(ReceiptVerdict.Reason reason) {
        return switch (reason) {
            case STALE -> "; --max-age takes older ones";
            case BEFORE_TRUSTED ->
                "; it is older than the checkpoint: verify it with one of its time, or with --genesis alone";
            default -> "";
        };
    }
}
