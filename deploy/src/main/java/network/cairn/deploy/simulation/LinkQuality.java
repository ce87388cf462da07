package network.cairn.deploy.simulation;

/// How messages fare between two machines.
///
/// @param loss the share that never arrives
/// @param duplication the share that arrives twice
/// @param delayMicros what every message takes at least
/// @param jitterMicros the mean of what it takes beyond that, which is what changes their order
/// @param straggling the share that takes a hundred times the jitter
record LinkQuality(double loss, double duplication, long delayMicros, long jitterMicros, double straggling) {
    private static final int STRAGGLER_FACTOR = 100;

    long delay(Dice dice) {
        long jitter = dice.exponential(jitterMicros);
        return delayMicros + (dice.chance(straggling) ? STRAGGLER_FACTOR * jitter : jitter);
    }

    /// The same distances where nothing is lost or late.
    LinkQuality calm() {
        return new LinkQuality(0, duplication, delayMicros, jitterMicros, 0);
    }

    static LinkQuality draw(Dice dice) {
        long delay = dice.pick(200L, 1_000L, 5_000L, 20_000L);
        long jitter = dice.pick(100L, 1_000L, 5_000L, 20_000L);
        double loss = dice.pick(0.0, 0.0, 0.01, 0.05, 0.2);
        double duplication = dice.pick(0.0, 0.01, 0.1);
        double straggling = dice.pick(0.0, 0.0, 0.01, 0.05);
        return new LinkQuality(loss, duplication, delay, jitter, straggling);
    }
}
