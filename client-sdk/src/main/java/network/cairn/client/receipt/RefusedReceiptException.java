package network.cairn.client.receipt;

import network.cairn.client.receipt.ReceiptVerdict.Reason;

/// A receipt that cannot be right. It does not leave the package: a verdict says so.
final class RefusedReceiptException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String detail;

    RefusedReceiptException(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    ReceiptVerdict.Rejected verdict() {
        return new ReceiptVerdict.Rejected(reason, detail);
    }
}
