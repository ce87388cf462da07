package network.cairn.node.deal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.wire.v1.ProviderReport.EpochEntry;
import network.cairn.proofs.codec.CanonicalWriter;

/// What came of a provider's epochs, for its operator. Its latest {@value #EPOCHS_MAX} are kept.
final class EpochLog {
    static final int EPOCHS_MAX = 1000;

    private final KeyValueStore store;

    /// @param store holds nothing else
    EpochLog(KeyValueStore store) {
        this.store = store;
    }

    void put(EpochEntry entry) {
        var writer = new CanonicalWriter();
        entry.write(writer);
        var batch = new WriteBatch().put(key(entry.epoch()), writer.toBytes());
        if (entry.epoch() >= EPOCHS_MAX) {
            batch.delete(key(entry.epoch() - EPOCHS_MAX));
        }
        store.write(batch, Durability.BUFFERED);
    }

    Optional<EpochEntry> get(long epoch) {
        byte[] encoded = store.get(key(epoch));
        return encoded == null ? Optional.empty() : Optional.of(VersionedRows.decoded(encoded, EpochEntry::read));
    }

    /// The latest, the newest first.
    ///
    /// @param epoch the newest that there may be
    List<EpochEntry> latest(long epoch, int max) {
        var entries = new ArrayList<EpochEntry>();
        try (KeyValueStore.Scan scan = store.scan(key(Math.max(0, epoch - max + 1)), key(epoch + 1))) {
            while (scan.hasNext()) {
                entries.add(VersionedRows.decoded(scan.next().value(), EpochEntry::read));
            }
        }
        Collections.reverse(entries);
        return entries;
    }

    private static byte[] key(long epoch) {
        return ByteBuffer.allocate(Long.BYTES).putLong(epoch).array();
    }
}
