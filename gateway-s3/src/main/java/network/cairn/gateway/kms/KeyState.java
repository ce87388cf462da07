package network.cairn.gateway.kms;

/// What may be done with a key.
public enum KeyState {
    /// Wrap and unwrap.
    ENABLED("Enabled"),
    /// Nothing, until it is enabled again.
    DISABLED("Disabled"),
    /// Nothing; it will be gone unless that is cancelled.
    PENDING_DELETION("PendingDeletion");

    private final String text;

    KeyState(String text) {
        this.text = text;
    }

    /// AWS's name of it.
    public String text() {
        return text;
    }
}
