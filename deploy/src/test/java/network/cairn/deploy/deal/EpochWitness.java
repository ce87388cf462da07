package network.cairn.deploy.deal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import network.cairn.client.ledger.Deal;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import org.jspecify.annotations.Nullable;

/// Looks at the ledger once in each epoch, and writes down what each deal held when the one before ended. What the
/// ledger pays can then be reckoned again from these notes.
final class EpochWitness implements AutoCloseable {
    private static final long POLL_NANOS = 200_000_000;

    private final LedgerReader ledger;
    private final List<ActorId> providers;
    private final Map<DealId, TreeMap<Long, Long>> leavesAtEnd = new HashMap<>();
    private final Map<DealId, Deal> deals = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Exception failure;
    private long witnessed = -1;

    EpochWitness(LedgerReader ledger, List<ActorId> providers) {
        this.ledger = ledger;
        this.providers = providers;
        this.thread = Thread.ofPlatform().daemon().name("epoch-witness").start(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                look();
                LockSupport.parkNanos(POLL_NANOS);
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    private synchronized void look() throws Exception {
        var tip = ledger.tip();
        if (tip.epoch() <= witnessed + 1) {
            return;
        }
        long past = tip.epoch() - 1;
        for (ActorId provider : providers) {
            deals.putAll(ledger.deals(provider));
        }
        for (DealId id : List.copyOf(deals.keySet())) {
            Deal deal = ledger.deal(id).orElseThrow();
            // A deal that has changed since the epoch ended remembers what it held then.
            boolean changed = deal.billing().changedEpoch() > past;
            leavesAtEnd
                    .computeIfAbsent(id, _ -> new TreeMap<>())
                    .put(past, changed ? deal.billing().leavesAtStart() : deal.leaves());
        }
        if (ledger.tip().epoch() != tip.epoch() || (witnessed >= 0 && past != witnessed + 1)) {
            throw new IllegalStateException("the witness was too slow: it has seen epochs up to " + witnessed
                    + ", and looked at epoch " + past + " until epoch "
                    + ledger.tip().epoch());
        }
        witnessed = past;
    }

    /// The deals that were ever seen.
    synchronized Map<DealId, Deal> deals() throws Exception {
        rethrow();
        return Map.copyOf(deals);
    }

    /// What a deal held when an epoch ended.
    synchronized long leavesAtEnd(DealId deal, long epoch) {
        TreeMap<Long, Long> known = leavesAtEnd.get(deal);
        return known == null ? 0 : known.getOrDefault(epoch, 0L);
    }

    synchronized long witnessed() throws Exception {
        rethrow();
        return witnessed;
    }

    private void rethrow() throws Exception {
        Exception failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void close() {
        closed = true;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
