package network.cairn.gateway.metadata;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rows of the outbox.
final class OutboxTable implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxTable.class);

    private final RowDatabase database;
    private final InstantSource clock;
    private final long writer;
    private final AtomicLong last = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private volatile boolean full;

    OutboxTable(RowDatabase database, InstantSource clock, RandomGenerator random) {
        this.database = database;
        this.clock = clock;
        this.writer = random.nextLong();
    }

    /// Adds what notes say of a change to the transaction that makes it.
    void add(WriteBatch batch, ChangeNotes notes, Bucket bucket, ObjectRecord object, Change change) {
        if (notes.equals(ChangeNotes.NONE)) {
            return;
        }
        long sequence = nextSequence();
        for (ChangeNotes.Note note : notes.of(bucket, object, change, sequence)) {
            if (full || note.message().length > OutboxEntry.MESSAGE_BYTES_MAX) {
                drop(note.target(), bucket.name(), object.key());
            } else {
                put(batch, sequence, note.target(), bucket.name(), object.key(), note.message());
            }
        }
    }

    @Override
    public boolean add(String target, String bucket, byte[] message) {
        if (full) {
            drop(target, bucket, "");
            return false;
        }
        var batch = new WriteBatch();
        put(batch, nextSequence(), target, bucket, "", message);
        database.write(batch);
        return true;
    }

    private void put(WriteBatch batch, long sequence, String target, String bucket, String key, byte[] message) {
        var id = new OutboxEntry.Id(sequence, writer);
        var entry = new OutboxEntry(target, id, bucket, key, clock.instant(), message);
        batch.put(Rows.outbox(target, id), entry.encode());
    }

    private void drop(String target, String bucket, String key) {
        dropped.increment();
        LOG.warn("{} is not told of a change to {} in {}: there is no room in the outbox", target, key, bucket);
    }

    /// Microseconds, each once, so that changes in the same one are told in their order.
    private long nextSequence() {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        return last.updateAndGet(before -> Math.max(now, before + 1));
    }

    @Override
    public List<OutboxEntry> waiting(String target, OutboxEntry.@Nullable Id after, int max) {
        byte[] table = Rows.outbox(target);
        byte[] from = after == null ? table : Rows.join(Rows.outbox(target, after), new byte[1]);
        return new RowTables(database).scan(from, Rows.after(table), max, row -> OutboxEntry.decode(target, row));
    }

    @Override
    public void remove(List<OutboxEntry> entries) {
        var batch = new WriteBatch();
        entries.forEach(entry -> batch.delete(Rows.outbox(entry.target(), entry.id())));
        if (!batch.isEmpty()) {
            database.write(batch);
        }
    }

    @Override
    public int measure(int max) {
        int waiting = 0;
        try (KeyValueStore.Scan scan = database.scan(Rows.OUTBOX, Rows.after(Rows.OUTBOX))) {
            while (waiting < max && scan.hasNext()) {
                scan.next();
                waiting++;
            }
        }
        full = waiting >= max;
        return waiting;
    }

    @Override
    public long dropped() {
        return dropped.sum();
    }
}
