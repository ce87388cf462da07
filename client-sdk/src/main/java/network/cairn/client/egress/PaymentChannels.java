package network.cairn.client.egress;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
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
import network.cairn.client.account.OrderRefusedException;
import network.cairn.client.account.Timing;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.CloseChannel;
import network.cairn.client.ledger.OpenChannel;
import network.cairn.client.ledger.Provider;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Digest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client's channels, one with each node that it reads from: opened on the ledger when a node is first read from,
/// replaced before they run out of money or time, and closed for what is left in them once they have expired.
///
/// Until a node's first channel is open its reads carry no voucher, and it serves what it serves unpaid.
public final class PaymentChannels implements EgressChannels, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PaymentChannels.class);
    private static final byte ROW = 'c';
    private static final byte OPENING = 0;
    private static final byte OPEN = 1;
    private static final byte SPENT = 2;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// A channel that has just been opened is used this much later: the node may ask a validator that is some
    /// blocks behind.
    private static final Duration KNOWN_AFTER = Duration.ofSeconds(1);

    private static final Duration REST = Duration.ofSeconds(5);

    /// A channel that has less time left is replaced: nodes take no voucher in its last minutes.
    private static final Duration REPLACE_BEFORE_EXPIRY = Duration.ofHours(1);

    private final LedgerView ledger;
    private final LedgerAccount account;
    private final KeyValueStore store;
    private final EgressBudget budget;
    private final InstantSource clock;
    private final Map<ActorId, OpenedChannel> open = new ConcurrentHashMap<>();
    private final Set<ActorId> wanted = ConcurrentHashMap.newKeySet();
    private final Set<ActorId> underWay = ConcurrentHashMap.newKeySet();
    private final Map<ActorId, Long> failedNanos = new ConcurrentHashMap<>();
    private final Timing timing;
    private final ExecutorService errands;
    private volatile @Nullable Promises promises;
    private @Nullable Thread thread;

    /// How much a client has promised to a node out of its channel.
    @FunctionalInterface
    public interface Promises {
        Amount promised(ActorId node);
    }

    /// @param store holds nothing else
    public PaymentChannels(
            LedgerView ledger, LedgerAccount account, KeyValueStore store, EgressBudget budget, InstantSource clock) {
        this(ledger, account, store, budget, clock, Timing.SYSTEM, Executors.newVirtualThreadPerTaskExecutor());
    }

    /// @param store holds nothing else
    /// @param errands carries out what takes long, several at a time where it can
    public PaymentChannels(
            LedgerView ledger,
            LedgerAccount account,
            KeyValueStore store,
            EgressBudget budget,
            InstantSource clock,
            Timing timing,
            ExecutorService errands) {
        this.timing = timing;
        this.errands = errands;
        this.ledger = ledger;
        this.account = account;
        this.store = store;
        this.budget = budget;
        this.clock = clock;
    }

    /// A channel of this client's.
    private record Row(byte state, ActorId node, long nonce, Amount deposit, long expiryMillis, Amount price) {
        byte[] encode() {
            var writer = new CanonicalWriter().u8(state).id(node).u64(nonce);
            deposit.write(writer);
            writer.u64(expiryMillis);
            price.write(writer);
            return writer.toBytes();
        }

        static Row decode(byte[] encoded) {
            try {
                var reader = new CanonicalReader(encoded);
                var row = new Row(
                        (byte) reader.u8("state"),
                        ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "node")),
                        reader.u64("nonce"),
                        Amount.read(reader, "deposit"),
                        reader.u64("expiry"),
                        Amount.read(reader, "price"));
                reader.end();
                return row;
            } catch (CodecException e) {
                throw new IllegalStateException("the rows of payment channels cannot be read", e);
            }
        }

        Row in(byte newState) {
            return new Row(newState, node, nonce, deposit, expiryMillis, price);
        }
    }

    /// Takes up what a crash left. From then on {@link #tend} looks after the channels.
    ///
    /// @param promised what has been promised out of each channel
    public void open(Promises promised) {
        promises = promised;
        account.open();
        for (Row row : rows()) {
            if (row.state() == OPEN) {
                open.put(row.node(), opened(row));
            }
        }
    }

    /// Opens it, and has a thread of its own look after the channels.
    ///
    /// @param promised what has been promised out of each channel
    public synchronized void start(Promises promised) {
        if (thread != null) {
            return;
        }
        open(promised);
        account.start();
        thread = Thread.ofVirtual().name("payment-channels").start(this::run);
    }

    @Override
    public Optional<OpenedChannel> channel(ActorId node) {
        wanted.add(node);
        return Optional.ofNullable(open.get(node));
    }

    private OpenedChannel opened(Row row) {
        return new OpenedChannel(id(row), row.node(), row.deposit(), row.expiryMillis(), row.price());
    }

    private Digest id(Row row) {
        return Channel.idOf(
                ledger.genesis().chainId(), account.signer().publicIdentity().id(), row.nonce());
    }

    private void run() {
        try {
            while (true) {
                tend();
                timing.pause().pause(LOOK_EVERY);
            }
        } catch (InterruptedException e) {
            LOG.debug("payment channels are not looked after any more", e);
        }
    }

    /// Looks once at each channel that is asked for, and begins what is next.
    public void tend() {
        for (ActorId node : List.copyOf(wanted)) {
            begin(node);
        }
    }

    private void begin(ActorId node) {
        Long failed = failedNanos.get(node);
        boolean resting = failed != null && !timing.hasPassed(REST, failed);
        if (resting || !isDue(node) || !underWay.add(node)) {
            return;
        }
        var _ = errands.submit(() -> {
            try {
                look(node);
                failedNanos.remove(node);
            } catch (LedgerException | OrderRefusedException e) {
                failedNanos.put(node, timing.now());
                LOG.warn("there is no channel to pay {} out of yet: {}", node, e.getMessage());
            } catch (InterruptedException e) {
                LOG.debug("opening a channel was broken off", e);
            } catch (RuntimeException e) {
                failedNanos.put(node, timing.now());
                LOG.error("opening a channel failed", e);
            } finally {
                underWay.remove(node);
            }
        });
    }

    /// Whether a node has no channel, or one that is about to run out, or old ones to be closed.
    private boolean isDue(ActorId node) {
        OpenedChannel known = open.get(node);
        return known == null || isSpent(known) || hasExpired(node);
    }

    private boolean hasExpired(ActorId node) {
        return rows().stream()
                .anyMatch(
                        row -> row.node().equals(node) && row.state() == SPENT && row.expiryMillis() < clock.millis());
    }

    private boolean isSpent(OpenedChannel channel) {
        Promises told = promises;
        Amount promised = told == null ? Amount.ZERO : told.promised(channel.node());
        Amount reserve =
                EgressCost.of(budget.reserveBytes(), channel.pricePerGib()).roundedUp();
        return channel.deposit().minus(promised).orElse(Amount.ZERO).compareTo(reserve) < 0
                || channel.expiryMillis() - clock.millis() < REPLACE_BEFORE_EXPIRY.toMillis();
    }

    private void look(ActorId node) throws LedgerException, OrderRefusedException, InterruptedException {
        for (Row row : rows()) {
            if (row.node().equals(node)) {
                lookAt(row);
            }
        }
        OpenedChannel known = open.get(node);
        if (known == null || isSpent(known)) {
            open(node, known);
        }
    }

    /// Finds out what became of a channel that was being opened, and closes one that has expired.
    private void lookAt(Row row) throws LedgerException, OrderRefusedException, InterruptedException {
        if (row.state() == OPENING) {
            // After a crash before the order was kept, another order has the nonce, perhaps another node's channel.
            if (ledger.channel(id(row))
                    .filter(found -> found.provider().equals(row.node()))
                    .isPresent()) {
                put(row.in(OPEN));
                open.put(row.node(), opened(row));
            } else if (ledger.account(account.signer().publicIdentity().id()).nonce() > row.nonce()) {
                delete(row);
            }
        } else if (row.state() == SPENT && ledger.tip().timestampMillis() > row.expiryMillis()) {
            if (ledger.channel(id(row)).isPresent()) {
                account.order(new CloseChannel(id(row)));
            }
            delete(row);
        }
    }

    private void open(ActorId node, @Nullable OpenedChannel before)
            throws LedgerException, OrderRefusedException, InterruptedException {
        if (rows().stream().anyMatch(row -> row.node().equals(node) && row.state() == OPENING)) {
            return;
        }
        Optional<Provider> provider = ledger.provider(node);
        if (provider.isEmpty()) {
            throw new LedgerException("node " + node + " is not registered as a provider");
        }
        Amount price = provider.get().terms().egressPricePerGib();
        if (price.compareTo(budget.pricePerGibMax()) > 0) {
            throw new LedgerException(
                    "node " + node + " asks " + price + " units for a GiB, more than " + budget.pricePerGibMax());
        }
        Amount deposit = EgressCost.of(budget.channelBytes(), price).roundedUp();
        if (deposit.isZero()) {
            return;
        }
        long expiry = ledger.tip().timestampMillis() + budget.channelTime().toMillis();
        var row = new Row[1];
        account.order(new OpenChannel(node, deposit, expiry), nonce -> {
            row[0] = new Row(OPENING, node, nonce, deposit, expiry, price);
            put(row[0]);
        });
        put(row[0].in(OPEN));
        timing.pause().pause(KNOWN_AFTER);
        if (before != null) {
            rows().stream().filter(old -> id(old).equals(before.id())).forEach(old -> put(old.in(SPENT)));
        }
        open.put(node, opened(row[0]));
        LOG.info("channel {} to pay {} out of is open, with {} units", id(row[0]), node, deposit);
    }

    private List<Row> rows() {
        var rows = new ArrayList<Row>();
        byte[] prefix = {ROW};
        try (KeyValueStore.Scan scan = store.scan(prefix, KeyValueSection.after(prefix))) {
            while (scan.hasNext()) {
                rows.add(Row.decode(scan.next().value()));
            }
        }
        return rows;
    }

    private void put(Row row) {
        store.write(new WriteBatch().put(key(row), row.encode()), Durability.FSYNCED);
    }

    private void delete(Row row) {
        store.write(new WriteBatch().delete(key(row)), Durability.FSYNCED);
    }

    private static byte[] key(Row row) {
        byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(row.nonce()).array();
        byte[] key = Arrays.copyOf(new byte[] {ROW}, 1 + number.length);
        System.arraycopy(number, 0, key, 1, number.length);
        return key;
    }

    @Override
    public synchronized void close() {
        Thread running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        running.interrupt();
        errands.shutdownNow();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                running.join();
                ended = errands.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
