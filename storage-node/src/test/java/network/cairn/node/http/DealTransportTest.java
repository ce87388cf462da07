package network.cairn.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import network.cairn.client.account.LedgerAccount;
import network.cairn.client.account.LedgerException;
import network.cairn.client.account.LedgerView;
import network.cairn.client.deal.RevisionAcceptance;
import network.cairn.client.deal.RevisionAnswer;
import network.cairn.client.deal.RevisionAnswer.Reason;
import network.cairn.client.deal.RevisionOffer;
import network.cairn.client.deal.RevisionProposal;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Subnet;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.light.TransactionResult;
import network.cairn.client.transport.HttpDealProvider;
import network.cairn.client.transport.HttpStorageNetwork;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.NodeException;
import network.cairn.client.transport.NodeException.Failure;
import network.cairn.client.transport.StorageNode;
import network.cairn.client.transport.TransportLimits;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.PieceReceipt;
import network.cairn.node.NodeConfig;
import network.cairn.node.NodeLimits;
import network.cairn.node.deal.DealBook;
import network.cairn.node.deal.DealDesk;
import network.cairn.node.deal.ProviderAgent;
import network.cairn.node.deal.StoredPieces;
import network.cairn.node.egress.EgressGate;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.id.TransactionId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What clients and strangers say about deals, over real connections.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DealTransportTest {
    private static final DealId DEAL = DealId.of(new byte[DealId.LENGTH_BYTES]);
    private static Vertx vertx;

    private final SecureRandom secureRandom = new SecureRandom();
    private final Random random = new Random(7);
    private final Identity provider = Identity.generate(secureRandom);
    private final Identity client = Identity.generate(secureRandom);
    private final Identity stranger = Identity.generate(secureRandom);
    private final MemoryPieceStore store = new MemoryPieceStore();
    private final FixedLedger ledger = new FixedLedger(provider);
    private final List<AutoCloseable> closing = new ArrayList<>();
    private HttpStorageNetwork network;
    private StorageNode node;
    private HttpDealProvider deals;
    private NodeHttpServer server;

    /// A ledger that has what a test puts there, and stands still.
    private static final class FixedLedger implements LedgerView {
        final Map<StateKey, byte[]> records = new HashMap<>();
        final Genesis genesis;
        boolean answers = true;

        FixedLedger(Identity validator) {
            genesis = new Genesis(
                    "fixed",
                    0,
                    ChainParameters.DEFAULT,
                    new TreeMap<>(),
                    List.of(new Genesis.GenesisValidator(
                            validator.publicIdentity(), Amount.credits(100_000), new Endpoint("127.0.0.1", 1), 0)),
                    Optional.empty());
        }

        @Override
        public Genesis genesis() {
            return genesis;
        }

        @Override
        public BlockHeader tip() throws LedgerException {
            requireAnswer();
            Digest nothing = Digest.of(new byte[Digest.LENGTH_BYTES]);
            return new BlockHeader(
                    genesis.chainId(),
                    0,
                    0,
                    BlockHash.of(new byte[BlockHash.LENGTH_BYTES]),
                    0,
                    ActorId.of(new byte[ActorId.LENGTH_BYTES]),
                    nothing,
                    nothing,
                    StateRoot.of(new byte[StateRoot.LENGTH_BYTES]),
                    nothing,
                    nothing,
                    Optional.empty());
        }

        @Override
        public BlockHeader header(long height) throws LedgerException {
            throw new LedgerException("there is genesis only");
        }

        @Override
        public Block block(long height) throws LedgerException {
            throw new LedgerException("there is genesis only");
        }

        @Override
        public Optional<byte[]> record(StateKey key) throws LedgerException {
            requireAnswer();
            return Optional.ofNullable(records.get(key));
        }

        @Override
        public Optional<TransactionResult> result(TransactionId id) {
            return Optional.empty();
        }

        @Override
        public Optional<Rejection> submit(Transaction transaction) {
            return Optional.empty();
        }

        private void requireAnswer() throws LedgerException {
            if (!answers) {
                throw new LedgerException("the ledger is away");
            }
        }
    }

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() throws Exception {
        var deal = Deal.opened(
                client.publicIdentity(), provider.publicIdentity(), Amount.credits(1), Amount.ZERO, Amount.ZERO, 0, 0);
        ledger.records.put(StateKey.deal(DEAL), deal.encode());
        var account = new LedgerAccount(ledger, provider, new InMemoryKeyValueStore(), Duration.ofSeconds(1));
        var pieces = new StoredPieces(store);
        var book = new DealBook(
                new InMemoryKeyValueStore(), pieces, provider, ledger.genesis().chainId(), SignatureVerifier.ED25519);
        var terms = new ProviderTerms(
                List.of(new Endpoint("127.0.0.1", 1)),
                "operator",
                "here",
                Subnet.ofAddress(new byte[] {10, 0, 0, 1}),
                Amount.credits(1),
                Amount.ZERO,
                1);
        var agent = new ProviderAgent(
                ledger, account, book, pieces, new InMemoryKeyValueStore(), terms, 0, List::of, honest -> honest);
        closing.add(agent);
        var desk = new DealDesk(ledger, book, agent, provider.id());
        var config =
                new NodeConfig("127.0.0.1", 0, Path.of("unused"), 1L << 30, Set.of(), "test", NodeLimits.defaults());
        server = NodeHttpServer.start(
                vertx,
                config,
                provider,
                new NodeParts(store, EgressGate.free(), Optional.of(desk)),
                InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")),
                "test");
        closing.add(server::abort);
        network = network(client);
        node = network.node(provider.id());
        deals = network.provider(provider.id());
    }

    private HttpStorageNetwork network(Identity as) {
        var made = new HttpStorageNetwork(
                vertx,
                as,
                List.of(new NodeEndpoint(provider.id(), "127.0.0.1", server.port(), "test")),
                InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")),
                secureRandom,
                TransportLimits.defaults());
        closing.add(made);
        return made;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : closing.reversed()) {
            each.close();
        }
    }

    private PieceEntry put() throws Exception {
        byte[] id = new byte[PieceId.LENGTH_BYTES];
        byte[] bytes = new byte[5000];
        random.nextBytes(id);
        random.nextBytes(bytes);
        try (StorageNode.PieceUpload upload = node.put(PieceId.of(id), bytes.length)) {
            upload.write(bytes, 0, bytes.length);
            PieceReceipt receipt = upload.finish();
            return new PieceEntry(receipt.piece(), receipt.lengthBytes(), receipt.root());
        }
    }

    private RevisionOffer offered(RevisionProposal proposal) throws Exception {
        return ((RevisionAnswer.Offered) deals.propose(proposal)).offer();
    }

    private void settle(RevisionOffer offer) throws Exception {
        var signature = offer.revision().sign(client, ledger.genesis().chainId());
        assertThat(deals.accept(DEAL, new RevisionAcceptance(offer.revision(), signature)))
                .isInstanceOf(RevisionAnswer.Settled.class);
    }

    private static void refuses(Reason reason, RevisionAnswer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        RevisionAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private interface Call {
        void make() throws NodeException, InterruptedException;
    }

    private static void fails(NodeErrorCode code, Call call) {
        assertThatExceptionOfType(NodeException.class)
                .isThrownBy(call::make)
                .satisfies(e -> assertThat(e.failure()).isEqualTo(new Failure.Refused(code)));
    }

    @Test
    void revision_isProposedOfferedAndSettled_andKeepsItsPieces() throws Exception {
        PieceEntry piece = put();
        PieceEntry free = put();
        assertThat(deals.key()).isEqualTo(provider.publicIdentity());
        RevisionOffer offer = offered(new RevisionProposal(DEAL, 0, List.of(), List.of(piece)));
        fails(NodeErrorCode.PIECE_IN_DEAL, () -> node.delete(piece.id()));
        settle(offer);

        fails(NodeErrorCode.PIECE_IN_DEAL, () -> node.delete(piece.id()));
        node.delete(free.id());
        assertThat(deals.report().deals()).isOne();
        assertThat(deals.report().pieces()).isOne();
    }

    @Test
    void proposal_ofAPieceThatIsNotThere_orIsAnother_isNotSigned() throws Exception {
        PieceEntry piece = put();
        var longer = new PieceEntry(piece.id(), piece.lengthBytes() + 1, piece.root());
        byte[] other = new byte[PieceId.LENGTH_BYTES];

        refuses(Reason.PIECE_NOT_STORED, deals.propose(new RevisionProposal(DEAL, 0, List.of(), List.of(longer))));
        refuses(
                Reason.PIECE_NOT_STORED,
                deals.propose(new RevisionProposal(
                        DEAL, 0, List.of(), List.of(new PieceEntry(PieceId.of(other), 1, piece.root())))));
        refuses(Reason.NO_SUCH_PIECE, deals.propose(new RevisionProposal(DEAL, 0, List.of(piece.id()), List.of())));
        // Nothing of it binds: the piece can be deleted.
        node.delete(piece.id());
    }

    @Test
    void deal_ofAnotherClient_isNoneOfAStrangers() throws Exception {
        PieceEntry piece = put();
        HttpDealProvider asStranger = network(stranger).provider(provider.id());
        var proposal = new RevisionProposal(DEAL, 0, List.of(), List.of(piece));
        fails(NodeErrorCode.DEAL_UNKNOWN, () -> asStranger.propose(proposal));
        RevisionOffer offer = offered(proposal);
        var signature = offer.revision().sign(client, ledger.genesis().chainId());
        fails(
                NodeErrorCode.DEAL_UNKNOWN,
                () -> asStranger.accept(DEAL, new RevisionAcceptance(offer.revision(), signature)));
        var forged = offer.revision().sign(stranger, ledger.genesis().chainId());
        refuses(Reason.WRONG_SIGNATURE, deals.accept(DEAL, new RevisionAcceptance(offer.revision(), forged)));
    }

    @Test
    void deal_thatIsNotOnTheLedger_orWhileTheLedgerIsAway_isNotServed() throws Exception {
        byte[] id = new byte[DealId.LENGTH_BYTES];
        id[0] = 1;
        var unknown = new RevisionProposal(DealId.of(id), 0, List.of(), List.of());
        fails(NodeErrorCode.DEAL_UNKNOWN, () -> deals.propose(unknown));
        ledger.answers = false;
        fails(NodeErrorCode.LEDGER_UNAVAILABLE, () -> deals.propose(unknown));
    }

    @Test
    void piece_inADealOfAnother_isNotTakenIntoASecond() throws Exception {
        PieceEntry piece = put();
        settle(offered(new RevisionProposal(DEAL, 0, List.of(), List.of(piece))));
        byte[] id = new byte[DealId.LENGTH_BYTES];
        id[0] = 2;
        DealId second = DealId.of(id);
        var deal = Deal.opened(
                stranger.publicIdentity(),
                provider.publicIdentity(),
                Amount.credits(1),
                Amount.ZERO,
                Amount.ZERO,
                0,
                0);
        ledger.records.put(StateKey.deal(second), deal.encode());
        HttpDealProvider asStranger = network(stranger).provider(provider.id());

        refuses(Reason.PIECE_TWICE, asStranger.propose(new RevisionProposal(second, 0, List.of(), List.of(piece))));
    }

    @Test
    void membership_ofWhatTheLedgerHasNotTaken_isNotShown() throws Exception {
        PieceEntry piece = put();
        settle(offered(new RevisionProposal(DEAL, 0, List.of(), List.of(piece))));
        assertThat(deals.membership(DEAL, 1, piece.id())).isEmpty();
        assertThat(deals.membership(DEAL, Long.MAX_VALUE / 10, piece.id())).isEmpty();
        assertThat(deals.earlier(DEAL, 0, piece.id(), 1 << 20)).isEmpty();
    }
}
