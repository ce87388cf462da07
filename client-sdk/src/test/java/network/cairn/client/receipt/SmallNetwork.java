package network.cairn.client.receipt;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.LedgerSamples;
import network.cairn.client.ledger.ProvenEpochs;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.Revision;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Subnet;
import network.cairn.client.light.ChainSource;
import network.cairn.client.light.Checkpoint;
import network.cairn.client.light.LightClient;
import network.cairn.client.light.LightClientSettings;
import network.cairn.client.light.SmallChain;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.proofs.deal.DealEntry;
import network.cairn.proofs.deal.HeapSumNodes;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.SegmentId;

/// A chain with providers, their deals and what they have proven, as the ledger would record it, and nodes that
/// show what is in their lists. Six providers of four operators hold two segments of six pieces, of which four are
/// needed.
final class SmallNetwork implements PieceMembership {
    static final int PROVIDERS = 6;
    static final Scheme SCHEME = new Scheme(4, 5, 6, 6);
    static final Instant START = Instant.ofEpochMilli(SmallChain.timeOf(0));
    static final Identity CLIENT = LedgerSamples.identity(90);

    /// A provider's node: two deals, of which the first has the segments' pieces.
    static final class Node {
        final Identity identity;
        final ProviderTerms terms;
        final List<Held> deals = new ArrayList<>();
        ProviderAccount account = ProviderAccount.opened(0);
        final Map<Long, ProvenEpochs> proven = new HashMap<>();
        List<Held> before = List.of();
        boolean silent;
        boolean lies;

        Node(int number) {
            identity = LedgerSamples.identity(40 + number);
            terms = new ProviderTerms(
                    List.of(new Endpoint("node-" + number, 7000)),
                    "operator-" + number % 4,
                    number % 2 == 0 ? "north" : "south",
                    Subnet.ofAddress(new byte[] {10, 0, (byte) number, 1}),
                    Amount.units(5),
                    Amount.units(6),
                    1L << 40);
        }

        ActorId id() {
            return identity.id();
        }

        SumTree tree() {
            return treeOf(deals);
        }

        Held main() {
            return deals.getFirst();
        }
    }

    /// A deal and its list.
    record Held(DealId id, Deal deal, List<PieceEntry> entries) {
        SumTree list() {
            var tree = new SumTree(new HeapSumNodes(), 0);
            entries.forEach(entry -> tree.append(entry.node()));
            return tree;
        }
    }

    final SmallChain chain = new SmallChain("receipts", 4, 1);
    final List<Node> nodes = IntStream.range(0, PROVIDERS).mapToObj(Node::new).toList();
    final List<SegmentManifest> segments;
    private final SplittableRandom random = new SplittableRandom(19);

    /// Called with each question to a node for a proof.
    Consumer<Node> whenAsked = _ -> {};

    SmallNetwork() {
        segments = List.of(segment(1), segment(2));
        for (int number = 0; number < PROVIDERS; number++) {
            Node node = nodes.get(number);
            for (int deal = 0; deal < 2; deal++) {
                var opened = Deal.opened(
                        CLIENT.publicIdentity(),
                        node.identity.publicIdentity(),
                        Amount.units(5),
                        Amount.credits(5),
                        Amount.units(1),
                        epoch(),
                        0);
                node.deals.add(new Held(
                        Deal.idOf(chain.genesis.chainId(), CLIENT.id(), 2L * number + deal), opened, List.of()));
                revise(node, deal, entries(node, deal));
            }
            write(node);
        }
    }

    private List<PieceEntry> entries(Node node, int deal) {
        var entries = new ArrayList<PieceEntry>();
        for (int i = 0; i < 5; i++) {
            entries.add(filler());
        }
        if (deal == 0) {
            for (SegmentManifest segment : segments) {
                segment.pieces().stream()
                        .filter(piece -> piece.node().equals(node.id()))
                        .forEach(piece -> entries.add(new PieceEntry(
                                segment.pieceId(piece), segment.layout().pieceBytes(), piece.root())));
            }
        }
        return entries;
    }

