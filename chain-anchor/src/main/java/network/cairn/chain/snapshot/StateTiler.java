package network.cairn.chain.snapshot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.tree.StateNode;
import network.cairn.proofs.tree.StateSubtree;
import network.cairn.proofs.tree.StateTiling.Tile;
import org.jspecify.annotations.Nullable;

/// Cuts a state, read once in the order of its paths, into the greatest subtrees that fit a part each.
///
/// Holds the records of one part at a time and one more.
final class StateTiler {
    /// Takes the parts as they are made.
    interface Sink {
        /// @param records of the tile, none where it is empty
        void tile(Tile tile, List<SnapshotRecord> records);
    }

    private final Iterator<SnapshotRecord> source;
    private final Deque<SnapshotRecord> ahead = new ArrayDeque<>();
    private final int partBytes;
    private final Sink sink;

    /// @param partBytes how many bytes of records a part may have where it has more than one
    StateTiler(Iterator<SnapshotRecord> source, int partBytes, Sink sink) {
        this.source = source;
        this.partBytes = partBytes;
        this.sink = sink;
    }

    void run() {
        tile(new byte[Digest.LENGTH_BYTES], 0);
        if (peek() != null) {
            throw new IllegalStateException("the records of the state are not in the order of their paths");
        }
    }

    private void tile(byte[] prefix, int depth) {
        var first = Digest.of(prefix);
        var records = new ArrayList<SnapshotRecord>();
        int bytes = 0;
        SnapshotRecord next = peek();
        while (next != null && StateSubtree.commonBits(first, next.path()) >= depth) {
            bytes += next.encodedBytes();
            if (bytes > partBytes && !records.isEmpty()) {
                break;
            }
            records.add(ahead.pop());
            next = peek();
        }
        boolean whole = next == null || StateSubtree.commonBits(first, next.path()) < depth;
        if (whole) {
            var leaves = records.stream().map(SnapshotRecord::leaf).toList();
            StateNode node = StateSubtree.of(depth, leaves);
            sink.tile(new Tile(depth, node), records);
            return;
        }
        records.reversed().forEach(ahead::push);
        tile(prefix, depth + 1);
        byte[] right = prefix.clone();
        right[depth >>> 3] |= (byte) (1 << (7 - (depth & 7)));
        tile(right, depth + 1);
    }

    private @Nullable SnapshotRecord peek() {
        if (ahead.isEmpty() && source.hasNext()) {
            ahead.push(source.next());
        }
        return ahead.peek();
    }
}
