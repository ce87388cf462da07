package network.cairn.node.deal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.DealEntry;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.DealId;
import org.jspecify.annotations.Nullable;

/// A provider's copy of the tree that the ledger keeps over its deals, also as it was when an earlier epoch ended.
///
/// It is made by doing with each revision what the ledger does, and is only as good as the root that the ledger
/// proves: whoever makes a proof of it compares the two, and has the copy made anew where they differ. Not durable
/// beyond what a crash of the process leaves: what is lost is followed again.
///
/// For one thread that changes it; others may read what an earlier epoch left.
final class DealMirror {
    private static final byte[] TREE = {'t'};
    private static final byte[] HEIGHT = {'h'};
    private static final byte SLOT = 's';
    private static final byte DEAL = 'd';
    private static final byte[] HOLDING = {'c'};
    private static final int ROWS_MAX = 4096;

    private final KeyValueStore store;
    private final KeyValueStore section;
    private final VersionedRows versions;

    /// @param store holds nothing but this copy
    DealMirror(KeyValueStore store) {
        this.store = store;
        this.section = new KeyValueSection(store, TREE);
        this.versions = new VersionedRows(section);
    }

    /// A deal as the ledger has it.
    ///
    /// @param slot its place in the tree, while it has pieces
    record Held(Optional<Long> slot, long sequence, SumNode list, long pieces) {
        void write(CanonicalWriter writer) {
            writer.bool(slot.isPresent());
            slot.ifPresent(writer::u64);
            writer.u64(sequence);
            list.write(writer);
            writer.u64(pieces);
        }

        static Held read(CanonicalReader reader) throws CodecException {
            return new Held(
                    reader.bool("has a slot") ? Optional.of(reader.u64("slot")) : Optional.empty(),
                    reader.u64("sequence"),
                    SumNode.read(reader, "list"),
                    reader.u64("pieces"));
        }
    }

    /// A deal with pieces, in the order of the tree.
    record InTree(DealId deal, Held held) {}

    /// The block up to which it follows the ledger; empty where it has to be made first.
    Optional<Long> height() {
        byte[] height = store.get(HEIGHT);
        return height == null
                ? Optional.empty()
                : Optional.of(ByteBuffer.wrap(height).getLong());
    }

    /// Forgets everything, so that it is made anew.
    void reset() {
        store.write(new WriteBatch().delete(HEIGHT), Durability.BUFFERED);
    }

    /// Makes it what the ledger has now.
    ///
    /// @param deals those with pieces, by their places in the tree
    /// @param height the block from which on it is to follow the ledger
    void replace(List<InTree> deals, long height, long epoch) {
        clear();
        Change change = change(epoch);
        deals.forEach(deal -> change.revise(deal.deal(), deal.held()));
        change.commit(height);
    }

    private void clear() {
        while (true) {
            var batch = new WriteBatch();
            int count = 0;
            try (KeyValueStore.Scan scan = store.scan(TREE, KeyValueSection.after(TREE))) {
                while (scan.hasNext() && count < ROWS_MAX) {
                    batch.delete(scan.next().key());
                    count++;
                }
            }
            if (count == 0) {
                return;
            }
            store.write(batch.delete(HEIGHT), Durability.BUFFERED);
        }
    }

    /// What it was when an epoch ended, or where that is the current one, what it is.
    View at(long epoch) {
        return new View(versions.asOf(epoch));
    }

    View now() {
        return new View(versions.stage());
    }

    /// Begins to do what the ledger does in a block of an epoch.
    Change change(long epoch) {
        return new Change(epoch);
    }

    /// Forgets what it was when epochs before one ended.
    void forgetBefore(long epoch) {
        var batch = new WriteBatch();
        versions.forget(epoch, batch);
        if (!batch.isEmpty()) {
            section.write(batch, Durability.BUFFERED);
        }
    }

    /// The tree as of a time. Not for several threads.
    static final class View {
        private final VersionedRows.Staged rows;

        View(VersionedRows.Staged rows) {
            this.rows = rows;
        }

        SumTree tree() {
            return new SumTree(new RowNodes(rows), holding(rows));
        }

