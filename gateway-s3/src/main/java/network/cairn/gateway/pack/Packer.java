package network.cairn.gateway.pack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.client.budget.BufferBudget;
import network.cairn.client.upload.UploadException;
import network.cairn.gateway.metadata.PackSlot;
import network.cairn.gateway.s3.OutageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts objects that come at about the same time into one pack: group commit.
///
/// A bucket has at most one pack open. It is stored once it is full; or once it has been open for a short
/// while and none of its bucket is being stored; or once it has waited so long that it is stored beside
/// another. So objects that come while a pack is under way share the next one, and the more there are the
/// fuller packs get, while an object that comes alone waits only that short while.
///
/// A pack is stored by a thread of its own: whoever put an object and goes away disturbs nobody else in the
/// pack.
final class Packer implements AutoCloseable {
    /// So few that noting a pack is one transaction of moderate size.
    static final int OBJECTS_MAX = 2000;

    private static final Logger LOG = LoggerFactory.getLogger(Packer.class);

    private final PackStore packs;
    private final PackSettings settings;
    private final ReentrantLock lock = new ReentrantLock();

    /// Signalled when a pack is full, when one has been stored and when the packer closes.
    private final Condition changed = lock.newCondition();

    private final Map<PackStore.Owner, Line> lines = new HashMap<>();
    private final Set<Thread> threads = new HashSet<>();
    private boolean closed;

    Packer(PackStore packs) {
        this.packs = packs;
        this.settings = packs.settings();
    }

    /// An object to be put into a pack.
    ///
    /// @param memory what it takes, given back by the packer when it needs the bytes no more
    record Sealed(PackStore.Item item, byte[] bytes, BufferBudget.Lease memory) {}

    /// The packs of a bucket that are open or being stored.
    private static final class Line {
        private @Nullable Group open;
        private int storing;
    }

    /// The objects of one pack. All but `stored` is guarded by the lock.
    private static final class Group {
        private final long openedNanos = System.nanoTime();
        private final List<Member> members = new ArrayList<>();
        private final CompletableFuture<List<PackSlot>> stored = new CompletableFuture<>();
        private long bytes;
        private boolean full;
    }

    private static final class Member {
        private final Sealed sealed;
        /// Whoever put it went away before its pack was stored.
        private boolean left;

        Member(Sealed sealed) {
            this.sealed = sealed;
        }
    }

