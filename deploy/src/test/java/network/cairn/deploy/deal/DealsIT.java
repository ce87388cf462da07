package network.cairn.deploy.deal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.network.NetworkProcess;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// What is stored, what is billed and what is paid, in a network whose processes are killed.
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class DealsIT {
    private static final String BUCKET = "deals";
    private static final int K = 4;
    private static final int TOTAL = 6;
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(4);
    private static final int STEPS = 40;
    private static final int KEYS = 12;
    private static final int OBJECT_BYTES_MAX = 3 << 20;

    @TempDir
    private Path folder;

    @Test
    void storedBilledAndPaid_agreeThroughPutsOverwritesDeletesAndKills() throws Exception {
        long seed = Long.getLong("cairn.test.seed", 20_261_128L);
        var random = new SplittableRandom(seed);
        try (var network = network().start();
                var ledger = LedgerReader.of(network);
                var witness = new EpochWitness(ledger, providers(network))) {
            var sizes = new TreeMap<String, Integer>();
            try (S3Client s3 = client(network.endpoint(), network)) {
                s3.createBucket(request -> request.bucket(BUCKET));
            }
            for (int step = 0; step < STEPS; step++) {
                step(network, random, sizes);
            }
            PieceCount expected = sizes.values().stream()
                    .map(size -> PieceCount.of(size, K, TOTAL))
                    .reduce(PieceCount.NONE, PieceCount::plus);
            LedgerReader.await(
                    "stored = billed, of seed " + seed,
                    SETTLED_WITHIN,
                    () -> stored(network).equals(expected.pieces() + " pieces")
                            && billed(ledger, network).equals(expected));
            // Nothing goes on by itself after that.
            ledger.awaitEpochs(2, Duration.ofMinutes(2));
            assertThat(billed(ledger, network)).as("seed %d", seed).isEqualTo(expected);
            assertNoneMissed(ledger, network);
            assertPaid(ledger, witness, network);

            try (S3Client s3 = client(network.endpoint(), network)) {
                for (String key : sizes.keySet()) {
                    s3.deleteObject(request -> request.bucket(BUCKET).key(key));
                }
            }
            LedgerReader.await(
                    "nothing stored, nothing billed, of seed " + seed,
                    SETTLED_WITHIN,
                    () -> stored(network).equals("0 pieces")
                            && billed(ledger, network).equals(PieceCount.NONE));
        }
    }

    @Test
    void reads_arePaidForByVouchers_thatNodesRedeem() throws Exception {
        try (var network = NetworkProcess.in(folder)
                        .epoch("5s")
                        .environment("CAIRN_NODE_EGRESS_PRICE_PER_GIB", "100")
                        .environment("CAIRN_NODE_WITHDRAW_EPOCHS", "2")
                        .start();
                var ledger = LedgerReader.of(network);
                S3Client s3 = client(network.endpoint(), network)) {
            s3.createBucket(request -> request.bucket(BUCKET));
            byte[] content = new byte[8 << 20];
            new SplittableRandom(1).nextBytes(content);
            s3.putObject(request -> request.bucket(BUCKET).key("read"), RequestBody.fromBytes(content));
            Identity gateway = gateway(network);
            // Far more than a node serves unpaid: reads go on because they are paid for.
            LedgerReader.await("vouchers are redeemed", Duration.ofMinutes(3), () -> {
                assertThat(s3.getObjectAsBytes(request -> request.bucket(BUCKET).key("read"))
                                .asByteArray())
                        .isEqualTo(content);
                return redeemed(ledger, gateway) >= 4;
            });
        }
    }

    private static Identity gateway(NetworkProcess network) throws Exception {
        var keystore = GatewayFile.read(network.data().resolve("gateway/gateway.yaml"), Map.of())
                .keystore();
        return Keystores.open(keystore, Map.of()).identity();
    }

    /// Out of how many channels of a client nodes have been paid.
    private static long redeemed(LedgerReader ledger, Identity client) throws Exception {
        var chain = ledger.chain();
        long orders = Account.decode(chain.record(StateKey.account(client.id())).orElseThrow())
                .nonce();
        long redeemed = 0;
        for (long nonce = 0; nonce < orders; nonce++) {
            Digest id = Channel.idOf(chain.genesis().chainId(), client.id(), nonce);
            Optional<byte[]> record = chain.record(StateKey.channel(id));
            if (record.isPresent() && !Channel.decode(record.get()).redeemed().isZero()) {
                redeemed++;
            }
        }
        return redeemed;
    }

    private NetworkProcess.Settings network() {
        return NetworkProcess.in(folder)
                .epoch("8s")
                .environment("CAIRN_GATEWAY_READER_GRACE_PERIOD", "1s")
                .environment("CAIRN_GATEWAY_STRAY_GRACE_PERIOD", "1s")
                // A piece count for each object: what packs come to depends on who put what at the same time.
                .environment("CAIRN_GATEWAY_PACKED_OBJECT_BYTES_MAX", "0")
                // So much that every epoch's pay is far more than what is lost to rounding.
                .environment("CAIRN_NODE_PRICE_PER_GIB_MONTH", "1000")
                .environment("CAIRN_GATEWAY_PRICE_PER_GIB_MONTH_MAX", "1000")
                .environment("CAIRN_NODE_WITHDRAW_EPOCHS", "0");
    }

    /// Puts, overwrites or deletes an object, or kills a process and starts it again.
    private static void step(NetworkProcess network, SplittableRandom random, Map<String, Integer> sizes) {
        int choice = random.nextInt(20);
        String key = "object-" + random.nextInt(KEYS);
        if (choice == 0) {
            int node = 1 + random.nextInt(network.nodes());
            network.killNode(node);
            network.startNode(node);
        } else if (choice == 1) {
            network.killGateway();
            network.startGateway();
        } else {
            int size = 1 + random.nextInt(OBJECT_BYTES_MAX);
            try (S3Client s3 = client(network.endpoint(), network)) {
                if (choice < 7) {
                    s3.deleteObject(request -> request.bucket(BUCKET).key(key));
                    sizes.remove(key);
                } else {
                    put(s3, key, size, sizes);
                }
            }
        }
    }

    /// Puts an object as an application does that tries again while nodes come back.
    private static void put(S3Client s3, String key, int size, Map<String, Integer> sizes) {
        byte[] content = new byte[size];
        new SplittableRandom(size).nextBytes(content);
        for (int attempt = 0; ; attempt++) {
            try {
                s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
                sizes.put(key, size);
                return;
            } catch (SdkException e) {
                if (attempt == 20) {
                    throw e;
                }
            }
        }
    }

    private static List<ActorId> providers(NetworkProcess network) {
        var ids = new ArrayList<ActorId>();
        for (JsonNode node : network.status().get("nodes")) {
            ids.add(ActorId.parse(node.get("id").asText()));
        }
        return ids;
    }

    /// How many live pieces all nodes have.
    private static String stored(NetworkProcess network) {
        long pieces = 0;
        for (JsonNode node : network.status().get("nodes")) {
            pieces += node.get("storage").get("pieces").asLong();
        }
        return pieces + " pieces";
    }

    /// What all deals on the ledger hold.
    private static PieceCount billed(LedgerReader ledger, NetworkProcess network) throws Exception {
        PieceCount sum = PieceCount.NONE;
        for (ActorId provider : providers(network)) {
            for (Deal deal : ledger.deals(provider).values()) {
                sum = sum.plus(new PieceCount(deal.contents().pieces(), deal.leaves()));
            }
        }
        return sum;
    }

    private static void assertNoneMissed(LedgerReader ledger, NetworkProcess network) throws Exception {
        for (ActorId provider : providers(network)) {
            Optional<ProviderAccount> account = ledger.account(provider);
            assertThat(account.map(one -> one.conduct().misses()).orElse(0))
                    .as("misses of %s, of which two are free", provider)
                    .satisfies(misses -> assertThat(Integer.bitCount(misses)).isLessThanOrEqualTo(2));
        }
    }

    /// Has every deal settled, and compares what providers have got with what the epochs that the ledger calls
    /// proven come to.
    private static void assertPaid(LedgerReader ledger, EpochWitness witness, NetworkProcess network) throws Exception {
        ChainParameters parameters = ledger.chain().genesis().parameters();
        Map<DealId, Deal> deals = witness.deals();
        for (int number = 1; number <= network.nodes(); number++) {
            ActorId provider = providers(network).get(number - 1);
            BigInteger expected = BigInteger.ZERO;
            long until = 0;
            for (Map.Entry<DealId, Deal> each : deals.entrySet()) {
                if (each.getValue().provider().id().equals(provider)) {
                    Deal deal = ledger.deal(each.getKey()).orElseThrow();
                    until = deal.billing().unsettledFrom();
                    for (long epoch = 0; epoch < until; epoch++) {
                        if (ledger.hasProven(provider, epoch)) {
                            long leaves = Math.min(
                                    witness.leavesAtEnd(each.getKey(), epoch - 1),
                                    witness.leavesAtEnd(each.getKey(), epoch));
                            expected = expected.add(perMonth(deal, leaves, parameters));
                        }
                    }
                }
            }
            BigInteger months = BigInteger.valueOf(Duration.ofDays(30).toMillis());
            BigInteger due = expected.divide(months.shiftLeft(20));
            ProviderAccount account = ledger.account(provider).orElse(null);
            BigInteger paid = account == null
                    ? BigInteger.ZERO
                    : account.money()
                            .earned()
                            .plusExact(account.money().heldBack())
                            .toBigInteger();
            // Earned may have become collateral, which begins as a balance: what was paid is told by the deal itself.
            BigInteger got = deals.entrySet().stream()
                    .filter(each -> each.getValue().provider().id().equals(provider))
                    .map(each -> repairPaid(ledger, each.getKey()))
                    .reduce(BigInteger.ZERO, BigInteger::add);
            BigInteger share = due.multiply(
                            BigInteger.valueOf(parameters.storage().repairBasisPoints()))
                    .divide(BigInteger.valueOf(10_000));
            if (!due.equals(BigInteger.ZERO)) {
                // Far beyond what rounding could account for.
                assertThat(share).as("the part due of node %d", number).isGreaterThan(BigInteger.valueOf(100 * STEPS));
            }
            assertThat(got.subtract(share).abs())
                    .as(
                            "the repair fund's part of %s units due to node %d up to epoch %d, of which %s were paid,"
                                    + " is %s",
                            due, number, until, paid, got)
                    .isLessThanOrEqualTo(BigInteger.valueOf(4 * STEPS));
        }
    }

    private static BigInteger repairPaid(LedgerReader ledger, DealId deal) {
        try {
            return ledger.deal(deal).orElseThrow().funds().repairPaid().toBigInteger();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static BigInteger perMonth(Deal deal, long leaves, ChainParameters parameters) {
        return deal.pricePerGibMonth()
                .toBigInteger()
                .multiply(BigInteger.valueOf(leaves))
                .multiply(BigInteger.valueOf(parameters.epochTime().toMillis()));
    }

    private static S3Client client(URI endpoint, NetworkProcess network) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(network.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(network.accessKeyId(), network.secretAccessKey())))
                .forcePathStyle(true)
                .build();
    }
}
