package network.cairn.deploy.simulation;

/// The power of one simulated machine. It goes when it is told to, or at a count of things done from
/// then: so a crash falls between any two effects, before, in or after a write.
final class MachinePower {
    private static final long ENDLESS = Long.MAX_VALUE;

    private boolean on = true;
    private long left = ENDLESS;

    /// Counts one thing that the machine does to the world.
    ///
    /// @throws PowerLoss if it was the last, or the power has gone
    void spend(String where) {
        if (!on) {
            throw new PowerLoss(where);
        }
        if (left != ENDLESS && left-- == 0) {
            on = false;
            throw new PowerLoss(where);
        }
    }

    /// Lets the power go after this many more things done.
    void failAfter(long things) {
        left = things;
    }

    void turnOff() {
        on = false;
    }

    void turnOn() {
        on = true;
        left = ENDLESS;
    }

    boolean isOn() {
        return on;
    }

    /// Whether it is on but about to go.
    boolean isFailing() {
        return on && left != ENDLESS;
    }
}
