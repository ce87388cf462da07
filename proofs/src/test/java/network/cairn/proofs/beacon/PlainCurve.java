package network.cairn.proofs.beacon;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// BLS12-381's two groups in plain arithmetic, slow and easy to check against the curve's definition: what the
/// native library is compared with. Coordinates are in Fp2; points of G1 have no second component.
///
/// @param imaginary whether points are of G2
record PlainCurve(boolean imaginary) {
    static final BigInteger PRIME = new BigInteger(
            "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab", 16);

    static final PlainCurve G1 = new PlainCurve(false);
    static final PlainCurve G2 = new PlainCurve(true);

    static final Point G2_GENERATOR = new Point(
            element(
                    "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8",
                    "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"),
            element(
                    "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801",
                    "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be"));

    private static final int FIELD_BYTES = 48;

    /// `a + b i` with `i * i = -1`.
    record Element(BigInteger a, BigInteger b) {
        Element plus(Element that) {
            return new Element(a.add(that.a).mod(PRIME), b.add(that.b).mod(PRIME));
        }

        Element minus(Element that) {
            return new Element(a.subtract(that.a).mod(PRIME), b.subtract(that.b).mod(PRIME));
        }

        Element times(Element that) {
            return new Element(
                    a.multiply(that.a).subtract(b.multiply(that.b)).mod(PRIME),
                    a.multiply(that.b).add(b.multiply(that.a)).mod(PRIME));
        }

        Element inverse() {
            BigInteger norm = a.multiply(a).add(b.multiply(b)).modInverse(PRIME);
            return new Element(
                    a.multiply(norm).mod(PRIME), b.negate().multiply(norm).mod(PRIME));
        }
    }

    /// A point that is not infinity, which is null here.
    record Point(Element x, Element y) {}

    static Element element(String aHex, String bHex) {
        return new Element(new BigInteger(aHex, 16), new BigInteger(bHex, 16));
    }

    private static Element small(long value) {
        return new Element(BigInteger.valueOf(value), BigInteger.ZERO);
    }

    boolean isOnCurve(Point point) {
        Element constant = new Element(BigInteger.valueOf(4), imaginary ? BigInteger.valueOf(4) : BigInteger.ZERO);
        return point.y
                .times(point.y)
                .equals(point.x.times(point.x).times(point.x).plus(constant));
    }

    @Nullable
    Point add(@Nullable Point p, @Nullable Point q) {
        if (p == null || q == null) {
            return p == null ? q : p;
        }
        Element slope;
        if (p.x.equals(q.x)) {
            if (!p.y.equals(q.y)) {
                return null;
            }
            slope = small(3).times(p.x).times(p.x).times(small(2).times(p.y).inverse());
        } else {
            slope = q.y.minus(p.y).times(q.x.minus(p.x).inverse());
        }
        Element x = slope.times(slope).minus(p.x).minus(q.x);
        return new Point(x, slope.times(p.x.minus(x)).minus(p.y));
    }

    @Nullable
    Point multiply(Point point, BigInteger factor) {
        Point product = null;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            product = add(product, product);
            if (factor.testBit(bit)) {
                product = add(product, point);
            }
        }
        return product;
    }

    byte[] compress(Point point) {
        byte[] compressed = new byte[imaginary ? 2 * FIELD_BYTES : FIELD_BYTES];
        if (imaginary) {
            put(compressed, 0, point.x.b);
        }
        put(compressed, imaginary ? FIELD_BYTES : 0, point.x.a);
        BigInteger decides = imaginary && point.y.b.signum() != 0 ? point.y.b : point.y.a;
        boolean greater = decides.compareTo(PRIME.shiftRight(1)) > 0;
        compressed[0] |= (byte) (greater ? 0xa0 : 0x80);
        return compressed;
    }

    /// A point of G1's curve, not necessarily of G1, from its compressed form; null where there is none.
    static @Nullable Point decompressG1(byte[] compressed) {
        byte[] bytes = compressed.clone();
        bytes[0] &= 0x1f;
        BigInteger x = new BigInteger(1, bytes);
        BigInteger square = x.pow(3).add(BigInteger.valueOf(4)).mod(PRIME);
        BigInteger y = square.modPow(PRIME.add(BigInteger.ONE).shiftRight(2), PRIME);
        if (!y.multiply(y).mod(PRIME).equals(square)) {
            return null;
        }
        boolean greater = y.compareTo(PRIME.shiftRight(1)) > 0;
        boolean wanted = (compressed[0] & 0x20) != 0;
        return new Point(
                new Element(x, BigInteger.ZERO),
                new Element(greater == wanted ? y : PRIME.subtract(y), BigInteger.ZERO));
    }

    private static void put(byte[] into, int offset, BigInteger value) {
        byte[] hex = HexFormat.of().parseHex("%096x".formatted(value));
        System.arraycopy(Arrays.copyOf(hex, FIELD_BYTES), 0, into, offset, FIELD_BYTES);
    }
}
