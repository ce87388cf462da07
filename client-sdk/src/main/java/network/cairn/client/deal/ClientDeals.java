package network.cairn.client.deal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import network.cairn.client.account.LedgerAccount;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.account.Timing;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.release.PieceLocation;
import network.cairn.client.transport.NodeException;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.SegmentId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client's deals with all its providers: opened by themselves as pieces come to be stored, kept up to what is
/// stored, and filled up before they run out.
///
/// Whoever stores a segment says so with {@link #stored} before anything names it, and gives its pieces up with
/// {@link #release}. What was said is on the disk; the rest happens by itself, also after a crash, one exchange
/// with each provider at a time. A provider or a ledger that does not answer delays its own deals only, and no
/// reading or writing.
public final class ClientDeals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientDeals.class);

    private final LedgerView ledger;
    private final LedgerAccount account;
    private final Providers providers;
    private final KeyValueStore store;
    private final PieceRegister register;
    private final DealTerms terms;
    private final SignatureVerifier verifier;
    private final Map<ActorId, ProviderDeals> deals = new ConcurrentHashMap<>();
    private final Set<ActorId> underWay = ConcurrentHashMap.newKeySet();
    private final Map<ActorId, Long> failedNanos = new ConcurrentHashMap<>();
    private final Map<ActorId, String> problems = new ConcurrentHashMap<>();
    private final Timing timing;
    private final ExecutorService exchanges;
    private volatile long epoch;
    private @Nullable Thread thread;

    /// How providers are reached.
    @FunctionalInterface
    public interface Providers {
        DealProvider provider(ActorId node) throws NodeException;
    }

    /// @param store holds nothing else
    public ClientDeals(
            LedgerView ledger,
            LedgerAccount account,
            Providers providers,
            KeyValueStore store,
            DealTerms terms,
            SignatureVerifier verifier) {
        this(
                ledger,
                account,
                providers,
                store,
                terms,
                verifier,
                Timing.SYSTEM,
                Executors.newVirtualThreadPerTaskExecutor());
    }

    /// @param store holds nothing else
    /// @param exchanges carries out exchanges with providers, several at a time where it can
    public ClientDeals(
            LedgerView ledger,
            LedgerAccount account,
            Providers providers,
            KeyValueStore store,
            DealTerms terms,
            SignatureVerifier verifier,
            Timing timing,
            ExecutorService exchanges) {
        this.timing = timing;
        this.exchanges = exchanges;
        this.ledger = ledger;
        this.account = account;
        this.providers = providers;
        this.store = store;
        this.register = new PieceRegister(new KeyValueSection(store, new byte[] {'r'}));
        this.terms = terms;
        this.verifier = verifier;
    }

    /// Takes up what a crash left. From then on {@link #tend} looks after the deals.
    public void open() {
        account.open();
        for (ActorId node : ProviderDeals.known(store)) {
            deals(node).resume();
        }
    }

    /// Opens it, and has a thread of its own look after the deals.
    public synchronized void start() {
        if (thread == null) {
            open();
            account.start();
            thread = Thread.ofVirtual().name("client-deals").start(this::run);
        }
    }

    /// Has a segment's pieces come into the deals of their nodes.
    public void stored(SegmentManifest segment) {
        long lengthBytes = segment.layout().pieceBytes();
        register.add(segment.pieces().stream()
                .map(piece -> new PieceRegister.Placed(
                        piece.node(), new PieceEntry(segment.pieceId(piece), lengthBytes, piece.root())))
                .toList());
    }

    /// Has pieces go: those in a deal leave it with its next revision, and the others are deleted by somebody else.
    ///
    /// @param others deletes pieces at their nodes
    /// @return the pieces that are not taken care of; try these again later
    public List<PieceLocation> release(SegmentId segment, Collection<PieceLocation> pieces, Release others)
            throws InterruptedException {
        var inNoDeal = new ArrayList<PieceLocation>();
        for (PieceLocation location : pieces) {
            if (!register.remove(location.node(), PieceId.ofSegment(segment, location.index()))) {
                inNoDeal.add(location);
            }
        }
        return inNoDeal.isEmpty() ? List.of() : others.release(segment, inNoDeal);
    }

    /// Deletes pieces from their nodes, as {@link network.cairn.client.release.SegmentRelease} does.
    @FunctionalInterface
    public interface Release {
        /// @return the pieces whose node did not confirm
        List<PieceLocation> release(SegmentId segment, Collection<PieceLocation> pieces) throws InterruptedException;
    }

    /// The deal with a node, once there is one.
    public Optional<DealId> dealWith(ActorId node) {
        return ProviderDeals.opened(store, node);
    }

    /// Whether a piece is in a deal, or is about to be: a batch has taken it up.
    public boolean isInDeal(PieceId piece) {
        return register.standing(piece) == PieceRegister.Standing.IN_DEAL;
    }

    /// Whether new pieces are well kept with a node: nothing keeps its deal from taking them in.
    public boolean takesPieces(ActorId node) {
        return !problems.containsKey(node) && !ProviderDeals.isResting(store, node, epoch);
    }

    /// What keeps deals from being what they should be, by node.
    public Map<ActorId, String> problems() {
        return Map.copyOf(problems);
    }

    private ProviderDeals deals(ActorId node) {
        return deals.computeIfAbsent(
                node, _ -> new ProviderDeals(ledger, account, store, register, terms, verifier, timing, node));
    }

    private void run() {
        try {
            while (true) {
                try {
                    tend();
                } catch (LedgerException e) {
                    LOG.debug("deals wait for the ledger: {}", e.getMessage());
                } catch (RuntimeException e) {
                    LOG.error("deals cannot be looked after; it is tried again", e);
                }
                timing.pause().pause(terms.batchDelay());
            }
        } catch (InterruptedException e) {
            LOG.debug("deals are not looked after any more", e);
        }
    }

    /// Looks once at each deal, and begins what is next.
    public void tend() throws LedgerException {
        BlockHeader tip = ledger.tip();
        epoch = tip.epoch();
        Set<ActorId> nodes = register.nodesWaiting();
        nodes.addAll(ProviderDeals.known(store));
        nodes.forEach(node -> begin(node, tip));
    }

    private void begin(ActorId node, BlockHeader tip) {
        Long failed = failedNanos.get(node);
        boolean resting = failed != null && !timing.hasPassed(terms.retryDelay(), failed);
        if (resting || !underWay.add(node)) {
            return;
        }
        var _ = exchanges.submit(() -> {
            try {
                deals(node).advance(providers.provider(node), tip);
                failedNanos.remove(node);
                problems.remove(node);
            } catch (InterruptedException e) {
                LOG.debug("an exchange with {} was broken off", node, e);
            } catch (Exception e) {
                failedNanos.put(node, timing.now());
                String before = problems.put(node, String.valueOf(e.getMessage()));
                if (!String.valueOf(e.getMessage()).equals(before)) {
                    LOG.warn("the deal with {} does not get on: {}", node, e.getMessage());
                }
                LOG.debug("the deal with {} does not get on", node, e);
            } finally {
                underWay.remove(node);
            }
        });
    }

    @Override
    public synchronized void close() {
        Thread running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        running.interrupt();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                running.join();
                exchanges.shutdownNow();
                ended = exchanges.awaitTermination(Duration.ofMinutes(1).toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
