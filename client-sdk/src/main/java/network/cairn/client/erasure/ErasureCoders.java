package network.cairn.client.erasure;

import java.util.LinkedHashMap;
import java.util.Map;

/// Where erasure coders come from: one shared, thread-safe coder for each pair of `k` and `total`.
public final class ErasureCoders {
    /// Coders kept for reuse; beyond these the least recently asked for is forgotten and built anew when needed.
    static final int CODERS_MAX = 16;

    private record Shape(int k, int total) {}

    private static final Map<Shape, ErasureCoder> CODERS = new LinkedHashMap<>(16, 0.75f, true);

    private ErasureCoders() {}

    /// The coder of `k` data shares among `total`; `k == total` has no parity.
    ///
    /// @throws IllegalArgumentException unless 1 <= k <= total <= {@link Scheme#TOTAL_MAX}
    public static ErasureCoder of(int k, int total) {
        if (k < 1 || k > total || total > Scheme.TOTAL_MAX) {
            throw new IllegalArgumentException(
                    "no code of " + k + " of " + total + " shares: 1 <= k <= total <= " + Scheme.TOTAL_MAX);
        }
        var shape = new Shape(k, total);
        synchronized (CODERS) {
            ErasureCoder coder = CODERS.get(shape);
            if (coder == null) {
                coder = new TableErasureCoder(k, total);
                CODERS.put(shape, coder);
                if (CODERS.size() > CODERS_MAX) {
                    CODERS.remove(CODERS.keySet().iterator().next());
                }
            }
            return coder;
        }
    }
}
