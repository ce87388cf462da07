package network.cairn.client;

import java.security.SecureRandom;
import java.util.Random;

/// Bytes that follow from a seed, where a test must see the same ones each time.
public final class SeededSecureRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final Random random;

    public SeededSecureRandom(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
