package network.cairn.client.light;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;

/// The trusted header on the disk, and the digest of the set of every epoch that was passed.
///
/// Rows: `trusted` the newest {@link Checkpoint}; `set` and the epoch, 8 bytes, the digest of its set.
final class TrustStore {
    private static final byte[] TRUSTED = "trusted".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SET = "set".getBytes(StandardCharsets.US_ASCII);

    private final KeyValueStore store;

    TrustStore(KeyValueStore store) {
        this.store = store;
    }

    /// What was kept.
    ///
    /// @throws IllegalStateException if it is damaged or another chain's
    Optional<Checkpoint> load(ChainId chain) {
        byte[] kept = store.get(TRUSTED);
        if (kept == null) {
            return Optional.empty();
        }
        Checkpoint checkpoint;
        try {
            checkpoint = Checkpoint.decode(kept);
        } catch (CodecException e) {
            throw new IllegalStateException(
                    "the trusted header on the disk is damaged (" + e.getMessage()
                            + "); delete the store to begin anew from genesis or a checkpoint",
                    e);
        }
        if (!checkpoint.header().chain().equals(chain)) {
            throw new IllegalStateException("the trusted header on the disk is of chain "
                    + checkpoint.header().chain() + ", not of " + chain + "; use another store");
        }
        return Optional.of(checkpoint);
    }

    /// Keeps a header, and what it says of its epoch's set and the next.
    void save(Checkpoint checkpoint, Durability durability) {
        var header = checkpoint.header();
        store.write(
                new WriteBatch()
                        .put(TRUSTED, checkpoint.encode())
                        .put(setKey(header.epoch()), header.validators().toBytes())
                        .put(setKey(header.epoch() + 1), header.nextValidators().toBytes()),
                durability);
    }

    /// Keeps the set that genesis gives an epoch.
    void saveSet(long epoch, Digest set) {
        store.write(new WriteBatch().put(setKey(epoch), set.toBytes()), Durability.BUFFERED);
    }

    /// The digest of an epoch's set, if this client has passed the epoch.
    Optional<Digest> set(long epoch) {
        byte[] digest = store.get(setKey(epoch));
        return digest == null ? Optional.empty() : Optional.of(Digest.of(digest));
    }

    private static byte[] setKey(long epoch) {
        return new CanonicalWriter().fixed(SET).u64(epoch).toBytes();
    }
}
