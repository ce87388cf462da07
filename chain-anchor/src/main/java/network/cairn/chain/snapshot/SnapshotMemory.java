package network.cairn.chain.snapshot;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A vault that forgets everything with its process, for tests and simulations.
public final class SnapshotMemory implements SnapshotVault {
    private final TreeMap<Long, Map<Integer, byte[]>> snapshots = new TreeMap<>();

    @Override
    public synchronized Optional<Long> newestHeight() {
        return snapshots.isEmpty() ? Optional.empty() : Optional.of(snapshots.lastKey());
    }

    @Override
    public synchronized Optional<byte[]> part(long height, int index) {
        byte[] bytes = snapshots.getOrDefault(height, Map.of()).get(index);
        return bytes == null ? Optional.empty() : Optional.of(bytes.clone());
    }

    @Override
    public Draft begin(long height) {
        var parts = new HashMap<Integer, byte[]>();
        return new Draft() {
            @Override
            public void write(int index, byte[] bytes) {
                parts.put(index, bytes.clone());
            }

            @Override
            public void finish() {
                add(height, parts);
            }

            @Override
            public void abandon() {
                parts.clear();
            }
        };
    }

    private synchronized void add(long height, Map<Integer, byte[]> parts) {
        snapshots.put(height, parts);
        while (snapshots.size() > KEPT) {
            snapshots.pollFirstEntry();
        }
    }
}