        /// The deal at a place of the tree.
        DealId at(long slot) {
            byte[] id = rows.get(slotKey(slot));
            if (id == null) {
                throw new IllegalStateException("the copy of the tree over the deals lacks its place " + slot);
            }
            return DealId.of(id);
        }

        Optional<Held> find(DealId deal) {
            return Optional.ofNullable(held(rows, deal));
        }
    }

    /// What happens to the tree in a block.
    final class Change {
        private final long epoch;
        private final VersionedRows.Staged rows = versions.stage();
        private final SumTree tree = new SumTree(new RowNodes(rows), holding(rows));

        private Change(long epoch) {
            this.epoch = epoch;
        }

        Optional<Held> find(DealId deal) {
            return Optional.ofNullable(held(rows, deal));
        }

        /// A revision that the ledger has taken.
        void revise(DealId deal, Held revised) {
            Held before = held(rows, deal);
            Optional<Long> slot = before == null ? Optional.empty() : before.slot();
            put(
                    deal,
                    new Held(place(deal, slot, revised.list()), revised.sequence(), revised.list(), revised.pieces()));
        }

        /// A deal that is gone.
        void end(DealId deal) {
            Held before = held(rows, deal);
            if (before != null) {
                before.slot().ifPresent(this::vacate);
                rows.remove(dealKey(deal));
            }
        }

        private Optional<Long> place(DealId deal, Optional<Long> slot, SumNode list) {
            if (list.isEmpty()) {
                slot.ifPresent(this::vacate);
                return Optional.empty();
            }
            SumNode entry = new DealEntry(deal, list).node();
            if (slot.isPresent()) {
                tree.replace(slot.get(), entry);
                return slot;
            }
            rows.put(slotKey(tree.items()), deal.toBytes());
            tree.append(entry);
            return Optional.of(tree.items() - 1);
        }

        /// Takes a deal out of the tree; the last one gets its place.
        private void vacate(long slot) {
            long last = tree.items() - 1;
            tree.swapRemove(slot);
            if (slot != last) {
                byte[] moved = rows.get(slotKey(last));
                Held held = moved == null ? null : held(rows, DealId.of(moved));
                if (moved == null || held == null) {
                    throw new IllegalStateException("the copy of the tree over the deals lacks its place " + last);
                }
                put(DealId.of(moved), new Held(Optional.of(slot), held.sequence(), held.list(), held.pieces()));
                rows.put(slotKey(slot), moved);
            }
            rows.remove(slotKey(last));
        }

        private void put(DealId deal, Held held) {
            var writer = new CanonicalWriter();
            held.write(writer);
            rows.put(dealKey(deal), writer);
        }

        /// Makes it so, and that it follows the ledger up to a block.
        void commit(long height) {
            rows.put(HOLDING, new CanonicalWriter().u64(tree.items()));
            var changes = new WriteBatch();
            rows.addTo(changes, epoch);
            var batch = new WriteBatch()
                    .put(HEIGHT, ByteBuffer.allocate(Long.BYTES).putLong(height).array());
            new KeyValueSection(store, TREE).add(changes, batch);
            store.write(batch, Durability.BUFFERED);
        }
    }

    /// Follows a block in which nothing happened to the tree.
    void pass(long height) {
        store.write(
                new WriteBatch()
                        .put(
                                HEIGHT,
                                ByteBuffer.allocate(Long.BYTES).putLong(height).array()),
                Durability.BUFFERED);
    }

    private static long holding(VersionedRows.Staged rows) {
        Long holding = rows.get(HOLDING, reader -> reader.u64("deals with pieces"));
        return holding == null ? 0 : holding;
    }

    private static @Nullable Held held(VersionedRows.Staged rows, DealId deal) {
        return rows.get(dealKey(deal), Held::read);
    }

    private static byte[] slotKey(long slot) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(SLOT).putLong(slot).array();
    }

    private static byte[] dealKey(DealId deal) {
        byte[] id = deal.toBytes();
        byte[] key = Arrays.copyOf(new byte[] {DEAL}, 1 + id.length);
        System.arraycopy(id, 0, key, 1, id.length);
        return key;
    }
}