    PieceEntry filler() {
        return new PieceEntry(PieceId.of(bytes(32)), 3000, PieceRoot.of(bytes(32)));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private SegmentManifest segment(int number) {
        byte[] id = new byte[SegmentId.LENGTH_BYTES];
        Arrays.fill(id, (byte) number);
        var pieces = IntStream.range(0, PROVIDERS)
                .mapToObj(index ->
                        new SegmentManifest.StoredPiece(index, nodes.get(index).id(), PieceRoot.of(bytes(32))))
                .toList();
        return new SegmentManifest(SegmentId.of(id), SCHEME, 64 << 10, 100_000, pieces);
    }

    /// The epoch of the next block.
    long epoch() {
        return chain.tip() / SmallChain.EPOCH_BLOCKS;
    }

    private static SumTree treeOf(List<Held> deals) {
        var tree = new SumTree(new HeapSumNodes(), 0);
        for (Held held : deals) {
            if (held.deal().leaves() > 0) {
                tree.append(new DealEntry(held.id(), held.deal().contents().list()).node());
            }
        }
        return tree;
    }

    /// Brings a revision of a deal's list to the ledger.
    void revise(Node node, int deal, List<PieceEntry> entries) {
        Held held = node.deals.get(deal);
        if (epoch() > node.account.commitment().changedEpoch()) {
            node.before = List.copyOf(node.deals);
        }
        var list = new Held(held.id(), held.deal(), entries).list();
        var revision =
                new Revision(held.id(), held.deal().contents().sequence() + 1, list.root(), entries.size(), epoch());
        node.deals.set(deal, new Held(held.id(), held.deal().revised(revision, epoch()), List.copyOf(entries)));
        SumTree tree = node.tree();
        node.account = node.account.withCommitment(
                node.account.commitment().changed(tree.items(), tree.root(), Amount.ZERO, epoch()));
        write(node);
    }

    void prove(Node node, long epoch) {
        node.proven.merge(ProvenEpochs.era(epoch), ProvenEpochs.NONE.with(epoch), (known, _) -> known.with(epoch));
        write(node);
    }

    void write(Node node) {
        chain.records.put(StateKey.provider(node.id()), new Provider(node.terms, 1, 1).encode());
        chain.records.put(StateKey.providerAccount(node.id()), node.account.encode());
        node.deals.forEach(
                held -> chain.records.put(StateKey.deal(held.id()), held.deal().encode()));
        node.proven.forEach((era, bits) -> chain.records.put(StateKey.provenEpochs(node.id(), era), bits.encode()));
    }

    void replaceDeal(Node node, Deal deal) {
        node.deals.set(0, new Held(node.main().id(), deal, node.main().entries()));
        write(node);
    }

    /// Lets epochs pass, in each of which all providers prove the one before, and ends with the first block of the
    /// last.
    void pass(int epochs) {
        for (int i = 0; i < epochs; i++) {
            do {
                chain.extend();
            } while (chain.tip() % SmallChain.EPOCH_BLOCKS != 0);
            long past = epoch() - 1;
            nodes.forEach(node -> prove(node, past));
        }
        chain.extend();
    }

    Optional<DealId> dealOf(ActorId node, PieceId piece) {
        return nodes.stream()
                .filter(one -> one.id().equals(node))
                .flatMap(one -> one.deals.stream())
                .filter(held ->
                        held.entries().stream().anyMatch(entry -> entry.id().equals(piece)))
                .map(Held::id)
                .findFirst();
    }

    private Node node(ActorId id) {
        return nodes.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }

    @Override
    public Optional<byte[]> prove(ActorId node, DealId deal, long sequence, PieceId piece) {
        Node asked = node(node);
        whenAsked.accept(asked);
        if (asked.lies) {
            return Optional.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0});
        }
        return asked.silent
                ? Optional.empty()
                : asked.deals.stream()
                        .filter(held ->
                                held.id().equals(deal) && held.deal().contents().sequence() == sequence)
                        .flatMap(held -> membership(held, piece).stream())
                        .map(MembershipProof::encode)
                        .findFirst();
    }

    private static Optional<MembershipProof> membership(Held held, PieceId piece) {
        return IntStream.range(0, held.entries().size())
                .filter(index -> held.entries().get(index).id().equals(piece))
                .mapToObj(index -> MembershipProof.of(held.list(), index))
                .findFirst();
    }

    @Override
    public Optional<Earlier> proveEarlier(ActorId node, DealId deal, long epoch, PieceId piece) {
        Node asked = node(node);
        int slot = asked.before.stream().map(Held::id).toList().indexOf(deal);
        if (slot < 0 || asked.account.commitment().changedEpoch() - 1 != epoch) {
            return Optional.empty();
        }
        Held held = asked.before.get(slot);
        SumTree tree = treeOf(asked.before);
        return membership(held, piece).map(proof -> new Earlier(EarlierList.of(deal, held.list(), tree, slot), proof));
    }

    Instant now() {
        return Instant.ofEpochMilli(SmallChain.timeOf(chain.tip()) + 2_000);
    }

    ReceiptMaker maker(ChainSource source) {
        return maker(source, ReceiptOptions.DEFAULT);
    }

    ReceiptMaker maker(ChainSource source, ReceiptOptions options) {
        var client = new LightClient(
                new LightClientSettings(
                        chain.genesis,
                        Optional.empty(),
                        new InMemoryKeyValueStore(),
                        SignatureVerifier.ED25519,
                        this::now,
                        Duration.ofMinutes(10)),
                source);
        return new ReceiptMaker(
                chain.genesis, client, source, this::dealOf, this, SignatureVerifier.ED25519, this::now, options);
    }

    static final ReceiptSubject SUBJECT = new ReceiptSubject("photos/cat.jpg", 190_000, 2, 0);

    ReceiptVerdict.Accepted make() throws Exception {
        return maker(chain).make(SUBJECT, segments, 0);
    }

    ReceiptVerifier verifier() {
        return verifier(Optional.empty());
    }

    ReceiptVerifier verifier(Optional<Checkpoint> checkpoint) {
        return new ReceiptVerifier(
                chain.genesis, checkpoint, SignatureVerifier.ED25519, this::now, Duration.ofMinutes(10));
    }

    /// Whether a piece is in the list that a node's deal has on the ledger.
    boolean holds(ActorId node, DealId deal, PieceId piece, PieceRoot root) {
        return node(node).deals.stream()
                .filter(held -> held.id().equals(deal))
                .flatMap(held -> held.entries().stream())
                .anyMatch(entry -> entry.id().equals(piece) && Objects.equals(entry.root(), root));
    }
}
