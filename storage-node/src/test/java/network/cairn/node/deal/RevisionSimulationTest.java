package network.cairn.node.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import network.cairn.client.deal.ClientDeal;
import network.cairn.client.deal.DealParties;
import network.cairn.client.deal.RevisionAnswer;
import network.cairn.client.deal.RevisionOffer;
import network.cairn.client.deal.RevisionProposal;
import network.cairn.client.deal.SignedRevision;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.Revision;
import network.cairn.proofs.deal.HeapSumNodes;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A client and a provider that agree on revisions, each killed before and after every write, messages lost both
/// ways, and a ledger that either may bring a revision to. In the end both hold the same list, each batch happened
/// once, and neither ever signed two revisions of one sequence.
class RevisionSimulationTest {
    private static final Identity CLIENT = identity(1);
    private static final Identity PROVIDER = identity(2);
    private static final DealParties PARTIES = new DealParties(
            ChainId.of(new byte[ChainId.LENGTH_BYTES]),
            DealId.of(new byte[DealId.LENGTH_BYTES]),
            CLIENT.publicIdentity(),
            PROVIDER.publicIdentity());
    private static final int OFFER_EPOCHS = 2;
    private static final ProviderDeal.Admission EVERYTHING = _ -> Optional.empty();

    private static Identity identity(int seed) {
        byte[] bytes = new byte[Identity.SEED_LENGTH_BYTES];
        Arrays.fill(bytes, (byte) seed);
        return Identity.ofSeed(bytes);
    }

    /// The process dies here.
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// A store whose process can be killed at one of its writes, before or after it.
    private static final class MortalStore implements KeyValueStore {
        private final KeyValueStore kept = new InMemoryKeyValueStore();
        private int writes;
        private int killedAt = -1;
        private boolean killedAfter;

        void killAt(int write, boolean after) {
            killedAt = write;
            killedAfter = after;
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            return kept.get(key);
        }

        @Override
        public void write(WriteBatch batch, Durability durability) {
            assertThat(durability).isEqualTo(Durability.FSYNCED);
            boolean last = writes++ == killedAt;
            if (last && !killedAfter) {
                throw new Killed();
            }
            kept.write(batch, durability);
            if (last) {
                throw new Killed();
            }
        }

        @Override
        public Scan scan(byte[] from, byte @Nullable [] to) {
            return kept.scan(from, to);
        }

        @Override
        public void close() {
            kept.close();
        }
    }

    /// Both sides, what is between them, and the ledger.
    private static final class World {
        final MortalStore clientStore = new MortalStore();
        final MortalStore providerStore = new MortalStore();
        final SplittableRandom random;
        final double loss;
        final Map<Long, Revision> signedByClient = new HashMap<>();
        final Map<Long, Revision> signedByProvider = new HashMap<>();
        ClientDeal client;
        ProviderDeal provider;
        Optional<SignedRevision> onLedger = Optional.empty();
        long epoch;
        int kills;

        World(long seed, double loss) {
            this.random = new SplittableRandom(seed);
            this.loss = loss;
            this.client = startClient();
            this.provider = startProvider();
        }

        private ClientDeal startClient() {
            return new ClientDeal(clientStore, PARTIES, CLIENT, SignatureVerifier.ED25519);
        }

        private ProviderDeal startProvider() {
            return new ProviderDeal(providerStore, PARTIES, PROVIDER, SignatureVerifier.ED25519);
        }

        /// One message and its answer, as far as they get.
        void exchange() throws Exception {
            readLedger();
            Optional<ClientDeal.Message> message = client.next();
            if (message.isEmpty() || random.nextDouble() < loss) {
                return;
            }
            RevisionAnswer answer;
            try {
                answer = answer(message.get());
            } catch (Killed _) {
                kills++;
                provider = startProvider();
                return;
            }
            if (answer instanceof RevisionAnswer.Offered(RevisionOffer offer)) {
                once(signedByProvider, offer.revision());
            }
            if (random.nextDouble() < loss) {
                return;
            }
            try {
                client.answered(answer, epoch);
            } catch (Killed _) {
                kills++;
                client = startClient();
            }
            client.next().ifPresent(next -> {
                if (next instanceof ClientDeal.Message.Accept(var revision, var _)) {
                    once(signedByClient, revision);
                }
            });
        }

