package network.cairn.deploy.simulation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.client.account.LedgerAccount;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.Timing;
import network.cairn.client.deal.ClientDeals;
import network.cairn.client.deal.DealProvider;
import network.cairn.client.deal.DealTerms;
import network.cairn.client.deal.RevisionAcceptance;
import network.cairn.client.deal.RevisionAnswer;
import network.cairn.client.deal.RevisionProposal;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.erasure.StripeLayout;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueSection;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.Subnet;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.release.PieceLocation;
import network.cairn.client.transport.NodeException;
import network.cairn.client.wire.v1.PieceStat;
import network.cairn.node.deal.DealBook;
import network.cairn.node.deal.DealDesk;
import network.cairn.node.deal.PieceStock;
import network.cairn.node.deal.ProviderAgent;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.SegmentId;
import network.cairn.proofs.piece.PieceHasher;
import network.cairn.proofs.piece.PieceTree;
import network.cairn.proofs.piece.RangeReader;
import org.jspecify.annotations.Nullable;

/// A client and its providers on a real ledger, everything under one seed: pieces come and go, processes die at
/// their writes, messages get lost, the ledger does not answer, one provider withholds its proofs from some time
/// on.
final class DealLife {
    static final int EPOCH_BLOCKS = 30;

    /// The provider that withholds. It asks for little, so that what it leaves unproven is no outage of the
    /// network.
    static final int WITHHOLDER = 0;

    private static final int PROVIDERS = 5;
    private static final Duration ORDER_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(700);
    private static final Scheme SCHEME = new Scheme(1, 1, 2, 2);
    private static final int SHARE_BYTES_MAX = 64 << 10;

    final OneValidatorLedger ledger;
    final List<ProviderSide> providers = new ArrayList<>();
    final Map<SegmentId, SegmentManifest> stored = new LinkedHashMap<>();
    final Identity client = identity(100);
    private final SplittableRandom random;
    private final Timing timing;
    private final KeyValueStore clientKept = new InMemoryKeyValueStore();
    private MortalKeyValueStore clientStore;
    private ClientDeals deals;
    private LedgerAccount clientAccount;
    private boolean calm;
    int deaths;
    int lost;

    DealLife(long seed) {
        this.random = new SplittableRandom(seed);
        var balances = new HashMap<ActorId, Amount>();
        balances.put(client.id(), Amount.credits(1_000_000));
        for (int number = 0; number < PROVIDERS; number++) {
            balances.put(identity(number).id(), Amount.credits(100_000));
        }
        this.ledger = new OneValidatorLedger(balances, identity(200), EPOCH_BLOCKS, random.split());
        this.timing = new Timing(ledger::nanos, ledger::pass);
        for (int number = 0; number < PROVIDERS; number++) {
            providers.add(new ProviderSide(number));
        }
        this.clientStore = new MortalKeyValueStore(clientKept);
        this.clientAccount = clientAccount();
        this.deals = clientDeals();
    }

    static Identity identity(int number) {
        byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
        Arrays.fill(seed, (byte) (number + 1));
        return Identity.ofSeed(seed);
    }

    LedgerAccount clientAccount() {
        return new LedgerAccount(ledger, client, section(clientStore, 't'), ORDER_TIMEOUT, timing);
    }

    private ClientDeals clientDeals() {
        var terms = new DealTerms(
                Amount.credits(2_000_000), Amount.credits(1), 100, Duration.ofMillis(700), Duration.ofSeconds(2));
        var made = new ClientDeals(
                ledger,
                clientAccount,
                node -> new Line(side(node)),
                section(clientStore, 'd'),
                terms,
                SignatureVerifier.ED25519,
                timing,
                new InlineExecutor());
        made.open();
        return made;
    }

    ClientDeals deals() {
        return deals;
    }

    LedgerAccount account() {
        return clientAccount;
    }

    private static KeyValueStore section(KeyValueStore store, char prefix) {
        return new KeyValueSection(store, new byte[] {(byte) prefix});
    }

    private ProviderSide side(ActorId node) {
        return providers.stream()
                .filter(provider -> provider.identity.id().equals(node))
                .findFirst()
                .orElseThrow();
    }

    /// Nothing goes wrong any more from now on.
    void calm() {
        calm = true;
        ledger.calm();
    }

    private boolean chance(int oneIn) {
        return !calm && random.nextInt(oneIn) == 0;
    }

    /// Everybody looks after its business once, and time passes.
    void tick() {
        try {
            deals.tend();
            clientAccount.tend();
        } catch (LedgerException e) {
            // Tried again at the next tick.
        } catch (MortalKeyValueStore.Died e) {
            // Seen below.
        }
        reviveClient();
        providers.forEach(ProviderSide::tick);
        ledger.pass(LOOK);
    }

