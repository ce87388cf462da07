import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import network.cairn.chain.beacon.BeaconCheck;
import network.cairn.chain.state.BlockVerdict;
import network.cairn.chain.state.LedgerSettings;
import network.cairn.chain.state.LedgerStore;
import network.cairn.chain.state.StateMachine;
import network.cairn.chain.state.VerifiedTransactions;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.LevelDbStore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Signature;

/// Measures the ledger in one process, without a network: proofs and updates of a large state, catch-up,
/// bytes on disk. Run by chain.sh in this folder.
///
///     java -cp 'deploy/target/cairn/lib/*' deploy/bench/ChainBench.java state|catchup|disk FOLDER [NUMBER]
public final class ChainBench {
    private static final long TIME = 1_700_000_000_000L;
    private static final Amount FEE = Amount.units(4_000);
    private static final SignatureVerifier ANY = (signer, message, signature) -> true;

    private final List<Identity> validators = identities(1, 4);
    private final List<Identity> senders;
    private final Genesis genesis;
    private final long[] nonces;

    private ChainBench(int senderCount) {
        senders = identities(1000, senderCount);
        nonces = new long[senderCount];
        var balances = new TreeMap<ActorId, Amount>();
        senders.forEach(sender -> balances.put(sender.id(), Amount.credits(1_000_000_000L)));
        genesis = new Genesis(
                "bench",
                TIME,
                ChainParameters.DEFAULT,
                balances,
                validators.stream()
                        .map(validator -> new Genesis.GenesisValidator(
                                validator.publicIdentity(), Amount.credits(1000), new Endpoint("127.0.0.1", 1), 0))
                        .toList(),
                Optional.empty());
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "state" -> state(folder, arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000_000);
            case "catchup" -> catchUp(folder);
            case "disk" -> disk(folder);
            default -> throw new IllegalArgumentException("state, catchup or disk, not " + arguments[0]);
        }
    }

    private static List<Identity> identities(int first, int count) {
        var identities = new ArrayList<Identity>();
        for (int i = 0; i < count; i++) {
            byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
            Arrays.fill(seed, (byte) 7);
            for (int at = 0; at < 4; at++) {
                seed[at] = (byte) ((first + i) >>> (8 * at));
            }
            identities.add(Identity.ofSeed(seed));
        }
        return identities;
    }

    private LedgerStore open(Path folder, SignatureVerifier verifier, VerifiedTransactions verified) {
        return LedgerStore.open(
                genesis,
                new StateMachine(genesis, verifier, verified, BeaconCheck.NONE),
                LevelDbStore.open(folder),
                LedgerSettings.of(genesis.parameters()));
    }

    private LedgerStore openTrusting(Path folder) {
        return open(folder, ANY, VerifiedTransactions.serial(ANY, 100_000));
    }

    private Transaction transfer(int sender, ActorId to, boolean signed) {
        long nonce = nonces[sender]++;
        var body = new Transfer(to, Amount.units(1));
        Identity from = senders.get(sender);
        return signed
                ? Transaction.sign(from, genesis.chainId(), nonce, FEE, body)
                : new Transaction(
                        genesis.chainId(),
                        from.publicIdentity(),
                        nonce,
                        FEE,
                        body,
                        Signature.of(new byte[Signature.LENGTH_BYTES]));
    }

    private static ActorId account(int number) {
        byte[] id = new byte[ActorId.LENGTH_BYTES];
        new SplittableRandom(number).nextBytes(id);
        return ActorId.of(id);
    }

    /// The certificate of a quorum, with real signatures where they are to be checked.
    private Certificate certificate(LedgerStore ledger, Block block, boolean signed) {
        ValidatorSet set = ledger.validators(block.header().epoch()).orElseThrow();
        var vote = new Vote.Finalize(new Round(block.header().epoch(), block.header().height()), 0, block.hash());
        byte[] bytes = vote.signedBytes(genesis.chainId());
        Map<ActorId, Signature> signatures = new LinkedHashMap<>();
        for (Identity validator : validators.subList(0, 3)) {
            signatures.put(
                    validator.id(),
                    signed ? validator.sign(bytes) : Signature.of(new byte[Signature.LENGTH_BYTES]));
        }
        return Certificate.of(vote, set, signatures);
    }

    private Block build(LedgerStore ledger, List<Transaction> transactions) {
        return ledger.build(
                ledger.tip().hash(),
                validators.getFirst().id(),
                ledger.tip().timestampMillis() + 1000,
                transactions,
                Optional.empty());
    }

    private static void state(Path folder, int accounts) {
        var bench = new ChainBench(1);
        try (LedgerStore ledger = bench.openTrusting(folder)) {
            int made = 0;
            while (made < accounts) {
                var transactions = new ArrayList<Transaction>();
                for (int i = 0; i < 9_000 && made < accounts; i++) {
                    transactions.add(bench.transfer(0, account(made++), false));
                }
                Block block = bench.build(ledger, transactions);
                if (block.transactions().size() != transactions.size()) {
                    throw new IllegalStateException("a block took " + block.transactions().size() + " of "
                            + transactions.size() + " transfers");
                }
                ledger.finalise(List.of(block), bench.certificate(ledger, block, false));
            }
            bench.proofs(ledger, accounts);
            bench.updates(ledger, accounts);
        }
    }

    private void proofs(LedgerStore ledger, int accounts) {
        int count = 20_000;
        long proveNanos = 0;
        long checkNanos = 0;
        long bytes = 0;
        long bytesMax = 0;
        for (int round = 0; round < 2; round++) {
            proveNanos = checkNanos = bytes = bytesMax = 0;
            for (int i = 0; i < count; i++) {
                StateKey key = StateKey.account(account((int) ((i * 7919L) % accounts)));
                long begun = System.nanoTime();
                var proven = ledger.prove(key);
                long proved = System.nanoTime();
                var verdict = proven.proof()
                        .verify(proven.header().state(), key.path(), Optional.ofNullable(proven.value()));
                long checked = System.nanoTime();
                if (!verdict.getClass().getSimpleName().equals("Present")) {
                    throw new IllegalStateException("a proof came to " + verdict);
                }
                proveNanos += proved - begun;
                checkNanos += checked - proved;
                int length = proven.proof().encode().length;
                bytes += length;
                bytesMax = Math.max(bytesMax, length);
            }
        }
        print("accounts in the state", accounts);
        print("state proof, bytes (mean)", bytes / count);
        print("state proof, bytes (greatest)", bytesMax);
        print("making a proof, us", proveNanos / count / 1000.0);
        print("checking a proof, us", checkNanos / count / 1000.0);
    }

    private void updates(LedgerStore ledger, int accounts) {
        var random = new SplittableRandom(1);
        int rounds = 40;
        int transfers = 2_000;
        var builds = new ArrayList<Double>();
        var writes = new ArrayList<Double>();
        for (int round = 0; round < rounds; round++) {
            var transactions = new ArrayList<Transaction>();
            for (int i = 0; i < transfers; i++) {
                transactions.add(transfer(0, account(random.nextInt(accounts)), false));
            }
            long begun = System.nanoTime();
            Block block = build(ledger, transactions);
            long built = System.nanoTime();
            ledger.finalise(List.of(block), certificate(ledger, block, false));
            builds.add((built - begun) / 1e6);
            writes.add((System.nanoTime() - built) / 1e6);
        }
        print("carrying out 2,000 transfers to random accounts and hashing the tree, ms (median)", median(builds));
        print("writing that block and its state, fsynced, ms (median)", median(writes));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void catchUp(Path folder) {
        catchUp(folder.resolve("full"), 60, 2_000);
        catchUp(folder.resolve("empty"), 3_000, 0);
    }

    /// A ledger that takes blocks as a validator does that was away: certificate, signatures, execution,
    /// one fsynced write for each batch.
    private static void catchUp(Path folder, int blocks, int transfers) {
        var bench = new ChainBench(200);
        var chain = new ArrayList<Block>();
        var certificates = new ArrayList<Certificate>();
        try (LedgerStore ledger = bench.openTrusting(folder.resolve("ahead"))) {
            for (int i = 0; i < blocks; i++) {
                var transactions = new ArrayList<Transaction>();
                for (int j = 0; j < transfers; j++) {
                    transactions.add(bench.transfer(j % 200, account(j % 5_000), true));
                }
                Block block = bench.build(ledger, transactions);
                Certificate certificate = bench.certificate(ledger, block, true);
                ledger.finalise(List.of(block), certificate);
                chain.add(block);
                certificates.add(certificate);
            }
        }
        int threads = Runtime.getRuntime().availableProcessors();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads);
                LedgerStore ledger = bench.open(
                        folder.resolve("behind"),
                        SignatureVerifier.ED25519,
                        VerifiedTransactions.parallel(SignatureVerifier.ED25519, 100_000, pool, threads))) {
            long begun = System.nanoTime();
            int batch = transfers == 0 ? 50 : 2;
            for (int from = 0; from < blocks; from += batch) {
                int to = Math.min(blocks, from + batch);
                List<Block> part = chain.subList(from, to);
                Certificate last = certificates.get(to - 1);
                long epoch = part.getLast().header().epoch();
                if (!last.holds(
                        bench.genesis.chainId(), ledger.validators(epoch).orElseThrow(), SignatureVerifier.ED25519)) {
                    throw new IllegalStateException("a certificate does not hold");
                }
                for (Block block : part) {
                    if (!block.isWhole() || !(ledger.verify(block) instanceof BlockVerdict.Valid)) {
                        throw new IllegalStateException("block " + block.header().height() + " is not valid");
                    }
                }
                ledger.finalise(part, last);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            String kind = transfers == 0 ? "empty blocks" : "blocks of " + transfers + " transfers";
            print("catch-up, " + kind + ", blocks/s", blocks / seconds);
            if (transfers > 0) {
                print("catch-up, " + kind + ", transfers/s", blocks * (double) transfers / seconds);
            }
        }
    }

    private static void disk(Path folder) throws IOException {
        for (int transfers : new int[] {0, 100, 1000}) {
            var bench = new ChainBench(200);
            Path at = folder.resolve("with-" + transfers);
            int blocks = transfers >= 1000 ? 200 : 1000;
            try (LedgerStore ledger = bench.openTrusting(at)) {
                for (int i = 0; i < blocks; i++) {
                    var transactions = new ArrayList<Transaction>();
                    for (int j = 0; j < transfers; j++) {
                        transactions.add(bench.transfer(j % 200, account(j), true));
                    }
                    Block block = bench.build(ledger, transactions);
                    ledger.finalise(List.of(block), bench.certificate(ledger, block, true));
                }
            }
            print("on disk for 1,000 blocks of " + transfers + " transfers, KiB", bytes(at) * (1000 / blocks) / 1024);
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> {
                        try {
                            return Files.size(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .sum();
        }
    }

    private static void print(String what, double value) {
        System.out.printf("%-90s %,.1f%n", what, value);
    }

    private static void print(String what, long value) {
        System.out.printf("%-90s %,d%n", what, value);
    }
}