        private RevisionAnswer answer(ClientDeal.Message message) throws IOException {
            return switch (message) {
                case ClientDeal.Message.Propose(RevisionProposal proposal) ->
                    provider.propose(proposal, epoch, epoch + OFFER_EPOCHS, EVERYTHING);
                case ClientDeal.Message.Accept(var revision, var signature) ->
                    provider.accept(revision, signature, epoch);
            };
        }

        private static void once(Map<Long, Revision> signed, Revision revision) {
            assertThat(signed.putIfAbsent(revision.sequence(), revision))
                    .as("what was signed before as revision %d", revision.sequence())
                    .isIn(null, revision);
        }

        /// Both learn what the ledger has, as they do before each message.
        private void readLedger() throws Exception {
            if (onLedger.isEmpty()) {
                return;
            }
            try {
                assertThat(provider.onLedger(onLedger.get())).isTrue();
            } catch (Killed _) {
                kills++;
                provider = startProvider();
                provider.onLedger(onLedger.get());
            }
            try {
                client.onLedger(onLedger.get());
            } catch (Killed _) {
                kills++;
                client = startClient();
                client.onLedger(onLedger.get());
            }
        }

        /// Whoever has a revision that both have signed may bring it to the ledger, while that takes it.
        void bringToLedger(Optional<SignedRevision> signed) {
            signed.filter(one -> one.revision().lastEpoch() >= epoch)
                    .filter(one -> one.revision().sequence()
                            > onLedger.map(known -> known.revision().sequence()).orElse(0L))
                    .ifPresent(one -> {
                        assertThat(one.isSigned(PARTIES, SignatureVerifier.ED25519))
                                .isTrue();
                        onLedger = Optional.of(one);
                    });
        }

        void want(List<PieceId> removed, List<PieceEntry> appended) {
            try {
                client.want(removed, appended);
            } catch (Killed _) {
                kills++;
                client = startClient();
            }
        }

        /// Whether everything wanted is settled.
        boolean isIdle() {
            return client.next().isEmpty();
        }

        List<PieceEntry> held() {
            var held = new ArrayList<PieceEntry>();
            for (long index = 0; index < provider.list().items(); index++) {
                held.add(provider.piece(index));
            }
            return held;
        }
    }

    private static PieceEntry piece(SplittableRandom random) {
        byte[] id = new byte[PieceId.LENGTH_BYTES];
        byte[] root = new byte[PieceRoot.LENGTH_BYTES];
        random.nextBytes(id);
        random.nextBytes(root);
        return new PieceEntry(PieceId.of(id), random.nextInt(1, 100_000), PieceRoot.of(root));
    }

    private static SumNode root(List<PieceEntry> pieces) {
        var tree = new SumTree(new HeapSumNodes(), 0);
        pieces.forEach(piece -> tree.append(piece.node()));
        return tree.root();
    }

    /// Runs batches to their end, whatever happens on the way, and compares.
    private static void live(World world, int batches, String what) throws Exception {
        var expected = new ArrayList<PieceEntry>();
        for (int batch = 0; batch < batches; batch++) {
            var removed = new ArrayList<PieceEntry>();
            var left = new ArrayList<>(expected);
            for (int i = world.random.nextInt(4); i > 0 && !left.isEmpty(); i--) {
                removed.add(left.remove(world.random.nextInt(left.size())));
            }
            var appended = Stream.generate(() -> piece(world.random))
                    .limit(world.random.nextInt(1, 5))
                    .toList();
            // A client that was killed before it wrote what it wants wants nothing, and is asked again.
            while (world.isIdle()) {
                world.want(removed.stream().map(PieceEntry::id).toList(), appended);
            }
            for (int turn = 0; !world.isIdle(); turn++) {
                assertThat(turn).as("%s: turns until a batch is settled", what).isLessThan(2000);
                world.exchange();
                if (world.random.nextInt(4) == 0) {
                    world.bringToLedger(world.random.nextBoolean() ? world.client.signed() : world.provider.agreed());
                }
                if (world.random.nextInt(6) == 0) {
                    world.epoch++;
                }
            }
            expected.removeAll(removed);
            expected.addAll(appended);
            assertThat(world.held()).as(what).containsExactlyInAnyOrderElementsOf(expected);
        }
        SignedRevision settled = world.client.settled().orElseThrow();
        assertThat(world.provider.agreed()).as(what).contains(settled);
        assertThat(settled.isSigned(PARTIES, SignatureVerifier.ED25519)).isTrue();
        assertThat(settled.revision().list()).as(what).isEqualTo(root(world.held()));
        assertThat(world.provider.list().root())
                .as(what)
                .isEqualTo(settled.revision().list());
        world.onLedger.ifPresent(one -> assertThat(one.revision().sequence())
                .as(what)
                .isLessThanOrEqualTo(settled.revision().sequence()));
        // What a restart finds is the same.
        assertThat(world.startClient().settled()).as(what).contains(settled);
        assertThat(world.startProvider().agreed()).as(what).contains(settled);
    }

