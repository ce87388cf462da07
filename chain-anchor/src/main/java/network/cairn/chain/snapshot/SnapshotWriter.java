package network.cairn.chain.snapshot;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.tree.StateTiling;
import network.cairn.proofs.tree.StateTiling.Tile;

/// Writes one snapshot: the trail, the parts of the state, and last the manifest that names them all.
public final class SnapshotWriter {
    private final SnapshotVault.Draft draft;
    private final int partBytes;
    private final List<Tile> tiles = new ArrayList<>();
    private int next = 1;

    private SnapshotWriter(SnapshotVault.Draft draft, int partBytes) {
        this.draft = draft;
        this.partBytes = partBytes;
    }

    /// Writes a snapshot into a vault. If that fails, nothing of it stays.
    ///
    /// @param end the block whose state it is
    /// @param trail the ends of all epochs before
    /// @param records the state after that block, in the order of their paths
    /// @throws IllegalStateException if the records are not that state
    public static void write(
            SnapshotVault vault, EpochEnd end, Iterator<EpochEnd> trail, Iterator<SnapshotRecord> records) {
        write(vault, end, trail, records, SnapshotParts.PART_BYTES);
    }

    static void write(
            SnapshotVault vault,
            EpochEnd end,
            Iterator<EpochEnd> trail,
            Iterator<SnapshotRecord> records,
            int partBytes) {
        var draft = vault.begin(end.header().height());
        boolean finished = false;
        try {
            new SnapshotWriter(draft, partBytes).write(end, trail, records);
            draft.finish();
            finished = true;
        } finally {
            if (!finished) {
                draft.abandon();
            }
        }
    }

    private void write(EpochEnd end, Iterator<EpochEnd> trail, Iterator<SnapshotRecord> records) {
        writeTrail(trail);
        int trailParts = next - 1;
        new StateTiler(records, partBytes, this::writeTile).run();
        StateRoot root = StateTiling.of(tiles)
                .orElseThrow(() -> new IllegalStateException("the snapshot's parts do not fill the state tree"))
                .top()
                .root();
        if (!root.equals(end.header().state())) {
            throw new IllegalStateException("the records' root is " + root + ", block "
                    + end.header().height() + " has " + end.header().state()
                    + ": the store is damaged; restore this validator from a snapshot");
        }
        draft.write(0, new SnapshotManifest(end, trailParts, tiles).encode());
    }

    private void writeTrail(Iterator<EpochEnd> trail) {
        var part = new ArrayList<EpochEnd>();
        int bytes = 0;
        while (trail.hasNext()) {
            EpochEnd end = trail.next();
            int length = end.encode().length + Integer.BYTES;
            if (bytes + length > partBytes && !part.isEmpty()) {
                draft.write(next++, SnapshotParts.encodeTrail(part));
                part.clear();
                bytes = 0;
            }
            part.add(end);
            bytes += length;
        }
        if (!part.isEmpty()) {
            draft.write(next++, SnapshotParts.encodeTrail(part));
        }
    }

    private void writeTile(Tile tile, List<SnapshotRecord> records) {
        tiles.add(tile);
        if (tiles.size() > SnapshotManifest.TILES_MAX) {
            throw new IllegalStateException(
                    "the state is larger than the " + SnapshotManifest.TILES_MAX + " parts a snapshot may have");
        }
        if (!records.isEmpty()) {
            draft.write(next++, SnapshotParts.encodeRecords(records));
        }
    }
}
