package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// A store whose machine loses its power at a chosen write: that one is then on the disk or not, and each
/// write before it that was not synced may be lost, whichever order they had.
final class PowerLossStore implements KeyValueStore {
    private record Write(WriteBatch batch, boolean synced) {}

    private final List<Write> history = new ArrayList<>();
    private final KeyValueStore current = new InMemoryKeyValueStore();
    private final int writesUntilLoss;
    private final Random random;
    private boolean lost;

    PowerLossStore(int writesUntilLoss, Random random) {
        this.writesUntilLoss = writesUntilLoss;
        this.random = random;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return current.get(key);
    }

    @Override
    public void write(WriteBatch batch, Durability durability) {
        if (lost || history.size() == writesUntilLoss) {
            if (!lost && random.nextBoolean()) {
                history.add(new Write(batch, true));
            }
            lost = true;
            throw new KeyValueException("the power is gone", new IllegalStateException());
        }
        history.add(new Write(batch, durability == Durability.FSYNCED));
        current.write(batch, durability);
    }

    /// What the disk has when the power is back; its next loss is after so many writes.
    PowerLossStore recovered(int nextLoss) {
        var recovered = new PowerLossStore(nextLoss, random);
        for (Write write : history) {
            if (write.synced() || random.nextBoolean()) {
                recovered.current.write(write.batch(), Durability.FSYNCED);
                recovered.history.add(new Write(write.batch(), true));
            }
        }
        return recovered.resetCount();
    }

    private PowerLossStore resetCount() {
        var merged = new WriteBatch();
        try (var rows = current.scan(new byte[0], null)) {
            rows.forEachRemaining(row -> merged.put(row.key(), row.value()));
        }
        history.clear();
        history.add(new Write(merged, true));
        return this;
    }

    @Override
    public Scan scan(byte[] from, byte @Nullable [] to) {
        return current.scan(from, to);
    }

    @Override
    public void close() {
        // The rows stay, for the ledger that is opened next.
    }
}
