package network.cairn.client.repair;

/// Missing pieces could not be made now: too few pieces to read, or too few nodes to take new ones.
public final class RepairException extends Exception {
    private static final long serialVersionUID = 1L;

    public RepairException(String message) {
        super(message);
    }
}
