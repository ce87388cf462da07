package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import network.cairn.client.kv.WriteBatch;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which gateways write in shared metadata, so that what one leaves unfinished when it is gone for good becomes
/// garbage.
///
/// Each run of a gateway is a writer with an id of its own, drawn at random: gateways with one identity, or
/// with copies of one data folder, are still told apart. A writer counts up a row of its own, its beats. Every
/// other watches the row, and takes the writer for gone once it has not changed for the timeout by the
/// watcher's own clock: no two clocks are compared. A writer that is gone wrongly, because it stopped for so
/// long or could not reach the database, loses only what it had under way: the transaction that would name a
/// stream finds that the stream is not being written any more (`UPLOAD_GIVEN_UP`), and stores nothing.
///
/// Runs on a virtual thread of its own between {@link #start()} and {@link #close()}.
public final class WriterLeases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriterLeases.class);

    /// Beats in a timeout: so many writes in a row may fail before a writer is taken for gone.
    private static final int BEATS_IN_TIMEOUT = 8;

    private static final int WRITERS_MAX = 100_000;
    private static final int LEFT_MAX = 100_000;

    private final RowDatabase database;
    private final StreamTable streams;
    private final PackTable packs;
    private final WriterId own;
    private final Duration timeout;
    private final Supplier<Instant> strayDue;
    private final InstantSource clock;
    private final Map<WriterId, Seen> others = new HashMap<>();
    private final BlockingQueue<Left> left = new LinkedBlockingQueue<>(LEFT_MAX);
    private final CountDownLatch closing = new CountDownLatch(1);
    private long beats;
    private volatile boolean first = true;
    private @Nullable Thread thread;

    /// @param timeout how long a writer that is not heard of is waited for
    /// @param strayDue when the pieces of an upload that is given up fall due
    WriterLeases(
            RowDatabase database,
            StreamTable streams,
            PackTable packs,
            WriterId own,
            Duration timeout,
            Supplier<Instant> strayDue,
            InstantSource clock) {
        this.database = database;
        this.streams = streams;
        this.packs = packs;
        this.own = own;
        this.timeout = timeout;
        this.strayDue = strayDue;
        this.clock = clock;
    }

    /// A stream that could not be abandoned when it was to be.
    private record Left(StreamId stream, Place place) {}

    /// A writer's beats, which are null where it has no row, and when they were first seen so.
    private record Seen(@Nullable Long beats, Instant since) {}

    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofVirtual().name("writer-leases").start(this::run);
        }
    }

    private void run() {
        Duration delay = timeout.dividedBy(BEATS_IN_TIMEOUT);
        try {
            while (!closing.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    round();
                } catch (RuntimeException e) {
                    LOG.error("Could not tell other gateways that this one lives; it tries again after {}", delay, e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The writer's beats end", e);
        }
    }

    /// What is done again and again between start and close: says that this writer lives, and looks at the others.
    public void round() {
        beat();
        giveUpGone();
        abandonLeft();
    }

    /// Says that this writer lives.
    void beat() {
        beats++;
        database.write(new WriteBatch()
                .put(Rows.writer(own), new CanonicalWriter().u64(beats).toBytes()));
    }

    /// Has a stream of this writer abandoned when the database is in reach again.
    ///
    /// @return false if there are too many already: it stays until this writer stops
    boolean abandonLater(StreamId stream, Place place) {
        return left.offer(new Left(stream, place));
    }

    /// Abandons what could not be abandoned before.
    void abandonLeft() {
        for (Left first = left.peek(); first != null; first = left.peek()) {
            streams.abandon(first.stream(), first.place(), strayDue.get());
            left.remove(first);
        }
    }

    /// Looks at all other writers, and gives up what those left unfinished that have been silent for too long.
    ///
    /// @return how many streams that were
    int giveUpGone() {
        Instant now = clock.instant();
        var living = new TreeSet<WriterId>();
        collect(Rows.WRITERS, living);
        var present = new TreeSet<>(living);
        collect(Rows.WRITING, present);
        collect(Rows.UNNAMED, present);
        present.remove(own);
        others.keySet().retainAll(present);
        int givenUp = 0;
        for (WriterId writer : present) {
            Long current = beatsOf(database, writer);
            Seen seen = others.get(writer);
            if (seen == null || !Objects.equals(seen.beats(), current)) {
                others.put(writer, new Seen(current, now));
            } else if (!now.isBefore(seen.since().plus(timeout))) {
                givenUp += giveUp(writer, current);
                living.remove(writer);
            }
        }
        first = living.isEmpty() || own.compareTo(living.first()) <= 0;
        return givenUp;
    }

    /// Whether this is the first of the writers, as of the last look: the one that does what only one needs to
    /// do. There may be two that take themselves for it for a while, or none: what it does must do no harm
    /// when it is done twice, or take what it works on in a transaction.
    public boolean isFirst() {
        return first;
    }

    /// Adds the writers that rows of a table begin with: one look for each, however many rows they have.
    private void collect(byte[] table, Set<WriterId> writers) {
        byte @Nullable [] from = table;
        byte[] end = Rows.after(table);
        while (from != null && writers.size() < WRITERS_MAX) {
            List<WriterId> next = new RowTables(database).scan(from, end, 1, row -> {
                ByteBuffer key = ByteBuffer.wrap(row.key()).position(table.length);
                return WriterId.of(key);
            });
            if (next.isEmpty()) {
                return;
            }
            writers.add(next.getFirst());
            from = Rows.after(Rows.join(table, next.getFirst().toBytes()));
            if (from != null && end != null && Arrays.compareUnsigned(from, end) >= 0) {
                return;
            }
        }
    }

    private int giveUp(WriterId writer, @Nullable Long silentAt) {
        int givenUp = 0;
        while (true) {
            int streamsGivenUp = giveUpSome(writer, silentAt);
            if (streamsGivenUp == 0) {
                break;
            }
            givenUp += streamsGivenUp;
        }
        others.remove(writer);
        if (givenUp > 0) {
            LOG.warn(
                    "Writer {} has not been heard of for {}; {} uploads that it had under way are given up",
                    writer,
                    timeout,
                    givenUp);
        }
        return givenUp;
    }

    /// One transaction: the writer's row and what it is writing are as they are seen here when it commits.
    private int giveUpSome(WriterId writer, @Nullable Long silentAt) {
        try {
            return database.transact(List.of(), (rows, batch) -> {
                if (!Objects.equals(beatsOf(rows, writer), silentAt)) {
                    return 0;
                }
                int some = streams.giveUp(rows, batch, writer, strayDue.get());
                if (some == 0) {
                    some = packs.giveUp(rows, batch, writer);
                }
                if (some == 0) {
                    batch.delete(Rows.writer(writer));
                }
                return some;
            });
        } catch (MetadataException e) {
            throw new IllegalStateException("nothing here is refused", e);
        }
    }

    private static @Nullable Long beatsOf(RowReader rows, WriterId writer) {
        return new RowTables(rows).get(Rows.writer(writer), WriterLeases::decode);
    }

    private static Long decode(byte[] value) throws CodecException {
        var reader = new CanonicalReader(value);
        long beats = reader.u64("beats");
        reader.end();
        return beats;
    }

    /// Stops, and gives up what this writer has not finished.
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = thread;
            thread = null;
        }
        // It is not interrupted: that would break the connection which it may be using.
        closing.countDown();
        if (running != null) {
            join(running);
        }
        try {
            streams.abandonOwn(strayDue.get());
            packs.abandonOwn();
            database.write(new WriteBatch().delete(Rows.writer(own)));
        } catch (RuntimeException e) {
            LOG.warn("Unfinished uploads are left for other gateways to give up, or this one when it is back", e);
        }
    }

    private static void join(Thread running) {
        boolean interrupted = false;
        while (true) {
            try {
                running.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