    @Test
    void revisions_withoutFaults() throws Exception {
        for (long seed = 0; seed < 20; seed++) {
            live(new World(seed, 0), 6, "seed " + seed);
        }
    }

    @Test
    void revisions_withMessagesLost() throws Exception {
        for (long seed = 100; seed < 160; seed++) {
            live(new World(seed, 0.3), 6, "seed " + seed);
        }
    }

    @Test
    void revisions_eachSideKilledAtEachWrite() throws Exception {
        int killed = 0;
        for (int write = 0; write < 14; write++) {
            for (boolean after : new boolean[] {false, true}) {
                for (boolean clientDies : new boolean[] {false, true}) {
                    for (long seed = 200; seed < 206; seed++) {
                        var world = new World(seed, seed % 2 == 0 ? 0 : 0.2);
                        (clientDies ? world.clientStore : world.providerStore).killAt(write, after);
                        live(
                                world,
                                5,
                                "seed " + seed + ", " + (clientDies ? "client" : "provider") + " killed "
                                        + (after ? "after" : "before") + " write " + write);
                        killed += world.kills;
                    }
                }
            }
        }
        assertThat(killed).isGreaterThan(200);
    }

    @Test
    void client_thatNeverSigns_isOfferedNothingElseUntilTheOfferLapses() throws IOException {
        var world = new World(300, 0);
        var random = new SplittableRandom(300);
        var first = new RevisionProposal(PARTIES.deal(), 0, List.of(), List.of(piece(random)));
        var other = new RevisionProposal(PARTIES.deal(), 0, List.of(), List.of(piece(random)));
        var offered = world.provider.propose(first, 5, 7, EVERYTHING);
        assertThat(world.provider.propose(first, 6, 8, EVERYTHING)).isEqualTo(offered);
        assertThat(world.provider.propose(other, 7, 9, EVERYTHING))
                .isInstanceOfSatisfying(
                        RevisionAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(RevisionAnswer.Reason.OFFER_PENDING));
        var next = (RevisionAnswer.Offered) world.provider.propose(other, 8, 10, EVERYTHING);
        assertThat(next.offer().revision().sequence()).isEqualTo(2);
        var lapsed = ((RevisionAnswer.Offered) offered).offer().revision();
        assertThat(world.provider.accept(lapsed, lapsed.sign(CLIENT, PARTIES.chain()), 8))
                .isInstanceOfSatisfying(
                        RevisionAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(RevisionAnswer.Reason.UNKNOWN_REVISION));
    }

    @Test
    void provider_thatSignsSomethingElse_getsNoSignature() throws Exception {
        var random = new SplittableRandom(301);
        var world = new World(301, 0);
        var wanted = List.of(piece(random));
        world.want(List.of(), wanted);
        var other = new RevisionProposal(PARTIES.deal(), 0, List.of(), List.of(piece(random)));
        var wrong = new ProviderDeal(new MortalStore(), PARTIES, PROVIDER, SignatureVerifier.ED25519);
        rejects(world, wrong.propose(other, 0, 2, EVERYTHING), "not the change that was asked for");
        var right = ((RevisionAnswer.Offered)
                        wrong.propose(new RevisionProposal(PARTIES.deal(), 0, List.of(), wanted), 3, 5, EVERYTHING))
                .offer();
        rejects(world, new RevisionAnswer.Offered(right), "good up to epoch 5 in epoch 100", 100);
        rejects(world, new RevisionAnswer.Offered(right), "good up to epoch 5 in epoch 6", 6);
        var forged = new RevisionOffer(
                right.revision(),
                right.change(),
                right.proof(),
                right.revision().sign(CLIENT, PARTIES.chain()));
        rejects(world, new RevisionAnswer.Offered(forged), "not signed by the provider", 4);
        var moreLeaves = new Revision(
                PARTIES.deal(),
                2,
                new SumNode(
                        right.revision().list().leaves() + 1,
                        right.revision().list().hash()),
                1,
                5);
        rejects(
                world,
                new RevisionAnswer.Offered(new RevisionOffer(
                        moreLeaves, right.change(), right.proof(), moreLeaves.sign(PROVIDER, PARTIES.chain()))),
                "not the list that the change leaves",
                4);
        var foreign = new SignedRevision(
                moreLeaves, moreLeaves.sign(CLIENT, PARTIES.chain()), moreLeaves.sign(PROVIDER, PARTIES.chain()));
        rejects(world, new RevisionAnswer.Settled(foreign), "the client has not signed it", 4);
        world.client.answered(new RevisionAnswer.Offered(right), 4);
        assertThat(world.client.signed()).isPresent();
    }

