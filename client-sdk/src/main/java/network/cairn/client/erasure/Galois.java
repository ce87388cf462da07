package network.cairn.client.erasure;

/// Arithmetic in GF(2^8) with the field polynomial x^8 + x^4 + x^3 + x^2 + 1 (0x11d), generator 2.
final class Galois {
    private static final int POLYNOMIAL = 0x11d;
    private static final int ORDER = 255;

    /// Powers of the generator, twice over, so that the sum of two logarithms needs no reduction.
    private static final int[] EXP = new int[2 * ORDER];

    private static final int[] LOG = new int[256];

    static {
        int power = 1;
        for (int exponent = 0; exponent < ORDER; exponent++) {
            EXP[exponent] = power;
            EXP[exponent + ORDER] = power;
            LOG[power] = exponent;
            power <<= 1;
            if (power > 0xff) {
                power ^= POLYNOMIAL;
            }
        }
    }

    private Galois() {}

    static int multiply(int a, int b) {
        return a == 0 || b == 0 ? 0 : EXP[LOG[a] + LOG[b]];
    }

    /// The inverse of a value that is not zero.
    static int inverse(int a) {
        if (a == 0) {
            throw new ArithmeticException("zero has no inverse in GF(2^8)");
        }
        return EXP[ORDER - LOG[a]];
    }

    /// `a` to the power `exponent`, where anything to the power 0 is 1.
    static int power(int a, int exponent) {
        if (exponent == 0) {
            return 1;
        }
        return a == 0 ? 0 : EXP[(LOG[a] * exponent) % ORDER];
    }
}