    /// Puts an object and waits until its pack is stored.
    ///
    /// @throws UploadException if the network cannot take the pack
    PackSlot put(PackStore.Owner owner, Sealed sealed) throws UploadException, IOException, InterruptedException {
        var member = new Member(sealed);
        Group group = join(owner, member);
        int number;
        try {
            List<PackSlot> slots = group.stored.get();
            lock.lock();
            try {
                number = group.members.indexOf(member);
            } finally {
                lock.unlock();
            }
            return slots.get(number);
        } catch (InterruptedException e) {
            leave(group, member);
            throw e;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UploadException failure ->
                    throw new UploadException(String.valueOf(failure.getMessage()), failure);
                case IOException failure -> throw new IOException("the pack could not be stored: " + failure, failure);
                case OutageException failure -> throw failure;
                case null, default -> throw new IllegalStateException("the pack could not be stored", e.getCause());
            }
        }
    }

    private Group join(PackStore.Owner owner, Member member) {
        lock.lock();
        try {
            if (closed) {
                member.sealed.memory().close();
                throw new IllegalStateException("packs are not stored any more: the gateway stops");
            }
            Line line = lines.computeIfAbsent(owner, _ -> new Line());
            long length = member.sealed.bytes().length;
            Group group = line.open;
            if (group != null && group.bytes + length > settings.packBytesMax()) {
                close(line, group);
                group = null;
            }
            if (group == null) {
                group = open(owner, line);
            }
            group.members.add(member);
            group.bytes += length;
            if (group.members.size() == OBJECTS_MAX) {
                close(line, group);
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    private Group open(PackStore.Owner owner, Line line) {
        var group = new Group();
        line.open = group;
        Thread thread = Thread.ofVirtual().name("packer-" + owner.bucket()).unstarted(() -> store(owner, line, group));
        threads.add(thread);
        thread.start();
        return group;
    }

    private void close(Line line, Group group) {
        group.full = true;
        if (line.open == group) {
            line.open = null;
        }
        changed.signalAll();
    }

    /// The life of a pack, on its thread.
    private void store(PackStore.Owner owner, Line line, Group group) {
        List<Member> members = List.of();
        List<PackSlot> slots = List.of();
        Throwable failure = null;
        try {
            awaitTurn(line, group);
            lock.lock();
            try {
                members = List.copyOf(group.members);
            } finally {
                lock.unlock();
            }
            if (!members.isEmpty()) {
                slots = packs.write(
                        owner, members.stream().map(one -> one.sealed.item()).toList(), plaintext(members));
            }
        } catch (UploadException | IOException | InterruptedException | RuntimeException e) {
            failure = e;
        } catch (Error e) {
            failure = e;
            throw e;
        } finally {
            ended(owner, line, group, slots, failure);
        }
    }

    private void awaitTurn(Line line, Group group) throws InterruptedException {
        lock.lock();
        try {
            while (!group.full) {
                long limit = (line.storing == 0 ? settings.openTime() : settings.openTimeMax()).toNanos();
                long left = limit - (System.nanoTime() - group.openedNanos);
                if (left <= 0) {
                    break;
                }
                var _ = changed.awaitNanos(left);
            }
        } finally {
            line.storing++;
            close(line, group);
            lock.unlock();
        }
    }

    private static InputStream plaintext(List<Member> members) {
        return new SequenceInputStream(Collections.enumeration(members.stream()
                .map(member -> new ByteArrayInputStream(member.sealed.bytes()))
                .toList()));
    }

    private void ended(
            PackStore.Owner owner, Line line, Group group, List<PackSlot> slots, @Nullable Throwable failure) {
        List<Member> abandoned = new ArrayList<>();
        lock.lock();
        try {
            line.storing--;
            if (line.storing == 0 && line.open == null) {
                lines.remove(owner, line);
            }
            if (failure == null) {
                group.stored.complete(slots);
                group.members.stream().filter(member -> member.left).forEach(abandoned::add);
            } else {
                group.stored.completeExceptionally(failure);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        group.members.forEach(member -> member.sealed.memory().close());
        for (Member member : abandoned) {
            abandon(slots.get(group.members.indexOf(member)), member);
        }
        // Not before: closing waits for these threads, and the metadata may be closed after it.
        lock.lock();
        try {
            threads.remove(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    /// Whoever put an object went away. It is taken out of its pack while that is open, or abandoned.
    private void leave(Group group, Member member) {
        PackSlot stored = null;
        lock.lock();
        try {
            if (!group.full) {
                group.members.remove(member);
                group.bytes -= member.sealed.bytes().length;
                member.sealed.memory().close();
            } else if (group.stored.isDone()) {
                stored = group.stored.isCompletedExceptionally()
                        ? null
                        : group.stored.resultNow().get(group.members.indexOf(member));
            } else {
                member.left = true;
            }
        } finally {
            lock.unlock();
        }
        if (stored != null) {
            abandon(stored, member);
        }
    }

    private void abandon(PackSlot slot, Member member) {
        try {
            packs.abandon(slot, member.sealed.item());
        } catch (RuntimeException e) {
            LOG.error(
                    "Stream {} in pack {} could not be given up; that is done when the gateway next starts",
                    member.sealed.item().stream(),
                    slot.pack(),
                    e);
        }
    }

    /// Breaks off what is under way and waits for its end.
    @Override
    public void close() {
        List<Thread> running;
        lock.lock();
        try {
            closed = true;
            running = List.copyOf(threads);
        } finally {
            lock.unlock();
        }
        running.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : running) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    LOG.debug("Interrupted while a pack comes to its end", e);
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
