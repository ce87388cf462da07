import java.io.IOException;
import java.net.ServerSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import network.cairn.client.identity.Argon2Cost;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.Keystore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.rpc.ChainRoutes;
import network.cairn.client.rpc.ChainStatus;
import network.cairn.client.rpc.SubmissionResults;
import network.cairn.client.rpc.TransactionBatch;
import network.cairn.deploy.genesis.BeaconShareFile;
import network.cairn.deploy.genesis.GenesisDescription;
import network.cairn.deploy.genesis.GenesisFiles;
import network.cairn.deploy.genesis.GenesisMaker;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.TransactionId;

/// Makes a chain for a benchmark, and loads it with transfers through its validators' RPC. Run by chain.sh
/// in this folder.
///
///     ChainLoad.java make FOLDER VALIDATORS BLOCK_TARGET_MILLIS
///     ChainLoad.java load FOLDER VALIDATORS WARMUP_SECONDS SECONDS TRANSFERS_PER_SECOND
public final class ChainLoad {
    private static final int GROUPS = 28; // Goes into 1, 4 and 7 validators alike.
    private static final int BATCH = 40;
    private static final int ACCOUNTS = GROUPS * BATCH;
    private static final Amount FEE = Amount.units(4_000);

    /// Submitted and not final: of more, the load waits, so that a slow chain is not measured by its queue.
    private static final int OUTSTANDING_MAX = 6_000;

    private static final Pattern ADDRESS = Pattern.compile("\"address\"\\s*:\\s*\"([^\"]+)\"");

    private final Genesis genesis;
    private final List<URI> validators;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<TransactionId, Long> submitted = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private final List<Final> finals = new ArrayList<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    /// When a transfer was submitted, and when it was seen to be final.
    private record Final(long begunNanos, long finalNanos) {
        double millis() {
            return (finalNanos - begunNanos) / 1e6;
        }
    }

    private ChainLoad(Genesis genesis, List<URI> validators) {
        this.genesis = genesis;
        this.validators = validators;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        switch (arguments[0]) {
            case "make" -> make(folder, count, Integer.parseInt(arguments[3]));
            case "load" ->
                load(
                        folder,
                        count,
                        Integer.parseInt(arguments[3]),
                        Integer.parseInt(arguments[4]),
                        Integer.parseInt(arguments[5]));
            default -> throw new IllegalArgumentException("make or load, not " + arguments[0]);
        }
    }

    private static List<Identity> accounts() {
        var accounts = new ArrayList<Identity>();
        for (int i = 0; i < ACCOUNTS; i++) {
            byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
            Arrays.fill(seed, (byte) 9);
            seed[0] = (byte) i;
            seed[1] = (byte) (i >>> 8);
            accounts.add(Identity.ofSeed(seed));
        }
        return accounts;
    }

    private static Path home(Path folder, int number) {
        return folder.resolve("validator-" + number);
    }