    private static void rejects(World world, RevisionAnswer answer, String why) {
        rejects(world, answer, why, 0);
    }

    private static void rejects(World world, RevisionAnswer answer, String why, long epoch) {
        assertThatThrownBy(() -> world.client.answered(answer, epoch)).hasMessageContaining(why);
        assertThat(world.client.signed()).isEmpty();
    }

    @Test
    void proposal_staleForkedOrWrong_isRefused() throws Exception {
        var world = new World(302, 0);
        var random = new SplittableRandom(302);
        PieceEntry held = piece(random);
        world.want(List.of(), List.of(held));
        while (!world.isIdle()) {
            world.exchange();
        }
        refuses(world, new RevisionProposal(PARTIES.deal(), 0, List.of(), List.of()), RevisionAnswer.Reason.STALE);
        refuses(
                world,
                new RevisionProposal(PARTIES.deal(), 7, List.of(), List.of()),
                RevisionAnswer.Reason.UNKNOWN_REVISION);
        refuses(
                world,
                new RevisionProposal(PARTIES.deal(), 1, List.of(piece(random).id()), List.of()),
                RevisionAnswer.Reason.NO_SUCH_PIECE);
        refuses(
                world,
                new RevisionProposal(PARTIES.deal(), 1, List.of(held.id(), held.id()), List.of()),
                RevisionAnswer.Reason.NO_SUCH_PIECE);
        refuses(
                world,
                new RevisionProposal(PARTIES.deal(), 1, List.of(), List.of(held)),
                RevisionAnswer.Reason.PIECE_TWICE);
        PieceEntry twice = piece(random);
        refuses(
                world,
                new RevisionProposal(PARTIES.deal(), 1, List.of(), List.of(twice, twice)),
                RevisionAnswer.Reason.PIECE_TWICE);
        byte[] otherDeal = new byte[DealId.LENGTH_BYTES];
        otherDeal[0] = 1;
        refuses(
                world,
                new RevisionProposal(DealId.of(otherDeal), 1, List.of(), List.of()),
                RevisionAnswer.Reason.WRONG_DEAL);
        var offer = ((RevisionAnswer.Offered) world.provider.propose(
                        new RevisionProposal(PARTIES.deal(), 1, List.of(held.id()), List.of()), 0, 2, EVERYTHING))
                .offer();
        assertThat(world.provider.accept(offer.revision(), offer.provider(), 0))
                .isInstanceOfSatisfying(
                        RevisionAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(RevisionAnswer.Reason.WRONG_SIGNATURE));
        assertThat(world.held()).containsExactly(held);
    }

    private static void refuses(World world, RevisionProposal proposal, RevisionAnswer.Reason reason)
            throws IOException {
        assertThat(world.provider.propose(proposal, 0, 2, EVERYTHING))
                .isInstanceOfSatisfying(
                        RevisionAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void messages_encodedAndDecoded() throws Exception {
        var world = new World(303, 0);
        var random = new SplittableRandom(303);
        var proposal = new RevisionProposal(PARTIES.deal(), 0, List.of(), List.of(piece(random), piece(random)));
        assertThat(RevisionProposal.decode(proposal.encode())).isEqualTo(proposal);
        var offer = ((RevisionAnswer.Offered) world.provider.propose(proposal, 0, 2, EVERYTHING)).offer();
        assertThat(RevisionOffer.decode(offer.encode())).isEqualTo(offer);
    }
}
