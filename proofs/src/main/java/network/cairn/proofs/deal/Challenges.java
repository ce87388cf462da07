package network.cairn.proofs.deal;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.IntStream;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;

/// Which leaves a provider has to show for an epoch: nobody's choice, and known to nobody before the epoch's beacon
/// is.
public final class Challenges {
    /// The most challenges of one epoch.
    public static final int COUNT_MAX = 64;

    private Challenges() {}

    /// The challenged leaves, ascending, each once.
    ///
    /// Challenge `j` is SHA-256 of `10 || beacon || provider || epoch || j` (`u64`, `u32`), taken as an unsigned
    /// number, modulo the leaves.
    ///
    /// @param leaves how many the provider committed to, at least 1
    /// @param count challenges drawn, 1 .. {@link #COUNT_MAX}; as many leaves, or fewer where some are drawn twice
    public static long[] derive(BeaconSignature beacon, ActorId provider, long epoch, long leaves, int count) {
        if (leaves < 1 || count < 1 || count > COUNT_MAX) {
            throw new IllegalArgumentException(
                    "1 .. " + COUNT_MAX + " challenges of at least 1 leaf, not " + count + " of " + leaves);
        }
        var hasher = new SumHasher();
        var modulus = BigInteger.valueOf(leaves);
        return IntStream.range(0, count)
                .mapToLong(number -> draw(hasher, beacon, provider, epoch, number, modulus))
                .sorted()
                .distinct()
                .toArray();
    }

    private static long draw(
            SumHasher hasher, BeaconSignature beacon, ActorId provider, long epoch, int number, BigInteger modulus) {
        byte[] input = new CanonicalWriter()
                .u8(SumHasher.CHALLENGE)
                .id(beacon)
                .id(provider)
                .u64(epoch)
                .u32(number)
                .toBytes();
        return new BigInteger(1, hasher.hash(input).toBytes()).mod(modulus).longValueExact();
    }

    /// The index of the first of some ascending challenges that is not below a leaf.
    static int firstFrom(long[] challenges, int from, int end, long leaf) {
        int found = Arrays.binarySearch(challenges, from, end, leaf);
        return found >= 0 ? found : -found - 1;
    }
}
