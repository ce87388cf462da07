package network.cairn.deploy.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// One seeded source of chance. Each part of the world throws dice of its own, split off the seed's, so
/// that one part's throws do not shift another's.
final class Dice {
    private final SplittableRandom random;

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    static Dice of(long seed) {
        return new Dice(new SplittableRandom(seed));
    }

    Dice split() {
        return new Dice(random.split());
    }

    /// The same dice as the platform's interface has them.
    RandomGenerator generator() {
        return random;
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /// A whole number from the first to the last, both of them possible.
    long between(long first, long last) {
        return random.nextLong(first, last + 1);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    long any() {
        return random.nextLong();
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// A waiting time whose mean this is, cut off at ten times the mean.
    long exponential(long mean) {
        return mean == 0 ? 0 : (long) Math.min(10.0 * mean, -mean * Math.log1p(-random.nextDouble()));
    }

    <T> T pick(List<T> options) {
        return options.get(below(options.size()));
    }

    @SafeVarargs
    final <T> T pick(T first, T... others) {
        int place = below(others.length + 1);
        return place == 0 ? first : others[place - 1];
    }
}
