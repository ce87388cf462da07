package network.cairn.deploy.deal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProvenEpochs;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.deploy.chain.ChainAccess;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.local.LocalChain;
import network.cairn.deploy.local.NetworkFolder;
import network.cairn.deploy.network.NetworkProcess;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;

/// A running network's ledger, through a light client.
final class LedgerReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final ChainAccess chain;

    private LedgerReader(ChainAccess chain) {
        this.chain = chain;
    }

    static LedgerReader of(ChainAccess chain) {
        return new LedgerReader(chain);
    }

    static LedgerReader of(NetworkProcess network) throws Exception {
        return new LedgerReader(LocalChain.open(
                new NetworkFolder(network.data()), Map.of(), InstantSource.system(), Duration.ofDays(1)));
    }

    BlockHeader tip() throws CommandFailure, InterruptedException {
        return chain.tip();
    }

    int epochBlocks() {
        return chain.genesis().parameters().epochBlocks();
    }

    ChainAccess chain() {
        return chain;
    }

    Optional<ProviderAccount> account(ActorId provider) throws Exception {
        Optional<byte[]> record = chain.record(StateKey.providerAccount(provider));
        return record.isEmpty() ? Optional.empty() : Optional.of(ProviderAccount.decode(record.get()));
    }

    boolean hasProven(ActorId provider, long epoch) throws Exception {
        Optional<byte[]> record = chain.record(StateKey.provenEpochs(provider, ProvenEpochs.era(epoch)));
        return record.isPresent() && ProvenEpochs.decode(record.get()).has(epoch);
    }

    /// The deals with pieces of a provider.
    Map<DealId, Deal> deals(ActorId provider) throws Exception {
        var deals = new HashMap<DealId, Deal>();
        long holding =
                account(provider).map(account -> account.commitment().holding()).orElse(0L);
        for (long slot = 0; slot < holding; slot++) {
            Optional<byte[]> id = chain.record(StateKey.dealSlot(provider, slot));
            if (id.isPresent()) {
                DealId deal = DealId.of(id.get());
                deal(deal).ifPresent(found -> deals.put(deal, found));
            }
        }
        return deals;
    }

    Optional<Deal> deal(DealId id) throws Exception {
        Optional<byte[]> record = chain.record(StateKey.deal(id));
        return record.isEmpty() ? Optional.empty() : Optional.of(decoded(record.get()));
    }

    private static Deal decoded(byte[] encoded) throws CodecException {
        return Deal.decode(encoded);
    }

    /// Something that may become true.
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /// Waits until something is true.
    static void await(String what, Duration atMost, Condition condition) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + atMost + ": " + what);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /// Waits until some more epochs have begun.
    void awaitEpochs(int count, Duration atMost) throws Exception {
        long until = tip().epoch() + count;
        await("epoch " + until, atMost, () -> tip().epoch() >= until);
    }

    @Override
    public void close() {
        chain.close();
    }
}
