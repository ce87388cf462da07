package network.cairn.gateway.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import network.cairn.client.download.DownloadException;
import network.cairn.gateway.metadata.PackEntry;
import network.cairn.gateway.metadata.Packs;
import network.cairn.gateway.metadata.StreamId;

/// The bytes of objects in packs, one after the other, fetched as they are read.
///
/// Neighbours are fetched together, up to {@link #RUN_BYTES_MAX}: no more than a run, or an object, is in memory.
final class PackedRuns extends InputStream {
    private static final long RUN_BYTES_MAX = 1L << 20;

    private final PackStore packs;
    private final Deque<Run> runs = new ArrayDeque<>();
    private byte[] current = {};
    private int position;

    /// Bytes of a pack without a gap.
    private record Run(StreamId pack, long offset, long lengthBytes) {}

    PackedRuns(PackStore packs, List<Packs.Move> moves) {
        this.packs = packs;
        for (Packs.Move move : moves) {
            add(move.from(), move.entry());
        }
    }

    private void add(StreamId pack, PackEntry entry) {
        Run last = runs.peekLast();
        if (last != null
                && last.pack().equals(pack)
                && last.offset() + last.lengthBytes() == entry.offset()
                && last.lengthBytes() + entry.lengthBytes() <= RUN_BYTES_MAX) {
            runs.removeLast();
            runs.addLast(new Run(pack, last.offset(), last.lengthBytes() + entry.lengthBytes()));
        } else {
            runs.addLast(new Run(pack, entry.offset(), entry.lengthBytes()));
        }
    }

    @Override
    public int read() throws IOException {
        return ready() ? current[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ready()) {
            return -1;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, bytes, offset, count);
        position += count;
        return count;
    }

    /// Whether there is another byte, fetched.
    private boolean ready() throws IOException {
        if (position < current.length) {
            return true;
        }
        Run next = runs.pollFirst();
        if (next == null) {
            return false;
        }
        current = new byte[0];
        position = 0;
        var fetched = new ByteArrayOutputStream(Math.toIntExact(next.lengthBytes()));
        try {
            packs.read(next.pack(), next.offset(), next.lengthBytes(), fetched);
        } catch (DownloadException e) {
            throw new IOException("pack " + next.pack() + " cannot be read now: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted while reading a pack").initCause(e);
        }
        current = fetched.toByteArray();
        return true;
    }
}
