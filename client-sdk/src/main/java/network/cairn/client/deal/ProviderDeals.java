package network.cairn.client.deal;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import network.cairn.client.account.LedgerAccount;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.account.OrderRefusedException;
import network.cairn.client.account.Timing;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ClaimRepair;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.OpenDeal;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.client.ledger.TopUpDeal;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.client.transport.NodeException;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client's deal with one provider, from its opening on.
///
/// Each call of {@link #advance} does what is next, and leaves what it has come to on the disk. Not for several
/// threads.
final class ProviderDeals {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderDeals.class);
    private static final byte NODE = 'n';
    private static final byte DEAL = 'd';
    private static final byte FAILED = 'f';
    private static final byte OPENING = 'o';
    private static final byte OPEN = 'k';

    /// Messages to the provider in one go; what is left waits for the next.
    private static final int MESSAGES_MAX = 8;

    /// For so many epochs after a provider has failed no new deal is opened with it.
    static final int FAILED_REST_EPOCHS = 720;

    /// How often the ledger is asked about a deal with which nothing is under way.
    private static final Duration LOOK_AFTER = Duration.ofSeconds(30);

    /// From this part of an epoch on, in hundredths, the client brings to the ledger what its provider has not.
    private static final int BRING_FROM_PERCENT = 85;

    private final LedgerView ledger;
    private final LedgerAccount account;
    private final KeyValueStore store;
    private final PieceRegister register;
    private final DealTerms terms;
    private final SignatureVerifier verifier;
    private final Timing timing;
    private final ActorId node;
    private @Nullable ClientDeal deal;
    private @Nullable DealId id;
    private long lookedNanos;
    private boolean looked;
    private long watchedEpoch = -1;

    ProviderDeals(
            LedgerView ledger,
            LedgerAccount account,
            KeyValueStore store,
            PieceRegister register,
            DealTerms terms,
            SignatureVerifier verifier,
            Timing timing,
            ActorId node) {
        this.ledger = ledger;
        this.account = account;
        this.store = store;
        this.register = register;
        this.terms = terms;
        this.verifier = verifier;
        this.timing = timing;
        this.node = node;
    }

    /// The providers with which there is a deal, or one is being opened.
    static List<ActorId> known(KeyValueStore store) {
        var nodes = new ArrayList<ActorId>();
        byte[] prefix = {NODE};
        try (KeyValueStore.Scan scan = store.scan(prefix, KeyValueSection.after(prefix))) {
            while (scan.hasNext()) {
                byte[] key = scan.next().key();
                nodes.add(ActorId.of(Arrays.copyOfRange(key, 1, key.length)));
            }
        }
        return nodes;
    }

    /// The deal with a provider, once it is open.
    static Optional<DealId> opened(KeyValueStore store, ActorId node) {
        byte[] row = store.get(row(node));
        return row == null || row[0] != OPEN
                ? Optional.empty()
                : Optional.of(DealId.of(Arrays.copyOfRange(row, 1 + PublicIdentity.KEY_LENGTH_BYTES, row.length)));
    }

    /// Whether a provider has failed of late.
    static boolean isResting(KeyValueStore store, ActorId node, long epoch) {
        byte[] when = store.get(prefixed(FAILED, node.toBytes()));
        return when != null && epoch - ByteBuffer.wrap(when).getLong() < FAILED_REST_EPOCHS;
    }

    /// Takes up what a crash left.
    void resume() {
        byte[] row = store.get(row(node));
        if (row != null && row[0] == OPEN) {
            load(row).wanted().ifPresent(batch -> register.takenUp(node, batch(batch)));
        }
    }

    private ClientDeal load(byte[] row) {
        ClientDeal known = deal;
        if (known != null) {
            return known;
        }
        var provider = PublicIdentity.of(Arrays.copyOfRange(row, 1, 1 + PublicIdentity.KEY_LENGTH_BYTES));
        DealId opened = DealId.of(Arrays.copyOfRange(row, 1 + PublicIdentity.KEY_LENGTH_BYTES, row.length));
        var parties = new DealParties(
                ledger.genesis().chainId(), opened, account.signer().publicIdentity(), provider);
        var section = new KeyValueSection(store, prefixed(DEAL, opened.toBytes()));
        var loaded = new ClientDeal(section, parties, account.signer(), verifier);
        deal = loaded;
        id = opened;
        return loaded;
    }

    /// Does what is next.
    void advance(DealProvider provider, BlockHeader tip)
            throws NodeException, LedgerException, OrderRefusedException, DealProtocolException, InterruptedException {
        byte[] row = store.get(row(node));
        if (row == null || row[0] == OPENING) {
            row = open(provider, row, tip);
        }
        if (row == null) {
            return;
        }
        ClientDeal current = load(row);
        if (tip.epoch() != watchedEpoch) {
            watch(tip);
            watchedEpoch = tip.epoch();
        }
        boolean busy = current.next().isPresent() || register.waitingCount(node, 1) > 0;
        if (!busy && looked && !timing.hasPassed(LOOK_AFTER, lookedNanos) && !isBehind(current, tip)) {
            return;
        }
        Deal known = ledger.deal(dealId()).orElse(null);
        if (known == null) {
            gone(current, tip);
            return;
        }
        learn(current, known);
        if (busy) {
            exchange(current, provider, known, tip);
        }
        fillUp(current, known);
        bring(current, known, tip);
        lookedNanos = timing.now();
        looked = true;
    }

    private DealId dealId() {
        if (id == null) {
            throw new IllegalStateException("no deal is loaded");
        }
        return id;
    }

    /// Opens a deal, or finds out what became of one that was being opened.
    ///
    /// @return the row of the open deal; null if there is none yet
    private byte @Nullable [] open(DealProvider provider, byte @Nullable [] opening, BlockHeader tip)
            throws NodeException, LedgerException, OrderRefusedException, InterruptedException {
        var chain = ledger.genesis().chainId();
        ActorId client = account.signer().publicIdentity().id();
        if (opening != null) {
            ByteBuffer read = ByteBuffer.wrap(opening, 1 + PublicIdentity.KEY_LENGTH_BYTES, Long.BYTES);
            long nonce = read.getLong();
            DealId expected = Deal.idOf(chain, client, nonce);
            // After a crash before the order was kept, another order has the nonce, perhaps another provider's deal.
            if (ledger.deal(expected)
                    .filter(found -> found.provider().id().equals(node))
                    .isPresent()) {
                return opened(Arrays.copyOfRange(opening, 1, 1 + PublicIdentity.KEY_LENGTH_BYTES), expected);
            }
            if (ledger.account(client).nonce() <= nonce) {
                return null;
            }
            store.write(new WriteBatch().delete(row(node)), Durability.FSYNCED);
        }
        if (register.waitingCount(node, 1) == 0) {
            return null;
        }
        if (isResting(store, node, tip.epoch())) {
            throw new LedgerException("node " + node + " has failed; no new deal is opened with it for "
                    + FAILED_REST_EPOCHS + " epochs");
        }
        PublicIdentity key = provider.key();
        if (ledger.provider(node).isEmpty()) {
            throw new LedgerException("node " + node + " is not registered as a provider");
        }
        var order = new OpenDeal(key, terms.pricePerGibMonthMax(), terms.firstEscrow());
        LedgerAccount.Done done = account.order(order, nonce -> {
            byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(nonce).array();
            store.write(new WriteBatch().put(row(node), state(OPENING, key.toBytes(), number)), Durability.FSYNCED);
        });
        return opened(key.toBytes(), Deal.idOf(chain, client, done.nonce()));
    }

    private byte[] opened(byte[] key, DealId opened) {
        byte[] row = state(OPEN, key, opened.toBytes());
        store.write(new WriteBatch().put(row(node), row), Durability.FSYNCED);
        LOG.info("deal {} with {} is open", opened, node);
        return row;
    }

    /// Has the ledger judge a provider that has proven nothing for so long that it may have failed: the client then
    /// gets back its escrow, and what making the pieces again costs.
    private void watch(BlockHeader tip) throws LedgerException, OrderRefusedException, InterruptedException {
        Optional<Deal> known = ledger.deal(dealId());
        Optional<ProviderAccount> provider = ledger.providerAccount(node);
        if (known.isEmpty() || provider.isEmpty()) {
            return;
        }
        boolean failed = provider.get().failure().isPresent();
        if (known.get().leaves() == 0 && !failed) {
            return;
        }
        ProviderAccount.Conduct conduct = provider.get().conduct();
        long provable = tip.epoch() - 1;
        long last = ledger.lastProven(node, tip.epoch()).orElse(-1L);
        long unproven = last >= conduct.judgedFrom()
                ? provable - 1 - last
                : conduct.missesInRow() + provable - conduct.judgedFrom();
        int most = ledger.genesis().parameters().storage().failureMisses();
        if (failed || unproven >= most) {
            LOG.warn("{} has proven nothing for {} epochs; what deal {} holds is claimed", node, unproven, dealId());
            account.order(new ClaimRepair(dealId()));
        }
    }

    /// The ledger has the deal no longer: somebody closed it, or its provider failed. The next pieces open another.
    private void gone(ClientDeal current, BlockHeader tip) throws LedgerException {
        if (ledger.providerAccount(node).flatMap(ProviderAccount::failure).isPresent()) {
            byte[] when = ByteBuffer.allocate(Long.BYTES).putLong(tip.epoch()).array();
            store.write(new WriteBatch().put(prefixed(FAILED, node.toBytes()), when), Durability.FSYNCED);
        }
        LOG.warn("deal {} with {} has ended on the ledger; its pieces are in no deal", dealId(), node);
        current.wanted().ifPresent(batch -> register.putBack(node, batch(batch)));
        store.write(new WriteBatch().delete(row(node)), Durability.FSYNCED);
        deal = null;
        id = null;
        looked = false;
    }

    /// Takes note of a revision of the client's own that came to the ledger without it.
    private static void learn(ClientDeal current, Deal known) throws DealProtocolException {
        Optional<SignedRevision> signed = current.signed();
        if (signed.isPresent()
                && signed.get().revision().sequence() == known.contents().sequence()
                && signed.get().revision().list().equals(known.contents().list())) {
            current.onLedger(signed.get());
        }
    }

    private void exchange(ClientDeal current, DealProvider provider, Deal known, BlockHeader tip)
            throws NodeException, LedgerException, OrderRefusedException, DealProtocolException, InterruptedException {
        for (int sent = 0; sent < MESSAGES_MAX; sent++) {
            if (current.next().isEmpty()) {
                register.takeUp(node, batch -> current.want(batch.removed(), batch.appended()));
            }
            Optional<ClientDeal.Message> message = current.next();
            if (message.isEmpty()) {
                return;
            }
            RevisionAnswer answer = switch (message.get()) {
                case ClientDeal.Message.Propose(var proposal) -> provider.propose(proposal);
                case ClientDeal.Message.Accept(var revision, var signature) -> {
                    fillUp(current, known);
                    yield provider.accept(dealId(), new RevisionAcceptance(revision, signature));
                }
            };
            if (answer instanceof RevisionAnswer.Refused refused) {
                if (refused.piece().isPresent() && leaveOut(current, refused)) {
                    continue;
                }
                current.answered(refused, tip.epoch());
                throw new LedgerException(
                        "the provider of deal " + dealId() + " refuses: " + refused.reason() + ": " + refused.detail());
            }
            current.answered(answer, tip.epoch());
        }
    }

    /// Goes on without a piece that the provider does not take in or let go.
    ///
    /// @return whether the piece was in the batch
    private boolean leaveOut(ClientDeal current, RevisionAnswer.Refused refused) {
        PieceId piece = refused.piece().orElseThrow();
        Optional<PieceRegister.Batch> rest =
                current.wanted().flatMap(wanted -> PieceRegister.withoutPiece(batch(wanted), piece));
        if (rest.isEmpty()
                || current.next()
                        .filter(next -> next instanceof ClientDeal.Message.Propose)
                        .isEmpty()) {
            return false;
        }
        LOG.error("{} stays out of the revision of deal {}: {}", piece, dealId(), refused.detail());
        register.putBack(node, rest.get());
        current.abandon();
        register.forget(List.of(piece));
        return true;
    }

    /// Sees to it that the escrow covers what the deal holds, or is about to.
    private void fillUp(ClientDeal current, Deal known)
            throws LedgerException, OrderRefusedException, InterruptedException {
        long leaves = Math.max(
                known.leaves(),
                current.signed()
                        .map(signed -> signed.revision().list().leaves())
                        .orElse(0L));
        leaves += current.wanted()
                .map(wanted ->
                        wanted.appended().stream().mapToLong(PieceEntry::leaves).sum())
                .orElse(0L);
        Amount needed = StoragePrices.monthly(known.pricePerGibMonth(), leaves);
        Deal now = ledger.deal(dealId()).orElse(known);
        if (now.funds().escrow().compareTo(percent(needed, 100 + terms.escrowReservePercent() / 2)) < 0) {
            Amount wanted = percent(needed, 100 + terms.escrowReservePercent());
            account.order(new TopUpDeal(dealId(), wanted.minusExact(now.funds().escrow())));
        }
    }

    private static Amount percent(Amount amount, int percent) {
        BigInteger part =
                amount.toBigInteger().multiply(BigInteger.valueOf(percent)).divide(BigInteger.valueOf(100));
        return part.bitLength() > Long.SIZE * 2 ? Amount.MAX : Amount.of(part);
    }

    /// Whether the ledger may lack what is settled, at a time when the client looks after that.
    private boolean isBehind(ClientDeal current, BlockHeader tip) {
        return current.settled().isPresent() && isLate(tip);
    }

    private boolean isLate(BlockHeader tip) {
        int blocks = ledger.genesis().parameters().epochBlocks();
        return (tip.height() - tip.epoch() * blocks) * 100 >= (long) blocks * BRING_FROM_PERCENT;
    }

    /// Brings to the ledger what both have signed and the provider has not brought. What it takes no more is agreed
    /// on anew.
    private void bring(ClientDeal current, Deal known, BlockHeader tip)
            throws LedgerException, OrderRefusedException, InterruptedException {
        Optional<SignedRevision> settled = current.settled();
        if (settled.isEmpty()
                || settled.get().revision().sequence() <= known.contents().sequence()) {
            return;
        }
        SignedRevision newest = settled.get();
        if (newest.revision().lastEpoch() < tip.epoch()) {
            if (current.next().isEmpty()) {
                current.want(List.of(), List.of());
            }
        } else if (isLate(tip)) {
            Deal now = ledger.deal(dealId()).orElse(known);
            if (now.contents().sequence() < newest.revision().sequence()) {
                account.order(new UpdateDeal(newest.revision(), newest.client(), newest.provider()));
            }
        }
    }

    private static PieceRegister.Batch batch(RevisionProposal proposal) {
        return new PieceRegister.Batch(proposal.removed(), proposal.appended());
    }

    private static byte[] row(ActorId node) {
        return prefixed(NODE, node.toBytes());
    }

    private static byte[] prefixed(byte prefix, byte[] id) {
        return ByteBuffer.allocate(1 + id.length).put(prefix).put(id).array();
    }

    private static byte[] state(byte state, byte[] key, byte[] rest) {
        return ByteBuffer.allocate(1 + key.length + rest.length)
                .put(state)
                .put(key)
                .put(rest)
                .array();
    }
}
