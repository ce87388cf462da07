import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import network.cairn.chain.state.BlockContext;
import network.cairn.chain.state.ExecutedBlock;
import network.cairn.chain.state.StateChanges;
import network.cairn.chain.state.StateMachine;
import network.cairn.chain.state.VerifiedTransactions;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.OpenDeal;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Revision;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Subnet;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.proofs.deal.Challenges;
import network.cairn.proofs.deal.DealEntry;
import network.cairn.proofs.deal.EpochProof;
import network.cairn.proofs.deal.EpochVerdict;
import network.cairn.proofs.deal.EpochVerifier;
import network.cairn.proofs.deal.HeapSumNodes;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.deal.ProofSource;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.deal.SumTree;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.Signature;
import network.cairn.proofs.piece.PieceHasher;
import network.cairn.proofs.piece.PieceTree;

/// Measures a provider's proofs, and the end of an epoch with very many deals. Run by deals.sh in this folder.
///
///     java -cp 'deploy/target/cairn/lib/*' deploy/bench/DealBench.java proofs DEALS PIECES | close DEALS
public final class DealBench {
    private static final int PIECE_BYTES = 3_355_444;
    private static final int ROUNDS = 300;
    private static final Signature ANY_SIGNATURE = Signature.of(new byte[Signature.LENGTH_BYTES]);
    private static final SignatureVerifier ANY = (signer, message, signature) -> true;

