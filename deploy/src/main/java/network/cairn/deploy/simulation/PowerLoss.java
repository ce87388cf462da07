package network.cairn.deploy.simulation;

/// The simulated machine has lost its power in the middle of what it did. An error, so that nothing
/// between the disk and the simulation takes it for a failure it could handle.
final class PowerLoss extends Error {
    private static final long serialVersionUID = 1L;

    PowerLoss(String where) {
        super(where, null, false, false);
    }
}
