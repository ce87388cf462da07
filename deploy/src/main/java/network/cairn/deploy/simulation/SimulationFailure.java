package network.cairn.deploy.simulation;

/// What a seed has shown to be wrong. An error, so that nothing that is tested takes it for a failure it could
/// handle.
final class SimulationFailure extends Error {
    private static final long serialVersionUID = 1L;

    SimulationFailure(String message) {
        super(message);
    }

    SimulationFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
