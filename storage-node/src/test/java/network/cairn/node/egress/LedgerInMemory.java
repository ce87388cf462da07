package network.cairn.node.egress;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.client.ledger.Channel;
import network.cairn.proofs.id.Digest;

/// Channels in memory, with a switch for a ledger that does not answer.
public final class LedgerInMemory implements Channels {
    public final Map<Digest, Channel> channels = new ConcurrentHashMap<>();
    public final AtomicInteger lookups = new AtomicInteger();
    public volatile boolean down;

    @Override
    public Optional<Channel> find(Digest channel) throws LedgerUnavailableException {
        lookups.incrementAndGet();
        if (down) {
            throw new LedgerUnavailableException("the test asked for it");
        }
        return Optional.ofNullable(channels.get(channel));
    }
}