    private static void make(Path folder, int count, int blockTargetMillis) throws Exception {
        var random = new SecureRandom();
        var ports = new ArrayList<Integer>();
        var sockets = new ArrayList<ServerSocket>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports.add(sockets.getLast().getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        var identities = new ArrayList<Identity>();
        var members = new ArrayList<Genesis.GenesisValidator>();
        for (int number = 1; number <= count; number++) {
            Identity identity = Identity.generate(random);
            identities.add(identity);
            Files.createDirectories(home(folder, number));
            Keystore.create(
                    home(folder, number).resolve("keystore"),
                    "bench".toCharArray(),
                    identity,
                    Map.of(),
                    new Argon2Cost(8, 1, 1),
                    random);
            members.add(new Genesis.GenesisValidator(
                    identity.publicIdentity(),
                    Amount.credits(1000),
                    new Endpoint("127.0.0.1", ports.get(number - 1)),
                    0));
        }
        var balances = new TreeMap<ActorId, Amount>();
        accounts().forEach(account -> balances.put(account.id(), Amount.credits(1_000_000)));
        var or = ChainParameters.DEFAULT;
        var parameters = new ChainParameters(
                or.epochBlocks(),
                Duration.ofMillis(blockTargetMillis),
                or.validatorsMax(),
                or.admission(),
                or.selfStakeMin(),
                or.unbondingTime(),
                or.evidenceTime(),
                or.slashBasisPoints(),
                or.feePerByte(),
                or.transactionBytesMax(),
                or.blockBytesMax());
        var made = GenesisMaker.make(
                new GenesisDescription(
                        "bench",
                        Optional.empty(),
                        parameters,
                        balances,
                        members,
                        GenesisDescription.BeaconKeys.DEALER,
                        OptionalInt.empty()),
                InstantSource.system(),
                random);
        GenesisFiles.write(folder, made);
        for (int number = 1; number <= count; number++) {
            Files.writeString(
                    home(folder, number).resolve("validator.yaml"),
                    """
                    keystore: keystore
                    genesisFile: ../genesis.bin
                    beaconShareFile: ../%s/%s%s
                    dataFolder: data
                    listenPort: %d
                    rpcPort: 0
                    runFile: run.json
                    logFile: validator.log
                    """.formatted(
                            GenesisFiles.SHARES,
                            identities.get(number - 1).id(),
                            BeaconShareFile.SUFFIX,
                            ports.get(number - 1)));
        }
    }

    private static void load(Path folder, int count, int warmupSeconds, int seconds, int perSecond) throws Exception {
        var genesis = Genesis.decode(Files.readAllBytes(folder.resolve("genesis.bin")));
        var validators = new ArrayList<URI>();
        for (int number = 1; number <= count; number++) {
            var address = ADDRESS.matcher(Files.readString(home(folder, number).resolve("run.json")));
            if (!address.find()) {
                throw new IllegalStateException("validator " + number + " has not said its address");
            }
            validators.add(URI.create(
                    address.group(1).startsWith("http") ? address.group(1) : "http://" + address.group(1)));
        }
        new ChainLoad(genesis, validators).run(count, warmupSeconds, seconds, perSecond);
    }

    private void run(int count, int warmupSeconds, int seconds, int perSecond) throws Exception {
        List<List<List<Transaction>>> batches = signed((warmupSeconds + seconds) * perSecond / (GROUPS * BATCH));
        long first = status(validators.getFirst()).height();
        long begun = System.nanoTime();
        long measuredFrom = begun + warmupSeconds * 1_000_000_000L;
        long measuredTo = measuredFrom + seconds * 1_000_000_000L;
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var watching = pool.submit(() -> watch(first));
            var sending = new ArrayList<Future<Boolean>>();
            for (int group = 0; group < GROUPS; group++) {
                var own = batches.get(group);
                URI to = validators.get(group % validators.size());
                sending.add(pool.submit(() -> send(to, own, begun, measuredTo, (double) perSecond / GROUPS)));
            }
            try {
                for (var sent : sending) {
                    sent.get();
                }
                long patience = System.nanoTime() + 30_000_000_000L;
                while (!submitted.isEmpty() && System.nanoTime() < patience) {
                    Thread.sleep(20);
                }
            } finally {
                ended.set(true);
            }
            watching.get();
        }
        report(count, measuredFrom, measuredTo, perSecond);
    }

    /// Signed ahead, so that the load's own signatures are not measured: by group, that group's batches, each of which
    /// has one transfer of each of the group's accounts.
    private List<List<List<Transaction>>> signed(int batchesOfGroup) {
        var accounts = accounts();
        var groups = new ArrayList<List<List<Transaction>>>();
        for (int group = 0; group < GROUPS; group++) {
            var batches = new ArrayList<List<Transaction>>();
            for (int nonce = 0; nonce < batchesOfGroup; nonce++) {
                var batch = new ArrayList<Transaction>();
                for (int i = 0; i < BATCH; i++) {
                    int from = group * BATCH + i;
                    ActorId to = accounts.get((from * 31 + nonce) % ACCOUNTS).id();
                    batch.add(Transaction.sign(
                            accounts.get(from), genesis.chainId(), nonce, FEE, new Transfer(to, Amount.units(1))));
                }
                batches.add(batch);
            }
            groups.add(batches);
        }
        return groups;
    }