    private void reviveClient() {
        if (clientStore.isDead()) {
            deaths++;
            clientStore = new MortalKeyValueStore(clientKept);
            clientAccount = clientAccount();
            deals = clientDeals();
        }
    }

    /// What keeps anybody from its business.
    String describe() {
        var text = new StringBuilder("client " + deals.problems());
        for (ProviderSide provider : providers) {
            text.append("; ").append(provider.identity.id()).append(' ').append(provider.agent.report());
        }
        return text.toString();
    }

    /// Something that happens.
    void happen() {
        if (chance(3)) {
            release();
        } else if (stored.size() < 60) {
            store();
        }
        if (chance(6)) {
            clientStore.dieAt(random.nextInt(12), random.nextBoolean());
        }
        if (chance(4)) {
            providers.get(random.nextInt(PROVIDERS)).store.dieAt(random.nextInt(12), random.nextBoolean());
        }
        if (chance(12)) {
            ledger.answers(false);
        } else if (random.nextInt(2) == 0) {
            ledger.answers(true);
        }
    }

    private void store() {
        byte[] id = new byte[SegmentId.LENGTH_BYTES];
        random.nextBytes(id);
        var segment = SegmentId.of(id);
        long ciphertextBytes = random.nextLong(1, 30_000);
        long pieceBytes = new StripeLayout(ciphertextBytes, SCHEME.k(), SHARE_BYTES_MAX).pieceBytes();
        var pieces = new ArrayList<SegmentManifest.StoredPiece>();
        int first = random.nextInt(PROVIDERS);
        for (int index = 0; index < SCHEME.total(); index++) {
            ProviderSide provider = providers.get((first + index) % PROVIDERS);
            byte[] content = new byte[Math.toIntExact(pieceBytes)];
            random.nextBytes(content);
            PieceTree tree = provider.stock.put(PieceId.ofSegment(segment, index), content);
            pieces.add(new SegmentManifest.StoredPiece(index, provider.identity.id(), tree.root()));
        }
        var manifest = new SegmentManifest(segment, SCHEME, SHARE_BYTES_MAX, ciphertextBytes, pieces);
        while (true) {
            try {
                deals.stored(manifest);
                stored.put(segment, manifest);
                return;
            } catch (MortalKeyValueStore.Died e) {
                // Whoever stores says it again: it names nothing before this is done.
                reviveClient();
            }
        }
    }

    private void release() {
        if (!stored.isEmpty()) {
            release(new ArrayList<>(stored.values()).get(random.nextInt(stored.size())));
        }
    }

    void release(SegmentManifest manifest) {
        stored.remove(manifest.id());
        List<PieceLocation> left = manifest.pieces().stream()
                .map(piece -> new PieceLocation(piece.index(), piece.node()))
                .toList();
        while (!left.isEmpty()) {
            try {
                left = deals.release(manifest.id(), left, this::delete);
            } catch (MortalKeyValueStore.Died e) {
                reviveClient();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a simulation", e);
            }
            if (!left.isEmpty()) {
                tick();
            }
        }
    }

    private List<PieceLocation> delete(SegmentId segment, java.util.Collection<PieceLocation> pieces) {
        var left = new ArrayList<PieceLocation>();
        for (PieceLocation location : pieces) {
            ProviderSide provider = side(location.node());
            PieceId piece = PieceId.ofSegment(segment, location.index());
            try {
                if (!provider.desk.deleteUnlessHeld(piece, () -> provider.stock.delete(piece))) {
                    left.add(location);
                }
            } catch (IOException | MortalKeyValueStore.Died e) {
                left.add(location);
            }
        }
        return left;
    }

    /// What goes over the line to a provider, in both directions, as far as it gets.
    private final class Line implements DealProvider {
        private final ProviderSide provider;

        Line(ProviderSide provider) {
            this.provider = provider;
        }

        private interface Call {
            RevisionAnswer make() throws IOException, LedgerException;
        }

        @Override
        public PublicIdentity key() {
            return provider.identity.publicIdentity();
        }

        @Override
        public RevisionAnswer propose(RevisionProposal proposal) throws NodeException {
            return call(() -> {
                if (!provider.desk.isBetween(client.id(), proposal.deal())) {
                    throw new IOException("no such deal");
                }
                return provider.desk.propose(proposal);
            });
        }

        @Override
        public RevisionAnswer accept(DealId deal, RevisionAcceptance acceptance) throws NodeException {
            return call(() -> provider.desk.accept(deal, acceptance));
        }

