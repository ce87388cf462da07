package network.cairn.client.account;

/// The ledger cannot be asked now, or an answer about it is not believed. Nothing is known; ask again later.
public final class LedgerException extends Exception {
    private static final long serialVersionUID = 1L;

    public LedgerException(String message) {
        super(message);
    }

    public LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
