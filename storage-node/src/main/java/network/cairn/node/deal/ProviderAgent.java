package network.cairn.node.deal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import network.cairn.client.account.LedgerAccount;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.account.OrderRefusedException;
import network.cairn.client.account.Timing;
import network.cairn.client.deal.SignedRevision;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.client.ledger.UpdateProvider;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.client.receipt.PieceMembership;
import network.cairn.client.wire.v1.ProviderReport;
import network.cairn.node.egress.Redeemable;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.id.ActorId;
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

    private static final int FREED_MAX = 256;

    /// For how long it is believed that the ledger has the provider's terms.
    private static final Duration REGISTERED_FOR = Duration.ofMinutes(1);

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
    private final ProviderTerms terms;
    private final int withdrawEpochs;
    private final Vouchers vouchers;
    private final ActorId provider;
    private final EpochDuty duty;
    private final ListWitness witness;
    private final Errands errands;
    private final Timing timing;
    private volatile long epoch;
    private volatile long withdrawnEpoch = -1;
    private volatile long redeemedEpoch = -1;
    private long lookedForVouchersNanos;
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
    /// @param executor carries out what takes long, several at a time where it can
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
            ExecutorService executor) {
        this.timing = timing;
        this.errands = new Errands(timing, executor);
        this.lookedForVouchersNanos = timing.now();
        this.vouchers = vouchers;
        this.ledger = ledger;
        this.account = account;
        this.book = book;
        this.provider = account.signer().publicIdentity().id();
        this.mirror = new DealMirror(new KeyValueSection(store, new byte[] {'m'}));
        this.log = new EpochLog(new KeyValueSection(store, new byte[] {'e'}));
        this.follower = new LedgerFollower(ledger, provider, book, mirror);
        Prover prover = proverChoice.apply(new EpochProver(mirror, book, pieces, provider));
        this.duty = new EpochDuty(ledger, account, mirror, prover, log, errands);
        this.witness = new ListWitness(book, mirror);
        this.terms = terms;
        this.withdrawEpochs = withdrawEpochs;
    }

    public synchronized void start() {
        if (thread == null) {
            account.start();
            thread = Thread.ofVirtual().name("provider-agent").start(this::run);
        }
    }

    private void run() {
        try {
            while (true) {
                try {
                    tend();
                    errands.resolved("ledger");
                } catch (LedgerException | IOException e) {
                    errands.problem("ledger", String.valueOf(e.getMessage()));
                    LOG.debug("the provider's business waits: {}", e.getMessage());
                } catch (RuntimeException e) {
                    errands.problem("ledger", "it fails: " + e);
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
        duty.prove(tip);
        bringRevisions(tip);
        withdraw(tip);
    }

    private void register() throws LedgerException {
        if (!errands.mayBegin("register")) {
            return;
        }
        Optional<Provider> known = ledger.provider(provider);
        if (known.isEmpty()) {
            order("register", new RegisterProvider(terms));
        } else if (!known.get().terms().equals(terms)) {
            order("register", new UpdateProvider(terms));
        } else {
            errands.rest("register", REGISTERED_FOR);
        }
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
                errands.resolved("update " + deal);
            }
            if (agreed.isPresent()
                    && agreed.get().revision().sequence() > known
                    && agreed.get().revision().lastEpoch() >= tip.epoch()) {
                errands.begin("update " + deal, () -> update(deal, agreed.get()));
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
            errands.begin("redeem", () -> {
                redeem(true, tip);
                redeemedEpoch = tip.epoch();
            });
        } else if (timing.hasPassed(VOUCHERS_EVERY, lookedForVouchersNanos)) {
            lookedForVouchersNanos = timing.now();
            errands.begin("redeem", () -> redeem(false, tip));
        }
        if (due && withdrawnEpoch != tip.epoch() && !book.deals().isEmpty()) {
            List<DealId> deals = new ArrayList<>(book.deals());
            errands.begin("withdraw", () -> {
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
        errands.begin(kind, () -> account.order(body));
    }

    /// A proof that a piece is in the list of a revision that the ledger has, or had of late.
    Optional<MembershipProof> membership(DealId deal, long sequence, PieceId piece) {
        return witness.membership(deal, sequence, piece, epoch);
    }

    /// The same of what it was bound to when an epoch ended, with the list's place among its deals.
    Optional<PieceMembership.Earlier> earlier(DealId deal, long past, PieceId piece) {
        return witness.earlier(deal, past, piece, epoch);
    }

    /// How it does.
    public ProviderReport report() {
        List<DealId> deals = book.deals();
        long pieces = deals.stream()
                .mapToLong(deal -> book.agreed(deal)
                        .map(agreed -> agreed.revision().pieces())
                        .orElse(0L))
                .sum();
        return new ProviderReport(
                provider,
                mirror.height().orElse(0L),
                deals.size(),
                pieces,
                errands.problem(),
                log.latest(Math.max(0, epoch - 1), ProviderReport.EPOCHS_MAX));
    }

    @Override
    public synchronized void close() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
        boolean interrupted = false;
        while (running != null && running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        interrupted |= errands.end();
        account.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
