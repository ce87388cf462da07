package network.cairn.gateway.metadata;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// The rows of background jobs.
final class JobTable implements Jobs {
    private static final int JOBS_ON_BUCKET_MAX = 16;

    private final RowDatabase database;
    private final InstantSource clock;

    JobTable(RowDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Optional<byte[]> claim(String name, String holder, Instant until) {
        return transact(name, (job, batch) -> {
            if (job != null && !job.holder().equals(holder) && job.until().isAfter(clock.instant())) {
                return Optional.empty();
            }
            byte[] progress = job == null ? new byte[0] : job.progress();
            batch.put(Rows.job(name), new Job(holder, until, progress).encode());
            return Optional.of(progress);
        });
    }

    @Override
    public boolean keep(String name, String holder, Instant until, byte[] progress) {
        return change(name, holder, new Job(holder, until, progress));
    }

    @Override
    public boolean rest(String name, String holder, Instant until) {
        return change(name, holder, new Job("", until, new byte[0]));
    }

    private boolean change(String name, String holder, Job changed) {
        return transact(name, (job, batch) -> {
            if (job == null || !job.holder().equals(holder)) {
                return false;
            }
            batch.put(Rows.job(name), changed.encode());
            return true;
        });
    }

    private interface Work<T> {
        T run(@Nullable Job job, WriteBatch batch);
    }

    private <T> T transact(String name, Work<T> work) {
        try {
            return database.transact(
                    List.of(RowLock.exclusive(RowLock.Kind.JOB, name)),
                    (rows, batch) -> work.run(new RowTables(rows).get(Rows.job(name), Job::decode), batch));
        } catch (MetadataException e) {
            throw new IllegalStateException("a job depends on nothing that could be missing", e);
        }
    }

    /// Forgets the jobs on a bucket.
    static void discard(RowReader rows, WriteBatch batch, BucketId bucket) {
        byte[] from = Rows.job(Jobs.onBucket("", bucket));
        new RowTables(rows)
                .scan(from, Rows.after(from), JOBS_ON_BUCKET_MAX, row -> row.key())
                .forEach(batch::delete);
    }
}
