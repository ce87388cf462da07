package network.cairn.gateway.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import network.cairn.gateway.configuration.LifecycleConfiguration;
import network.cairn.gateway.configuration.ParsedDocuments;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.Jobs;
import network.cairn.gateway.metadata.MetadataStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes through all buckets that have lifecycle rules, again and again, and carries out what is due.
///
/// Runs on a virtual thread of its own between {@link #start()} and {@link #close()}. A round through a bucket is a
/// {@link Jobs job}: of several gateways on the same metadata one does it, notes after each step how far it is, and
/// another goes on from there should it stop. After a round the bucket rests. A bucket with as many versions as
/// there may be keeps nobody from the others for longer than its steps take, as each step is one page; but it is
/// gone through to its end before the next one is.
public final class LifecycleRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LifecycleRunner.class);
    private static final String JOB = "lifecycle";
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration LOOK_DELAY_MAX = Duration.ofSeconds(30);
    private static final int BUCKETS_PAGE = 100;

    private final MetadataStore metadata;
    private final LifecycleSettings settings;
    private final InstantSource clock;
    private final Pause pause;
    private final String holder;
    private final ParsedDocuments<LifecycleConfiguration> parsed = new ParsedDocuments<>(LifecycleConfiguration::read);
    private LifecycleCounts total = LifecycleCounts.NONE;
    private @Nullable Thread thread;

    /// Waits.
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /// @param metadata through which changes are told as the store's own
    /// @param holder tells this gateway from others; the same after a restart, so that it goes on at once
    public LifecycleRunner(MetadataStore metadata, LifecycleSettings settings, InstantSource clock, String holder) {
        this(metadata, settings, clock, holder, Thread::sleep);
    }

    LifecycleRunner(
            MetadataStore metadata, LifecycleSettings settings, InstantSource clock, String holder, Pause pause) {
        this.metadata = metadata;
        this.settings = settings;
        this.clock = clock;
        this.pause = pause;
        this.holder = holder;
    }

    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofVirtual().name("lifecycle").start(this::run);
        }
    }

    /// Stops after the action under way.
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = thread;
            thread = null;
        }
        if (running == null) {
            return;
        }
        running.interrupt();
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

    /// What was done since the start.
    public synchronized LifecycleCounts total() {
        return total;
    }

    private void run() {
        Duration delay = settings.roundDelay().compareTo(LOOK_DELAY_MAX) < 0 ? settings.roundDelay() : LOOK_DELAY_MAX;
        try {
            while (true) {
                try {
                    runDue();
                } catch (RuntimeException e) {
                    LOG.error("Carrying out lifecycle rules failed; it goes on after {}", delay, e);
                }
                pause.of(delay);
            }
        } catch (InterruptedException e) {
            LOG.debug("The lifecycle runner stops", e);
        }
    }

    /// Goes through every bucket that does not rest and that no other works on.
    ///
    /// @return what was done
    LifecycleCounts runDue() throws InterruptedException {
        LifecycleCounts done = LifecycleCounts.NONE;
        String after = "";
        List<Bucket> page;
        do {
            page = metadata.allBuckets(after, BUCKETS_PAGE);
            for (Bucket bucket : page) {
                after = bucket.name();
                if (bucket.settings().get(BucketSetting.LIFECYCLE).isPresent()) {
                    done = done.plus(round(bucket));
                }
            }
        } while (page.size() == BUCKETS_PAGE);
        return done;
    }

    private LifecycleCounts round(Bucket listed) throws InterruptedException {
        String job = Jobs.onBucket(JOB, listed.id());
        Optional<byte[]> progress =
                metadata.jobs().claim(job, holder, clock.instant().plus(LEASE));
        if (progress.isEmpty()) {
            return LifecycleCounts.NONE;
        }
        LifecycleCounts done = LifecycleCounts.NONE;
        Optional<Position> position = Optional.of(Position.decode(progress.get()));
        while (position.isPresent()) {
            // Looked up anew for each step: its rules may be others by now, or it may be gone.
            Bucket bucket = metadata.bucket(listed.name());
            Optional<LifecycleConfiguration> rules =
                    bucket == null || !bucket.id().equals(listed.id())
                            ? Optional.empty()
                            : parsed.of(bucket.settings().get(BucketSetting.LIFECYCLE));
            if (bucket == null || rules.isEmpty()) {
                break;
            }
            Instant now = clock.instant();
            var step = new BucketRound(metadata, bucket, rules.get(), settings.calendar(), now);
            position = step.step(position.get(), settings.pageResults());
            done = done.plus(step.counts());
            count(step.counts());
            pace(step.counts());
            if (position.isPresent()
                    && !metadata.jobs()
                            .keep(
                                    job,
                                    holder,
                                    clock.instant().plus(LEASE),
                                    position.get().encode())) {
                LOG.info("another gateway goes on with the lifecycle rules of bucket {}", listed.name());
                return done;
            }
        }
        metadata.jobs().rest(job, holder, clock.instant().plus(settings.roundDelay()));
        if (done.actions() > 0) {
            LOG.info("lifecycle rules of bucket {}: {}", listed.name(), done);
        }
        return done;
    }

    private synchronized void count(LifecycleCounts counts) {
        total = total.plus(counts);
    }

    /// Waits as long as so many actions may take at least; that they took a while themselves is not counted.
    private void pace(LifecycleCounts counts) throws InterruptedException {
        if (counts.actions() > 0) {
            pause.of(Duration.ofNanos(Duration.ofSeconds(counts.actions()).toNanos() / settings.actionsPerSecondMax()));
        }
    }
}
