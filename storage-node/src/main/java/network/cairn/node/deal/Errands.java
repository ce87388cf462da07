package network.cairn.node.deal;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.OrderRefusedException;
import network.cairn.client.account.Timing;
import network.cairn.client.kv.KeyValueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a provider has done on threads of their own: one errand of a kind at a time, and after a failure a rest
/// before the next. Remembers what keeps a kind from being done.
final class Errands {
    private static final Logger LOG = LoggerFactory.getLogger(Errands.class);

    /// How long after a failure the same is tried again.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Timing timing;
    private final ExecutorService executor;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> restingSince = new ConcurrentHashMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();

    Errands(Timing timing, ExecutorService executor) {
        this.timing = timing;
        this.executor = executor;
    }

    /// Something to be ordered on the ledger, or made for that.
    @FunctionalInterface
    interface Errand {
        void run() throws LedgerException, OrderRefusedException, IOException, InterruptedException;
    }

    /// Whether one of a kind would be done now.
    boolean mayBegin(String kind) {
        Long since = restingSince.get(kind);
        return !underWay.contains(kind) && (since == null || timing.hasPassed(RETRY_AFTER, since));
    }

    /// Does an errand, unless one of its kind is under way or resting.
    void begin(String kind, Errand errand) {
        if (!mayBegin(kind) || !underWay.add(kind)) {
            return;
        }
        var _ = executor.submit(() -> {
            try {
                errand.run();
                restingSince.remove(kind);
                problems.remove(kind);
            } catch (LedgerException | OrderRefusedException | IOException | KeyValueException e) {
                restingSince.put(kind, timing.now());
                problems.put(kind, String.valueOf(e.getMessage()));
                LOG.warn("{} did not succeed: {}", kind, e.getMessage());
            } catch (InterruptedException e) {
                LOG.debug("{} was broken off", kind, e);
            } catch (RuntimeException e) {
                restingSince.put(kind, timing.now());
                problems.put(kind, "it fails: " + e);
                LOG.error("{} failed", kind, e);
            } finally {
                underWay.remove(kind);
            }
        });
    }

    /// Has a kind rest for a while, although nothing failed.
    void rest(String kind, Duration time) {
        restingSince.put(kind, timing.now() + time.minus(RETRY_AFTER).toNanos());
    }

    void problem(String kind, String problem) {
        problems.put(kind, problem);
    }

    void resolved(String kind) {
        problems.remove(kind);
    }

    /// What keeps something from being done; empty while all is well.
    String problem() {
        return problems.entrySet().stream()
                .map(one -> one.getKey() + ": " + one.getValue())
                .findFirst()
                .orElse("");
    }

    /// Breaks off what is under way, and waits until it has ended.
    ///
    /// @return whether this thread was interrupted meanwhile
    boolean end() {
        executor.shutdownNow();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = executor.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
