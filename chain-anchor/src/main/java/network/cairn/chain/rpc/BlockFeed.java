package network.cairn.chain.rpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.chain.state.Ledger;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.rpc.BlockEvent;

/// Tells those who wait that blocks have become final, and what the event streams say of them.
///
/// A stream reads the ledger at its own pace, so nothing is queued for it; the texts of the newest blocks
/// are kept for all.
final class BlockFeed {
    private static final long TEXTS_CHARS_MAX = 16L << 20;

    private final Ledger ledger;

    /// Guards everything below.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final LinkedHashMap<Long, String> texts = new LinkedHashMap<>();
    private long textsChars;
    private boolean closed;

    BlockFeed(Ledger ledger) {
        this.ledger = ledger;
    }

    /// Blocks have become final. Does not block.
    void finalised() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends every wait, now and later.
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is a final block of this height or more.
    ///
    /// @return whether there is one; not if the time is up or the feed closed
    boolean await(long height, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (ledger.tip().height() < height) {
                if (left <= 0 || closed) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// What a stream says of a block: its event, and those that follow from it. Empty where the block has
    /// been pruned.
    Optional<String> text(long height) {
        lock.lock();
        try {
            var known = texts.get(height);
            if (known != null) {
                return Optional.of(known);
            }
        } finally {
            lock.unlock();
        }
        var block = ledger.block(height);
        var outcomes = ledger.outcomes(height);
        if (block.isEmpty() || outcomes.isEmpty()) {
            return Optional.empty();
        }
        String text = text(block.get(), outcomes.get());
        keep(height, text);
        return Optional.of(text);
    }

    private void keep(long height, String text) {
        lock.lock();
        try {
            if (texts.put(height, text) == null) {
                textsChars += text.length();
            }
            while (textsChars > TEXTS_CHARS_MAX && !texts.isEmpty()) {
                textsChars -= texts.pollFirstEntry().getValue().length();
            }
        } finally {
            lock.unlock();
        }
    }

    private String text(Block block, List<Outcome> outcomes) {
        var header = block.header();
        var transactions = new ArrayList<BlockEvent.TransactionEvent>();
        var accusations = new StringBuilder();
        for (int i = 0; i < outcomes.size(); i++) {
            Transaction transaction = block.transactions().get(i);
            transactions.add(new BlockEvent.TransactionEvent(
                    transaction.id(), outcomes.get(i).code()));
            if (transaction.body() instanceof Evidence(var equivocation)
                    && outcomes.get(i) instanceof Outcome.Applied) {
                var json = ChainJson.object()
                        .put("height", header.height())
                        .put("validator", equivocation.first().validator().toString())
                        .put("transaction", transaction.id().toHex());
                json.set("round", ChainJson.round(equivocation.first().vote().round()));
                accusations.append(event("evidence", Optional.empty(), json.toString()));
            }
        }
        var event = new BlockEvent(
                header.height(),
                header.hash(),
                header.epoch(),
                header.timestampMillis(),
                header.proposer(),
                transactions);
        // The id comes last: whoever has it has everything of this height.
        return accusations
                + setChange(block)
                + event(
                        BlockEvent.NAME,
                        Optional.of(header.height()),
                        event.toJson().encode());
    }

    /// Told at an epoch's first block: the set that is in force from it on.
    private String setChange(Block block) {
        var header = block.header();
        var parameters = ledger.genesis().parameters();
        boolean first = header.epoch() > 0 && header.height() == parameters.lastHeight(header.epoch() - 1) + 1;
        var set = first ? ledger.validators(header.epoch()) : Optional.<ValidatorSet>empty();
        if (set.isEmpty()) {
            return "";
        }
        var json = ChainJson.set(set.get()).put("epoch", header.epoch()).put("height", header.height());
        return event("validators", Optional.empty(), json.toString());
    }

    /// A server-sent event; its data has no line breaks.
    static String event(String name, Optional<Long> id, String data) {
        return "event: " + name + "\n" + id.map(value -> "id: " + value + "\n").orElse("") + "data: " + data + "\n\n";
    }
}
