package network.cairn.node.deal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import network.cairn.client.account.LedgerAccount;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.account.OrderRefusedException;
import network.cairn.client.account.Timing;
import network.cairn.client.deal.SignedRevision;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.client.ledger.SubmitProof;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.client.ledger.UpdateProvider;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.client.receipt.EarlierList;
import network.cairn.client.receipt.PieceMembership;
import network.cairn.client.wire.v1.ProviderReport;
import network.cairn.client.wire.v1.ProviderReport.EpochEntry;
import network.cairn.client.wire.v1.ProviderReport.EpochOutcome;
import network.cairn.node.egress.Redeemable;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does a provider's business on the ledger: registers it, follows its deals, brings revisions there before an
/// epoch freezes, proves each epoch, frees what left, has its earnings paid out.
///
/// One thread looks at the ledger every second or so and decides; each order is given on a thread of its own, one
/// of a kind at a time. Everything it knows is on the disk or on the ledger, so that it goes on after a crash; what
/// fails is tried again for as long as it is of use.
public final class ProviderAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderAgent.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /// How long after a failure the same is tried again.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /// A proof costs its fee even where the ledger finds it wrong, and it will not get better.
    private static final int WRONG_PROOFS_MAX = 3;

    private static final int FREED_MAX = 256;

    /// For how many epochs back it is kept what the provider was bound to.
    private static final int REMEMBERED_EPOCHS = 2;

    private static final Duration VOUCHERS_EVERY = Duration.ofMinutes(1);

    /// A voucher worth less is not worth its fee.
    private static final Amount REDEEMED_MIN = Amount.units(20_000);

    /// How long before a channel expires its voucher goes to the ledger at the latest.
    private static final Duration REDEEM_BEFORE_EXPIRY = Duration.ofHours(6);

    /// Revisions go to the ledger between these parts of an epoch, in hundredths: late, so that one goes for many
    /// batches, and early enough to be in a block before the epoch freezes. Providers are spread over the time
    /// between.
    private static final int UPDATES_FROM_PERCENT = 50;

    private static final int UPDATES_SPREAD_PERCENT = 25;

    private final LedgerView ledger;
    private final LedgerAccount account;
    private final DealBook book;
    private final DealMirror mirror;
    private final EpochLog log;
    private final LedgerFollower follower;
    private final Prover prover;
    private final ProviderTerms terms;
    private final int withdrawEpochs;
    private final Vouchers vouchers;
    private final ActorId provider;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, Long> failedNanos = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, String> problems = new ConcurrentHashMap<>();
    private final Timing timing;
    private final ExecutorService errands;
    private volatile long epoch;
    private volatile long withdrawnEpoch = -1;
    private volatile long redeemedEpoch = -1;
    private long lookedForVouchersNanos;
    private volatile long wrongProofsEpoch = -1;
    private volatile int wrongProofs;
    private @Nullable Thread thread;

    /// The vouchers for egress that bring money, the soonest to expire first.
    @FunctionalInterface
    public interface Vouchers {
        List<Redeemable> redeemable() throws InterruptedException;
    }

    /// @param store for the copy of the tree and the log of epochs; holds nothing else
    /// @param proverChoice makes the prover of what it would be
    public ProviderAgent(
            LedgerView ledger,
            LedgerAccount account,
            DealBook book,
            PieceStock pieces,
            KeyValueStore store,
            ProviderTerms terms,
            int withdrawEpochs,
            Vouchers vouchers,
            UnaryOperator<Prover> proverChoice) {
        this(
                ledger,
                account,
                book,
                pieces,
                store,
                terms,
                withdrawEpochs,
                vouchers,
                proverChoice,
                Timing.SYSTEM,
                Executors.newVirtualThreadPerTaskExecutor());
    }

    /// @param store for the copy of the tree and the log of epochs; holds nothing else
    /// @param proverChoice makes the prover of what it would be
    /// @param errands carries out what takes long, several at a time where it can
    public ProviderAgent(
            LedgerView ledger,
            LedgerAccount account,
            DealBook book,
            PieceStock pieces,
            KeyValueStore store,
            ProviderTerms terms,
            int withdrawEpochs,
            Vouchers vouchers,
            UnaryOperator<Prover> proverChoice,
            Timing timing,
            ExecutorService errands) {
        this.timing = timing;
        this.errands = errands;
        this.lookedForVouchersNanos = timing.now();
        this.vouchers = vouchers;
        this.ledger = ledger;
        this.account = account;
        this.book = book;
        this.provider = account.signer().publicIdentity().id();
        this.mirror = new DealMirror(new KeyValueSection(store, new byte[] {'m'}));
        this.log = new EpochLog(new KeyValueSection(store, new byte[] {'e'}));
        this.follower = new LedgerFollower(ledger, provider, book, mirror);
        this.prover = proverChoice.apply(new EpochProver(mirror, book, pieces, provider));
        this.terms = terms;
        this.withdrawEpochs = withdrawEpochs;
    }

    /// Something to be ordered on the ledger, or made for that.
    @FunctionalInterface
    private interface Errand {
        void run() throws LedgerException, OrderRefusedException, IOException, InterruptedException;
    }

    public synchronized void start() {
        if (thread == null) {
            account.start();
            thread = Thread.ofVirtual().name("provider-agent").start(this::run);
        }
    }

    /// The ledger's epoch as far as this provider knows.
    public long epoch() {
        return epoch;
    }

    private void run() {
        try {
            while (true) {
                try {
                    tend();
                    problems.remove("ledger");
                } catch (LedgerException | IOException e) {
                    problems.put("ledger", String.valueOf(e.getMessage()));
                    LOG.debug("the provider's business waits: {}", e.getMessage());
                } catch (RuntimeException e) {
                    problems.put("ledger", "it fails: " + e);
                    LOG.error("the provider's business fails; it goes on", e);
                }
                timing.pause().pause(PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.debug("the provider's business stops", e);
        }
    }

    /// Looks once at the ledger, and begins what is next.
    public void tend() throws LedgerException, IOException {
        BlockHeader tip = ledger.tip();
        epoch = tip.epoch();
        boolean abreast = follower.advance(tip);
        register();
        if (!abreast) {
            return;
        }
        book.freeDue(tip.epoch(), FREED_MAX);
        prove(tip);
        bringRevisions(tip);
        withdraw(tip);
    }

    private void register() throws LedgerException {
        if (!mayBegin("register")) {
            return;
        }
        Optional<Provider> known = ledger.provider(provider);
        if (known.isEmpty()) {
            order("register", new RegisterProvider(terms));
        } else if (!known.get().terms().equals(terms)) {
            order("register", new UpdateProvider(terms));
        } else {
            failedNanos.put("register", timing.now() + Duration.ofMinutes(1).toNanos());
        }
    }

    /// Proves the epoch that ended last.
    private void prove(BlockHeader tip) throws LedgerException {
        long past = tip.epoch() - 1;
        if (past < 0) {
            return;
        }
        closeLog(past);
        Optional<EpochEntry> entry = log.get(past);
        if (entry.isPresent() && entry.get().outcome() != EpochOutcome.PROVING) {
            return;
        }
        Optional<ProviderAccount> known = ledger.providerAccount(provider);
        SumNode bound = known.map(one -> one.commitment().rootAtEndOf(past)).orElse(SumNode.EMPTY);
        if (bound.isEmpty() || known.isEmpty() || known.get().failure().isPresent()) {
            log.put(new EpochEntry(past, EpochOutcome.NOTHING_HELD, 0, Amount.ZERO, ""));
            return;
        }
        Amount due = due(known.get().commitment().rateAtEndOf(past));
        if (ledger.hasProven(provider, past)) {
            log.put(new EpochEntry(past, EpochOutcome.PROVEN, bound.leaves(), due, ""));
            problems.remove("prove");
            mirror.forgetBefore(past - REMEMBERED_EPOCHS);
            return;
        }
        if (entry.isEmpty()) {
            note(past, bound, due, "waits for the beacon");
        }
        if (!mirror.at(past).tree().root().equals(bound)) {
            note(past, bound, due, "the copy of the tree over the deals is not the ledger's");
            if (known.get().commitment().changedEpoch() <= past) {
                mirror.reset();
            }
            return;
        }
        Optional<BeaconSignature> beacon = ledger.record(StateKey.beacon(past)).map(BeaconSignature::of);
        if (beacon.isPresent() && mayBegin("prove") && !(wrongProofsEpoch == past && wrongProofs >= WRONG_PROOFS_MAX)) {
            int count = ledger.genesis().parameters().storage().challengesOf(bound.leaves());
            begin("prove", () -> prove(past, beacon.get(), count, bound, due));
        }
    }

    private void prove(long past, BeaconSignature beacon, int count, SumNode bound, Amount due)
            throws LedgerException, OrderRefusedException, IOException, InterruptedException {
        try {
            byte[] proof = prover.prove(past, beacon, count);
            note(past, bound, due, "the proof is sent");
            account.order(new SubmitProof(past, proof));
        } catch (OrderRefusedException e) {
            if (e.reason().filter(Rejection.Reason.PROOF_WRONG::equals).isPresent()) {
                wrongProofs = wrongProofsEpoch == past ? wrongProofs + 1 : 1;
                wrongProofsEpoch = past;
            }
            note(past, bound, due, String.valueOf(e.getMessage()));
            throw e;
        } catch (IOException e) {
            note(past, bound, due, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void note(long past, SumNode bound, Amount due, String detail) {
        log.put(new EpochEntry(past, EpochOutcome.PROVING, bound.leaves(), due, detail));
    }

    /// Says of epochs whose time is over what came of them.
    private void closeLog(long past) throws LedgerException {
        for (EpochEntry entry : log.latest(past - 1, ProviderReport.EPOCHS_MAX)) {
            if (entry.outcome() == EpochOutcome.PROVING) {
                EpochOutcome outcome = EpochOutcome.PROVEN;
                if (!ledger.hasProven(provider, entry.epoch())) {
                    boolean beacon =
                            ledger.record(StateKey.beacon(entry.epoch())).isPresent();
                    outcome = beacon ? EpochOutcome.MISSED : EpochOutcome.NO_BEACON;
                }
                String detail = outcome == EpochOutcome.MISSED ? entry.detail() : "";
                if (outcome == EpochOutcome.MISSED) {
                    LOG.warn("epoch {} was not proven: {}", entry.epoch(), detail);
                }
                log.put(new EpochEntry(entry.epoch(), outcome, entry.leaves(), entry.due(), detail));
            }
        }
    }

    private Amount due(Amount monthly) {
        ChainParameters parameters = ledger.genesis().parameters();
        return monthly.timesRatio(
                Amount.units(parameters.epochTime().toMillis()),
                Amount.units(Duration.ofDays(30).toMillis()));
    }

    /// Brings to the ledger what was agreed on since the last time.
    private void bringRevisions(BlockHeader tip) {
        int blocks = ledger.genesis().parameters().epochBlocks();
        long done = tip.height() - tip.epoch() * blocks;
        int spread = (provider.toBytes()[0] & 0xff) * UPDATES_SPREAD_PERCENT / 256;
        if (done * 100 < (long) blocks * (UPDATES_FROM_PERCENT + spread)) {
            return;
        }
        DealMirror.View view = mirror.now();
        for (DealId deal : book.deals()) {
            Optional<SignedRevision> agreed = book.agreed(deal);
            long known = view.find(deal).map(DealMirror.Held::sequence).orElse(0L);
            if (agreed.isPresent() && agreed.get().revision().sequence() <= known) {
                problems.remove("update " + deal);
            }
            if (agreed.isPresent()
                    && agreed.get().revision().sequence() > known
                    && agreed.get().revision().lastEpoch() >= tip.epoch()) {
                begin("update " + deal, () -> update(deal, agreed.get()));
            }
        }
    }

    private void update(DealId deal, SignedRevision agreed)
            throws LedgerException, OrderRefusedException, InterruptedException {
        Optional<Deal> known = ledger.deal(deal);
        if (known.isEmpty()
                || known.get().contents().sequence() >= agreed.revision().sequence()) {
            return;
        }
        long leaves = agreed.revision().list().leaves();
        Amount needed = StoragePrices.monthly(known.get().pricePerGibMonth(), leaves);
        if (leaves > known.get().leaves() && known.get().funds().escrow().compareTo(needed) < 0) {
            throw new LedgerException("deal " + deal + " has an escrow of "
                    + known.get().funds().escrow() + " units where what it holds needs " + needed
                    + ": its client has to top it up");
        }
        account.order(new UpdateDeal(agreed.revision(), agreed.client(), agreed.provider()));
    }

    /// Has what was earned paid out, in every so many epochs. Which ones these are follows from their number, so
    /// that a provider that is restarted often still comes to it; providers are spread over them.
    private void withdraw(BlockHeader tip) {
        boolean due = withdrawEpochs > 0 && (tip.epoch() + (provider.toBytes()[1] & 0xff)) % withdrawEpochs == 0;
        if (due && redeemedEpoch != tip.epoch()) {
            begin("redeem", () -> {
                redeem(true, tip);
                redeemedEpoch = tip.epoch();
            });
        } else if (timing.hasPassed(VOUCHERS_EVERY, lookedForVouchersNanos)) {
            lookedForVouchersNanos = timing.now();
            begin("redeem", () -> redeem(false, tip));
        }
        if (due && withdrawnEpoch != tip.epoch() && !book.deals().isEmpty()) {
            List<DealId> deals = new ArrayList<>(book.deals());
            begin("withdraw", () -> {
                account.order(
                        new WithdrawEarnings(deals.subList(0, Math.min(deals.size(), WithdrawEarnings.DEALS_MAX))));
                withdrawnEpoch = tip.epoch();
            });
        }
    }

    /// Has vouchers paid out: all that are worth it when it is time, else those whose channels soon expire.
    private void redeem(boolean all, BlockHeader tip)
            throws LedgerException, OrderRefusedException, InterruptedException {
        long soon = tip.timestampMillis() + REDEEM_BEFORE_EXPIRY.toMillis();
        for (Redeemable voucher : vouchers.redeemable()) {
            boolean expires = voucher.channel().expiryMillis() < soon;
            if ((all || expires) && voucher.worth().compareTo(REDEEMED_MIN) >= 0) {
                account.order(voucher.order());
            }
        }
    }

    private void order(String kind, TransactionBody body) {
        begin(kind, () -> account.order(body));
    }

    private boolean mayBegin(String kind) {
        Long failed = failedNanos.get(kind);
        return !underWay.contains(kind) && (failed == null || timing.hasPassed(RETRY_AFTER, failed));
    }

    private void begin(String kind, Errand errand) {
        if (!mayBegin(kind) || !underWay.add(kind)) {
            return;
        }
        var _ = errands.submit(() -> {
            try {
                errand.run();
                failedNanos.remove(kind);
                problems.remove(kind);
            } catch (LedgerException | OrderRefusedException | IOException | KeyValueException e) {
                failedNanos.put(kind, timing.now());
                problems.put(kind, String.valueOf(e.getMessage()));
                LOG.warn("{} did not succeed: {}", kind, e.getMessage());
            } catch (InterruptedException e) {
                LOG.debug("{} was broken off", kind, e);
            } catch (RuntimeException e) {
                failedNanos.put(kind, timing.now());
                problems.put(kind, "it fails: " + e);
                LOG.error("{} failed", kind, e);
            } finally {
                underWay.remove(kind);
            }
        });
    }

    /// A proof that a piece is in the list of a revision that the ledger has, or had of late.
    Optional<MembershipProof> membership(DealId deal, long sequence, PieceId piece) {
        for (DealMirror.View view : List.of(mirror.now(), mirror.at(epoch - 1))) {
            Optional<DealMirror.Held> held = view.find(deal).filter(one -> one.sequence() == sequence);
            if (held.isPresent()) {
                return book.index(deal, sequence, piece)
                        .map(index -> MembershipProof.of(
                                book.list(deal, sequence, held.get().pieces()), index));
            }
        }
        return Optional.empty();
    }

    /// The same of what it was bound to when an epoch ended, with the list's place among its deals.
    Optional<PieceMembership.Earlier> earlier(DealId deal, long past, PieceId piece) {
        if (past < epoch - REMEMBERED_EPOCHS || past >= epoch) {
            return Optional.empty();
        }
        DealMirror.View view = mirror.at(past);
        Optional<DealMirror.Held> held = view.find(deal);
        Optional<Long> slot = held.flatMap(DealMirror.Held::slot);
        if (held.isEmpty() || slot.isEmpty()) {
            return Optional.empty();
        }
        SumTree list = book.list(deal, held.get().sequence(), held.get().pieces());
        return book.index(deal, held.get().sequence(), piece)
                .map(index -> new PieceMembership.Earlier(
                        EarlierList.of(deal, list, view.tree(), slot.get()), MembershipProof.of(list, index)));
    }

    /// How it does.
    public ProviderReport report() {
        List<DealId> deals = book.deals();
        long pieces = deals.stream()
                .mapToLong(deal -> book.agreed(deal)
                        .map(agreed -> agreed.revision().pieces())
                        .orElse(0L))
                .sum();
        String problem = problems.entrySet().stream()
                .map(one -> one.getKey() + ": " + one.getValue())
                .findFirst()
                .orElse("");
        return new ProviderReport(
                provider,
                mirror.height().orElse(0L),
                deals.size(),
                pieces,
                problem,
                log.latest(Math.max(0, epoch - 1), ProviderReport.EPOCHS_MAX));
    }

    @Override
    public synchronized void close() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
        errands.shutdownNow();
        boolean interrupted = false;
        while ((running != null && running.isAlive()) || !errands.isTerminated()) {
            try {
                if (running != null) {
                    running.join();
                }
                var _ = errands.awaitTermination(1, java.util.concurrent.TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        account.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