    private DealBench() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "proofs" -> proofs(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
            case "close" -> close(Integer.parseInt(arguments[1]));
            default -> throw new IllegalArgumentException("proofs or close, not " + arguments[0]);
        }
    }

    /// A provider's deals, each with as many pieces. All pieces have the same bytes, those of a segment of 64 MiB
    /// in 20; what is measured does not depend on them.
    private static final class Held implements ProofSource {
        private final SumTree deals = new SumTree(new HeapSumNodes(), 0);
        private final SumTree[] lists;
        private final int piecesEach;
        private final byte[] bytes = new byte[PIECE_BYTES];
        private final PieceTree tree;

        Held(int dealCount, int pieces) {
            new SplittableRandom(1).nextBytes(bytes);
            var hasher = new PieceHasher();
            hasher.update(bytes, 0, bytes.length);
            tree = hasher.finish();
            piecesEach = pieces / dealCount;
            lists = new SumTree[dealCount];
            for (int deal = 0; deal < dealCount; deal++) {
                lists[deal] = new SumTree(new HeapSumNodes(), 0);
                for (int piece = 0; piece < piecesEach; piece++) {
                    lists[deal].append(entry(deal, piece).node());
                }
                deals.append(new DealEntry(id(deal), lists[deal].root()).node());
            }
        }

        private PieceEntry entry(int deal, long piece) {
            byte[] id = new byte[PieceId.LENGTH_BYTES];
            new SplittableRandom(((long) deal << 32) + piece).nextBytes(id);
            return new PieceEntry(PieceId.of(id), PIECE_BYTES, tree.root());
        }

        private static DealId id(int deal) {
            byte[] id = new byte[DealId.LENGTH_BYTES];
            new SplittableRandom(deal).nextBytes(id);
            return DealId.of(id);
        }

        @Override
        public SumTree deals() {
            return deals;
        }

        @Override
        public Deal deal(long slot) {
            int deal = (int) slot;
            return new Deal(id(deal), lists[deal], index -> new Piece(
                    entry(deal, index),
                    tree,
                    (offset, lengthBytes) -> Arrays.copyOfRange(bytes, (int) offset, (int) offset + lengthBytes)));
        }
    }

    private static void proofs(int deals, int pieces) throws IOException {
        var held = new Held(deals, pieces);
        SumNode root = held.deals().root();
        var provider = ActorId.of(new byte[ActorId.LENGTH_BYTES]);
        long[] makingNanos = new long[ROUNDS];
        long[] checkingNanos = new long[ROUNDS];
        long bytes = 0;
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            byte[] beacon = new byte[BeaconSignature.LENGTH_BYTES];
            new SplittableRandom(round).nextBytes(beacon);
            long epoch = round + ROUNDS;
            long start = System.nanoTime();
            long[] challenges =
                    Challenges.derive(BeaconSignature.of(beacon), provider, epoch, root.leaves(), 20);
            byte[] proof = EpochProof.make(held, provider, epoch, challenges);
            long made = System.nanoTime();
            challenges = Challenges.derive(BeaconSignature.of(beacon), provider, epoch, root.leaves(), 20);
            var verdict = EpochVerifier.verify(root, provider, epoch, challenges, proof);
            long checked = System.nanoTime();
            if (!verdict.equals(new EpochVerdict.Accepted())) {
                throw new IllegalStateException(verdict.toString());
            }
            if (round >= 0) {
                makingNanos[round] = made - start;
                checkingNanos[round] = checked - made;
                bytes += proof.length;
            }
        }
        Arrays.sort(makingNanos);
        Arrays.sort(checkingNanos);
        System.out.printf(
                "%,d deals, %,d pieces: proof of 20 challenges %,d bytes on average, made in %,d us, checked in %,d us "
                        + "(medians; 99th percentile %,d us): %,d providers an hour on one core at 1 %% load%n",
                deals,
                pieces,
                bytes / ROUNDS,
                makingNanos[ROUNDS / 2] / 1000,
                checkingNanos[ROUNDS / 2] / 1000,
                checkingNanos[ROUNDS * 99 / 100] / 1000,
                36_000_000_000L / checkingNanos[ROUNDS / 2]);
    }

    /// A chain in memory, whose signatures are not checked.
    private static final class Chain {
        final Identity client = identity(1);
        final Identity provider = identity(2);
        final Genesis genesis;
        final StateMachine machine;
        final Map<StateKey, byte[]> state = new HashMap<>();
        long height;

        Chain() {
            var balances = new TreeMap<ActorId, Amount>();
            balances.put(client.id(), Amount.credits(1_000_000_000_000L));
            balances.put(provider.id(), Amount.credits(1_000_000_000_000L));
            var validator = identity(3);
            byte[] key = new byte[BeaconGroup.KEY_LENGTH_BYTES];
            genesis = new Genesis(
                    "bench",
                    0,
                    ChainParameters.DEFAULT,
                    balances,
                    List.of(new Genesis.GenesisValidator(
                            validator.publicIdentity(), Amount.credits(1000), new Endpoint("127.0.0.1", 1), 0)),
                    Optional.of(new BeaconGroup(key, 1, List.of(new BeaconGroup.Holder(validator.id(), key)))));
            machine = new StateMachine(
                    genesis, ANY, VerifiedTransactions.serial(ANY, 1), (epoch, beacon) -> true);
            commit(machine.genesis());
        }

        private static Identity identity(int seed) {
            byte[] bytes = new byte[Identity.SEED_LENGTH_BYTES];
            Arrays.fill(bytes, (byte) seed);
            return Identity.ofSeed(bytes);
        }

        void commit(StateChanges changes) {
            changes.records().forEach((key, value) ->
                    value.ifPresentOrElse(bytes -> state.put(key, bytes), () -> state.remove(key)));
        }

        Transaction order(Identity sender, long nonce, TransactionBody body) {
            return new Transaction(
                    genesis.chainId(), sender.publicIdentity(), nonce, Amount.units(10_000), body, ANY_SIGNATURE);
        }

        ExecutedBlock next(List<Transaction> transactions) {
            long epoch = genesis.parameters().epochOf(height + 1);
            var context = new BlockContext(
                    height + 1,
                    epoch,
                    1000 * (height + 1),
                    genesis.validators().getFirst().key().id(),
                    Optional.empty());
            return machine.select(state::get, context, transactions, 2 << 20);
        }

        void block(List<Transaction> transactions) {
            ExecutedBlock block = next(transactions);
            if (block.transactions().size() != transactions.size()) {
                throw new IllegalStateException(
                        "only " + block.transactions().size() + " of " + transactions.size() + " were taken");
            }
            block.outcomes().stream()
                    .filter(outcome -> !(outcome instanceof network.cairn.client.ledger.Outcome.Applied))
                    .findFirst()
                    .ifPresent(outcome -> {
                        throw new IllegalStateException(outcome.toString());
                    });
            commit(block.changes());
            height++;
        }
    }

    private static void close(int deals) {
        var chain = new Chain();
        var terms = new ProviderTerms(
                List.of(new Endpoint("127.0.0.1", 1)),
                "bench",
                "bench",
                Subnet.ofAddress(new byte[] {127, 0, 0, 1}),
                Amount.credits(1),
                Amount.credits(1),
                1L << 50);
        chain.block(List.of(chain.order(chain.provider, 0, new RegisterProvider(terms))));
        int batch = 1000;
        long updating = 0;
        for (int first = 0; first < deals; first += batch) {
            int from = first;
            int count = Math.min(batch, deals - first);
            chain.block(IntStream.range(0, count)
                    .mapToObj(i -> chain.order(
                            chain.client,
                            from + i,
                            new OpenDeal(chain.provider.publicIdentity(), Amount.credits(1), Amount.credits(10))))
                    .toList());
            List<Transaction> updates = IntStream.range(0, count)
                    .mapToObj(i -> chain.order(chain.provider, 1L + from + i, update(chain, from + i)))
                    .toList();
            long start = System.nanoTime();
            chain.block(updates);
            updating = (System.nanoTime() - start) / count;
        }
        long last = chain.genesis.parameters().lastHeight(0);
        while (chain.height < last - 1) {
            chain.block(List.of());
        }
        long[] nanos = new long[ROUNDS];
        int records = 0;
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            long start = System.nanoTime();
            ExecutedBlock block = chain.next(List.of());
            if (round >= 0) {
                nanos[round] = System.nanoTime() - start;
                records = block.changes().records().size();
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%,d deals of one provider: the block that ends an epoch changes %d records and takes %,d us to carry out; "
                        + "a revision took %,d us in the last block of them%n",
                deals, records, nanos[ROUNDS / 2] / 1000, updating / 1000);
    }

    private static UpdateDeal update(Chain chain, int deal) {
        byte[] hash = new byte[Digest.LENGTH_BYTES];
        new SplittableRandom(deal).nextBytes(hash);
        var id = Deal.idOf(chain.genesis.chainId(), chain.client.id(), deal);
        return new UpdateDeal(
                new Revision(id, 1, new SumNode(1000, Digest.of(hash)), 10, 0), ANY_SIGNATURE, ANY_SIGNATURE);
    }
}
