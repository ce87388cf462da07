package network.cairn.proofs.beacon;

import java.math.BigInteger;

/// Lagrange's interpolation over the scalar field: the factors that make of a polynomial's values at
/// some places
/// its value at another. The places are share indices and public, so nothing here runs in constant time.
final class Lagrange {
    private Lagrange() {}

    /// The factor of each place's value.
    ///
    /// @param places distinct, each less than the field's order
    /// @param at where the value is wanted
    static BigInteger[] factors(int[] places, int at) {
        var factors = new BigInteger[places.length];
        for (int i = 0; i < places.length; i++) {
            BigInteger numerator = BigInteger.ONE;
            BigInteger denominator = BigInteger.ONE;
            for (int j = 0; j < places.length; j++) {
                if (j != i) {
                    numerator = numerator
                            .multiply(BigInteger.valueOf((long) at - places[j]))
                            .mod(Bls.ORDER);
                    denominator = denominator
                            .multiply(BigInteger.valueOf((long) places[i] - places[j]))
                            .mod(Bls.ORDER);
                }
            }
            factors[i] = numerator.multiply(denominator.modInverse(Bls.ORDER)).mod(Bls.ORDER);
        }
        return factors;
    }
}
