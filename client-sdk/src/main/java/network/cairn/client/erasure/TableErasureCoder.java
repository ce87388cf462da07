package network.cairn.client.erasure;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The portable erasure coder: plain Java over product tables, on any processor.
///
/// What a loss pattern needs (an inverted matrix and its tables) is kept for the next stripe with the same pattern, up
/// to a number of bytes; the lock is held for the look-up only.
final class TableErasureCoder implements ErasureCoder {
    /// Bytes of tables kept for reconstruction by one coder; at least one pattern is always kept.
    static final long PATTERN_TABLE_BYTES_MAX = 4L * 1024 * 1024;

    /// Patterns kept however small their tables are.
    static final int PATTERNS_MAX = 256;

    private record Pattern(BitSet used, BitSet wanted) {}

    private final int k;
    private final int total;
    private final Matrix matrix;
    private final MatrixProduct parity;
    private final Map<Pattern, MatrixProduct> patterns = new LinkedHashMap<>(16, 0.75f, true);
    private long patternTableBytes;

    TableErasureCoder(int k, int total) {
        this.k = k;
        this.total = total;
        this.matrix = Matrix.systematic(k, total);
        int[] parityRows = new int[total - k];
        Arrays.setAll(parityRows, i -> k + i);
        this.parity = new MatrixProduct(matrix.select(parityRows));
    }

    @Override
    public int k() {
        return k;
    }

    @Override
    public int total() {
        return total;
    }

    @Override
    public void encode(byte[][] shares, int offset, int lengthBytes) {
        checkCount(shares.length, "shares");
        for (byte[] share : shares) {
            Objects.checkFromIndexSize(offset, lengthBytes, share.length);
        }
        parity.apply(shares, Arrays.copyOfRange(shares, k, total), offset, lengthBytes);
    }

    @Override
    public void reconstruct(byte[][] shares, boolean[] present, boolean[] wanted, int offset, int lengthBytes) {
        checkCount(shares.length, "shares");
        checkCount(present.length, "presence flags");
        checkCount(wanted.length, "wanted flags");
        var used = new BitSet(total);
        for (int i = 0; i < total && used.cardinality() < k; i++) {
            used.set(i, present[i]);
        }
        if (used.cardinality() < k) {
            throw new IllegalArgumentException(
                    "only " + used.cardinality() + " of " + total + " shares are present, " + k + " are needed");
        }
        var computed = new BitSet(total);
        for (int i = 0; i < total; i++) {
            computed.set(i, wanted[i] && !present[i]);
        }
        if (computed.isEmpty()) {
            return;
        }
        byte[][] in = select(shares, used, offset, lengthBytes);
        byte[][] out = select(shares, computed, offset, lengthBytes);
        product(new Pattern(used, computed)).apply(in, out, offset, lengthBytes);
    }

    private MatrixProduct product(Pattern pattern) {
        synchronized (patterns) {
            MatrixProduct known = patterns.get(pattern);
            if (known != null) {
                return known;
            }
        }
        Matrix decode = matrix.select(pattern.used().stream().toArray()).inverse();
        Matrix rows = matrix.select(pattern.wanted().stream().toArray()).times(decode);
        var product = new MatrixProduct(rows);
        synchronized (patterns) {
            if (patterns.put(pattern, product) == null) {
                patternTableBytes += tableBytes(pattern);
            }
            while (patterns.size() > 1
                    && (patterns.size() > PATTERNS_MAX || patternTableBytes > PATTERN_TABLE_BYTES_MAX)) {
                Pattern oldest = patterns.keySet().iterator().next();
                patterns.remove(oldest);
                patternTableBytes -= tableBytes(oldest);
            }
        }
        return product;
    }

    private long tableBytes(Pattern pattern) {
        return MatrixProduct.tableBytes(pattern.wanted().cardinality(), k);
    }

    private static byte[][] select(byte[][] shares, BitSet indices, int offset, int lengthBytes) {
        byte[][] selected = new byte[indices.cardinality()][];
        int count = 0;
        for (int i = indices.nextSetBit(0); i >= 0; i = indices.nextSetBit(i + 1)) {
            Objects.checkFromIndexSize(offset, lengthBytes, shares[i].length);
            selected[count++] = shares[i];
        }
        return selected;
    }

    private void checkCount(int count, String what) {
        if (count != total) {
            throw new IllegalArgumentException("a code of " + total + " shares was given " + count + " " + what);
        }
    }
}
