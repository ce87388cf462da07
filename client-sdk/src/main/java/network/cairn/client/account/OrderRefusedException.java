package network.cairn.client.account;

import java.util.Optional;
import network.cairn.client.ledger.Rejection;

/// The ledger did not carry an order out, and will not: it was refused, or charged for nothing.
public final class OrderRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Rejection.Reason> reason;

    public OrderRefusedException(Optional<Rejection.Reason> reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Why, where this version knows the reason.
    public Optional<Rejection.Reason> reason() {
        return reason;
    }
}
