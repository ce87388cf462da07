package network.cairn.chain.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What was read or written last, up to a number of bytes. Any thread may use it.
final class RecentCache<K, V> {
    /// What an entry takes beside its value's bytes, roughly.
    private static final int ENTRY_BYTES = 150;

    private final long bytesMax;
    private final ToIntFunction<V> valueBytes;
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    RecentCache(long bytesMax, ToIntFunction<V> valueBytes) {
        this.bytesMax = bytesMax;
        this.valueBytes = valueBytes;
    }

    synchronized @Nullable V get(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        V before = entries.put(key, value);
        bytes += size(value) - (before == null ? 0 : size(before));
        var oldest = entries.entrySet().iterator();
        while (bytes > bytesMax && oldest.hasNext()) {
            bytes -= size(oldest.next().getValue());
            oldest.remove();
        }
    }

    synchronized void remove(K key) {
        V before = entries.remove(key);
        bytes -= before == null ? 0 : size(before);
    }

    private int size(V value) {
        return ENTRY_BYTES + valueBytes.applyAsInt(value);
    }
}
