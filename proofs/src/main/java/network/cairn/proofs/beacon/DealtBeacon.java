package network.cairn.proofs.beacon;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A beacon's key as a dealer makes it: shares on a random polynomial of degree `threshold - 1` over the
/// scalar
/// field (Shamir, 1979), share `i` its value at `i + 1`, the group's key that of its value at 0.
///
/// Whoever deals knows everything: it could compute every beacon ahead. It must be trusted to forget.
///
/// @param groupKey the public key that combined shares verify under
/// @param threshold how many shares make the group's signature
/// @param secrets the shares, by index from 1
public record DealtBeacon(BeaconKey groupKey, int threshold, List<BeaconSecret> secrets) {
    /// Bytes drawn for a scalar: 128 bits more than it has, which makes the reduction's bias negligible.
    private static final int DRAW_BYTES = 48;

    public DealtBeacon {
        secrets = List.copyOf(secrets);
    }

    /// Deals a new key.
    ///
    /// @param random unpredictable to everyone else, or the beacon is worth nothing
    /// @throws IllegalArgumentException unless `1 <= threshold <= members`
    public static DealtBeacon deal(int threshold, int members, RandomGenerator random) {
        if (threshold < 1 || threshold > members) {
            throw new IllegalArgumentException(
                    "a beacon's threshold is in 1 .. " + members + " members, not " + threshold);
        }
        while (true) {
            var coefficients = new BigInteger[threshold];
            for (int i = 0; i < threshold; i++) {
                coefficients[i] = draw(random);
            }
            var values = new ArrayList<BigInteger>();
            for (int place = 0; place <= members; place++) {
                values.add(value(coefficients, place));
            }
            // Zero is no key. It comes up once in 2^255 draws.
            if (!values.contains(BigInteger.ZERO)) {
                var group = BeaconSecret.of(values.getFirst()).publicKey();
                return new DealtBeacon(
                        group,
                        threshold,
                        values.subList(1, values.size()).stream()
                                .map(BeaconSecret::of)
                                .toList());
            }
        }
    }

    private static BigInteger draw(RandomGenerator random) {
        byte[] bytes = new byte[DRAW_BYTES];
        random.nextBytes(bytes);
        return new BigInteger(1, bytes).mod(Bls.ORDER);
    }

    private static BigInteger value(BigInteger[] coefficients, int place) {
        BigInteger value = BigInteger.ZERO;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            value = value.multiply(BigInteger.valueOf(place))
                    .add(coefficients[i])
                    .mod(Bls.ORDER);
        }
        return value;
    }
}