    /// Sends a group's batches to one validator at an even pace, as wallets do: the next one once this one was taken.
    private boolean send(URI validator, List<List<Transaction>> batches, long begun, long until, double perSecond)
            throws Exception {
        for (int i = 0; i < batches.size(); i++) {
            long due = begun + (long) (i * BATCH * 1e9 / perSecond);
            while (System.nanoTime() < due || submitted.size() > OUTSTANDING_MAX) {
                if (System.nanoTime() >= until) {
                    return true;
                }
                Thread.sleep(2);
            }
            submit(validator, batches.get(i));
        }
        return true;
    }

    private byte[] get(URI validator, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(validator.resolve(path))
                .header("Accept", ChainRoutes.CANONICAL)
                .timeout(Duration.ofSeconds(20))
                .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answered " + response.statusCode());
        }
        return response.body();
    }

    private ChainStatus status(URI validator) throws Exception {
        return ChainStatus.decode(get(validator, ChainRoutes.STATUS));
    }

    /// Submits a batch, and again what the validator has no room for now, as a wallet would.
    private void submit(URI validator, List<Transaction> batch) throws Exception {
        long now = System.nanoTime();
        batch.forEach(transaction -> submitted.put(transaction.id(), now));
        var left = post(validator, batch);
        while (!left.isEmpty() && !ended.get()) {
            again.addAndGet(left.size());
            Thread.sleep(100);
            left = post(validator, left);
        }
    }

    /// @return what was turned away because too much waits
    private List<Transaction> post(URI validator, List<Transaction> batch) throws Exception {
        var request = HttpRequest.newBuilder(validator.resolve(ChainRoutes.TRANSACTIONS))
                .header("Content-Type", ChainRoutes.CANONICAL)
                .header("Accept", ChainRoutes.CANONICAL)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new TransactionBatch(batch).encode()))
                .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("transactions were answered " + response.statusCode() + ": "
                    + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
        Set<TransactionId> turnedAway = new HashSet<>();
        for (var result : SubmissionResults.decode(response.body()).results()) {
            if (result.rejection().isPresent()) {
                if (result.rejection().get().reason() == Rejection.Reason.MEMPOOL_FULL) {
                    turnedAway.add(result.id());
                } else if (submitted.remove(result.id()) != null && refused.getAndIncrement() == 0) {
                    System.err.println(
                            "a transfer was refused: " + result.rejection().get());
                }
            }
        }
        return batch.stream()
                .filter(transaction -> turnedAway.contains(transaction.id()))
                .toList();
    }

    /// Sees blocks become final, asking the last validator every few milliseconds.
    private boolean watch(long after) throws Exception {
        URI validator = validators.getLast();
        long seen = after;
        while (!ended.get()) {
            long height = status(validator).height();
            while (seen < height) {
                Block block = Block.decode(get(validator, ChainRoutes.block(++seen)));
                long now = System.nanoTime();
                for (Transaction transaction : block.transactions()) {
                    Long begun = submitted.remove(transaction.id());
                    if (begun != null) {
                        finals.add(new Final(begun, now));
                    }
                }
            }
            Thread.sleep(10);
        }
        return true;
    }

    private void report(int count, long measuredFrom, long measuredTo, int perSecond) {
        var sorted = finals.stream()
                .filter(one -> one.begunNanos() >= measuredFrom)
                .map(Final::millis)
                .sorted()
                .toList();
        if (sorted.isEmpty()) {
            throw new IllegalStateException("no transfer became final");
        }
        long within = finals.stream()
                .filter(one -> one.finalNanos() >= measuredFrom && one.finalNanos() < measuredTo)
                .count();
        System.out.printf(
                "%d validators, offered %,d transfers/s: %,.0f/s final, finality p50 %,.0f ms, p99 %,.0f ms,"
                        + " %d refused, %d put off, %d not final%n",
                count,
                perSecond,
                within / ((measuredTo - measuredFrom) / 1e9),
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 99 / 100),
                refused.get(),
                again.get(),
                submitted.size());
    }
}