        private RevisionAnswer call(Call call) throws NodeException {
            if (chance(15)) {
                throw lost("the message was lost");
            }
            RevisionAnswer answer;
            try {
                answer = call.make();
            } catch (IOException | LedgerException | MortalKeyValueStore.Died e) {
                throw lost(String.valueOf(e.getMessage()));
            }
            if (chance(15)) {
                throw lost("the answer was lost");
            }
            return answer;
        }

        private NodeException lost(String why) {
            lost++;
            return new NodeException(provider.identity.id(), new NodeException.Failure.Unreachable(), why);
        }
    }

    /// A provider: its disk, and the process of the moment.
    final class ProviderSide {
        final Identity identity;
        final Stock stock = new Stock();
        private final KeyValueStore kept = new InMemoryKeyValueStore();
        private final int number;
        MortalKeyValueStore store;
        DealDesk desk;
        ProviderAgent agent;
        private LedgerAccount account;
        boolean withholds;

        ProviderSide(int number) {
            this.number = number;
            this.identity = identity(number);
            this.store = new MortalKeyValueStore(kept);
            this.account = newAccount();
            var book = book();
            this.agent = agent(book);
            this.desk = new DealDesk(ledger, book, agent, identity.id());
        }

        private LedgerAccount newAccount() {
            var made = new LedgerAccount(ledger, identity, section(store, 't'), ORDER_TIMEOUT, timing);
            made.open();
            return made;
        }

        private DealBook book() {
            return new DealBook(
                    section(store, 'd'), stock, identity, ledger.genesis().chainId(), SignatureVerifier.ED25519);
        }

        private ProviderAgent agent(DealBook book) {
            var terms = new ProviderTerms(
                    List.of(new Endpoint("127.0.0.1", 1000 + number)),
                    "operator-" + number,
                    "here",
                    Subnet.ofAddress(new byte[] {10, 0, (byte) number, 1}),
                    // So high that an epoch pays far more than rounding takes.
                    number == WITHHOLDER ? Amount.credits(10_000) : Amount.credits(1_000_000),
                    Amount.ZERO,
                    1L << 30);
            return new ProviderAgent(
                    ledger,
                    account,
                    book,
                    stock,
                    section(store, 'p'),
                    terms,
                    0,
                    List::of,
                    honest -> (epoch, beacon, count) -> {
                        if (withholds) {
                            throw new IOException("withheld");
                        }
                        return honest.prove(epoch, beacon, count);
                    },
                    timing,
                    new InlineExecutor());
        }

        LedgerAccount account() {
            return account;
        }

        void tick() {
            try {
                agent.tend();
                account.tend();
            } catch (LedgerException | IOException e) {
                // Tried again at the next tick.
            } catch (MortalKeyValueStore.Died e) {
                // Seen below.
            }
            if (store.isDead()) {
                deaths++;
                store = new MortalKeyValueStore(kept);
                account = newAccount();
                var book = book();
                agent = agent(book);
                desk = new DealDesk(ledger, book, agent, identity.id());
            }
        }
    }

    /// A disk of pieces, which outlives every process.
    static final class Stock implements PieceStock {
        private final Map<PieceId, Kept> kept = new HashMap<>();

        private record Kept(byte[] bytes, PieceTree tree) {}

        PieceTree put(PieceId piece, byte[] bytes) {
            var hasher = new PieceHasher();
            hasher.update(bytes, 0, bytes.length);
            PieceTree tree = hasher.finish();
            kept.put(piece, new Kept(bytes, tree));
            return tree;
        }

        int pieces() {
            return kept.size();
        }

        @Override
        public Optional<PieceStat> stat(PieceId piece) {
            return Optional.ofNullable(kept.get(piece))
                    .map(one -> new PieceStat(
                            piece, one.tree().lengthBytes(), one.tree().root()));
        }

        @Override
        public void delete(PieceId piece) {
            kept.remove(piece);
        }

        @Override
        public OpenPiece open(PieceId piece) throws IOException {
            @Nullable Kept found = kept.get(piece);
            if (found == null) {
                throw new IOException("piece " + piece + " is gone");
            }
            Kept one = found;
            return new OpenPiece() {
                @Override
                public PieceTree tree() {
                    return one.tree();
                }

                @Override
                public RangeReader reader() {
                    return (offset, lengthBytes) -> Arrays.copyOfRange(
                            one.bytes(), Math.toIntExact(offset), Math.toIntExact(offset + lengthBytes));
                }

                @Override
                public void close() {}
            };
        }
    }
}
