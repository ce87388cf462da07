package network.cairn.node.egress;

/// The ledger could not be asked, or its answer not be believed.
public final class LedgerUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public LedgerUnavailableException(String message) {
        super(message);
    }

    public LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
