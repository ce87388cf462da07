package network.cairn.node.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;

/// Reads every live piece once a period, a little at a time, to find what the disk has damaged before a
/// client does.
///
/// Where it is outlives a restart. Used by one thread.
final class Scrubber {
    private final LogPieceStore store;
    private final PieceIndex index;
    private final StoreLimits limits;
    private final InstantSource clock;
    private final byte[] block = new byte[RecordFormat.BLOCK_BYTES];
    private @Nullable LogPieceReader reader;
    private long position;
    private State state;

    /// @param cursor the last piece read, null before the first
    private record State(
            long roundStartedMillis,
            boolean underWay,
            @Nullable PieceId cursor) {}

    Scrubber(LogPieceStore store, PieceIndex index, StoreLimits limits, InstantSource clock) {
        this.store = store;
        this.index = index;
        this.limits = limits;
        this.clock = clock;
        this.state = load();
    }

    private State load() {
        byte[] stored = index.scrubState();
        if (stored != null) {
            try {
                var in = new CanonicalReader(stored);
                long started = in.u64("round started");
                boolean underWay = in.bool("under way");
                PieceId cursor = in.bool("has cursor") ? PieceId.of(in.fixed(PieceId.LENGTH_BYTES, "cursor")) : null;
                in.end();
                return new State(started, underWay, cursor);
            } catch (CodecException e) {
                throw new IllegalArgumentException("the scrubber's state in the index is damaged", e);
            }
        }
        return new State(clock.millis(), false, null);
    }

    private void save(State next) {
        state = next;
        var out = new CanonicalWriter().u64(next.roundStartedMillis()).bool(next.underWay());
        PieceId cursor = next.cursor();
        out.bool(cursor != null);
        if (cursor != null) {
            out.id(cursor);
        }
        synchronized (index) {
            PieceIndex.Changes changes = index.change();
            changes.scrubState(out.toBytes());
            changes.write(Durability.BUFFERED);
        }
    }

    /// Reads on, up to about this many bytes.
    ///
    /// @return the bytes read; 0 when the next round is not due
    long step(long budgetBytes) throws StoreException {
        if (!state.underWay()) {
            Instant due = Instant.ofEpochMilli(state.roundStartedMillis()).plus(limits.scrubPeriod());
            if (clock.instant().isBefore(due)) {
                return 0;
            }
            save(new State(clock.millis(), true, null));
        }
        long done = 0;
        while (done < budgetBytes && state.underWay()) {
            LogPieceReader current = reader == null ? next() : reader;
            if (current != null) {
                done += readSome(current, budgetBytes - done);
            }
        }
        return done;
    }

    /// Opens the next live piece; null when there is none that can be opened just now.
    private @Nullable LogPieceReader next() throws StoreException {
        List<PieceIndex.Indexed> found = index.after(state.cursor(), 1);
        if (found.isEmpty()) {
            save(new State(state.roundStartedMillis(), false, null));
            return null;
        }
        PieceId piece = found.getFirst().piece();
        save(new State(state.roundStartedMillis(), true, piece));
        position = 0;
        try {
            reader = store.open(piece);
            reader.treeBytes();
        } catch (StoreException e) {
            endPiece();
            rethrowUnlessAboutThePiece(e);
        }
        return reader;
    }

    private long readSome(LogPieceReader current, long budgetBytes) throws StoreException {
        long lengthBytes = current.stat().lengthBytes();
        long done = 0;
        try {
            while (position < lengthBytes && done < budgetBytes) {
                int count = (int) Math.min(block.length, lengthBytes - position);
                current.read(position, block, 0, count);
                position += count;
                done += count;
            }
            if (position == lengthBytes) {
                endPiece();
            }
        } catch (StoreException e) {
            endPiece();
            rethrowUnlessAboutThePiece(e);
        }
        return done;
    }

    private static void rethrowUnlessAboutThePiece(StoreException e) throws StoreException {
        if (e.code() != NodeErrorCode.PIECE_NOT_FOUND && e.code() != NodeErrorCode.PIECE_CORRUPT) {
            throw e;
        }
    }

    private void endPiece() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    void close() {
        endPiece();
    }
}
