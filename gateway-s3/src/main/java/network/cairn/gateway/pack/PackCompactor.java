package network.cairn.gateway.pack;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import network.cairn.client.upload.UploadException;
import network.cairn.gateway.metadata.Garbage;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.PackEntry;
import network.cairn.gateway.metadata.PackRecord;
import network.cairn.gateway.metadata.PackSlot;
import network.cairn.gateway.metadata.Packs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Merges packs that are half dead or small: copies what is live in them into a new one, has the objects' records
/// name that, and leaves the old ones to become garbage.
///
/// Runs on a virtual thread of its own between {@link #start()} and {@link #close()}. It copies sealed bytes and
/// needs no object's key. Each object is moved in a transaction that checks that its record still names what was
/// copied; what was deleted or replaced in the meantime stays so, and its copy becomes garbage. Where it breaks
/// off, the objects that were moved are moved and the others are where they were. Packs that are younger than the
/// grace period for readers are left alone: much of what is put is replaced soon.
public final class PackCompactor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PackCompactor.class);
    private static final Duration ROUND_DELAY = Duration.ofMinutes(1);
    private static final Duration TAKEN_FOR = Duration.ofMinutes(15);

    /// Packs that are planned for together.
    private static final int PACKS_PAGE_MAX = 1000;

    /// Objects that are moved in one transaction.
    private static final int MOVES_MAX = 32;

    private final MetadataStore metadata;
    private final PackStore packs;
    private final Duration ageMin;
    private final InstantSource clock;
    private @Nullable Thread thread;

    /// @param ageMin packs younger than this are left alone
    public PackCompactor(MetadataStore metadata, PackStore packs, Duration ageMin, InstantSource clock) {
        this.metadata = metadata;
        this.packs = packs;
        this.ageMin = ageMin;
        this.clock = clock;
    }

    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofVirtual().name("pack-compactor").start(this::run);
        }
    }

    /// Stops and waits until nothing of it runs any more.
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
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                try {
                    compact();
                } catch (RuntimeException e) {
                    LOG.error("Looking for packs to compact failed; it goes on after {}", ROUND_DELAY, e);
                }
                Thread.sleep(ROUND_DELAY);
            }
        } catch (InterruptedException e) {
            LOG.debug("The compactor stops", e);
        }
    }

    /// One round through all buckets.
    ///
    /// @return how many objects were moved
    public int compact() throws InterruptedException {
        int moved = 0;
        PackRecord last = null;
        List<PackRecord> page;
        do {
            page = metadata.packs().sparse(last, PACKS_PAGE_MAX);
            int from = 0;
            while (from < page.size()) {
                int to = from + 1;
                while (to < page.size()
                        && page.get(to).bucket().equals(page.get(from).bucket())) {
                    to++;
                }
                try {
                    moved += compactBucket(page.subList(from, to));
                } catch (RuntimeException e) {
                    LOG.error(
                            "Packs of bucket {} could not be compacted",
                            page.get(from).bucket(),
                            e);
                }
                from = to;
            }
            last = page.isEmpty() ? null : page.getLast();
        } while (page.size() == PACKS_PAGE_MAX);
        return moved;
    }

    private int compactBucket(List<PackRecord> sparse) throws InterruptedException {
        Instant now = clock.instant();
        List<PackRecord> ready = sparse.stream()
                .filter(pack -> !pack.madeAt().plus(ageMin).isAfter(now))
                .filter(pack -> !pack.takenUntil().isAfter(now))
                .toList();
        int moved = 0;
        for (List<PackRecord> merge : CompactionPlan.of(ready, packs.settings().packBytesMax(), Packer.OBJECTS_MAX)) {
            try {
                moved += merge(merge);
            } catch (UploadException | IOException e) {
                if (Thread.interrupted()) {
                    throw (InterruptedException) new InterruptedException("interrupted in a merge").initCause(e);
                }
                LOG.warn("{} packs could not be merged now: {}", merge.size(), e.getMessage());
            }
        }
        return moved;
    }

    private int merge(List<PackRecord> merged) throws UploadException, IOException, InterruptedException {
        var moves = new ArrayList<Packs.Move>();
        long end = 0;
        for (PackRecord pack : merged) {
            if (!metadata.packs().take(pack.id(), clock.instant().plus(TAKEN_FOR))) {
                continue;
            }
            for (PackEntry entry : metadata.packs().entries(pack.id())) {
                if (entry.named() && isStillNamed(pack, entry)) {
                    moves.add(new Packs.Move(pack.id(), entry, end));
                    end += entry.lengthBytes();
                }
            }
        }
        if (moves.isEmpty()) {
            return 0;
        }
        PackRecord any = merged.getFirst();
        List<PackStore.Item> items = moves.stream()
                .map(Packs.Move::entry)
                .map(entry -> new PackStore.Item(entry.stream(), entry.place(), entry.lengthBytes()))
                .toList();
        List<PackSlot> slots =
                packs.write(new PackStore.Owner(any.tenant(), any.bucket()), items, new PackedRuns(packs, moves));
        return move(moves, slots, items);
    }

    private boolean isStillNamed(PackRecord pack, PackEntry entry) {
        return metadata.isNamed(new Garbage.OfPacked(clock.instant(), pack.id(), entry.stream(), entry.place()));
    }

    private int move(List<Packs.Move> moves, List<PackSlot> slots, List<PackStore.Item> items) {
        int moved = 0;
        int done = 0;
        try {
            while (done < moves.size()) {
                int next = Math.min(done + MOVES_MAX, moves.size());
                moved += metadata.packs()
                        .move(moves.subList(done, next), slots.getFirst().pack());
                done = next;
            }
            return moved;
        } finally {
            for (int left = done; left < moves.size(); left++) {
                packs.abandon(slots.get(left), items.get(left));
            }
        }
    }
}
