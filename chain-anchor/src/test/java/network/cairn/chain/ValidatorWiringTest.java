package network.cairn.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import network.cairn.chain.net.MeshLimits;
import network.cairn.chain.net.MeshSettings;
import network.cairn.chain.net.TcpProxy;
import network.cairn.chain.rpc.RpcLimits;
import network.cairn.chain.rpc.RpcSettings;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.rpc.ChainRoutes;
import network.cairn.client.rpc.ChainStatus;
import network.cairn.client.rpc.SubmissionResults;
import network.cairn.client.rpc.TransactionBatch;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Validators as processes have them, but in one: their disks, TLS, HTTP and clocks are real.
@Timeout(240)
final class ValidatorWiringTest {
    private static final MeshLimits LIMITS = MeshLimits.DEFAULT.withPatience(
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(2));

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final SecureRandom random = new SecureRandom(new byte[] {1});
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Identity> identities = new ArrayList<>();
    private final List<TcpProxy> proxies = new ArrayList<>();
    private final List<RunningValidator> validators = new ArrayList<>();
    private @Nullable Genesis genesis;

    @AfterEach
    void close() throws Exception {
        validators.forEach(RunningValidator::close);
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        http.close();
        vertx.close().await();
    }

    @Test
    void oneValidator_finalisesTransfersAndKeepsThemOverARestart() throws Exception {
        prepare(1);
        start(0);
        var payer = identity(100);
        send(0, transfers(payer, 0, 20));
        eventually(() -> account(0, payer.id()).nonce() == 20);
        validators.get(0).close();
        validators.set(0, launch(0));
        assertThat(account(0, payer.id()).nonce()).isEqualTo(20);
        send(0, transfers(payer, 20, 5));
        eventually(() -> account(0, payer.id()).nonce() == 25);
        assertThat(validators.get(0).status().validator().voting()).isTrue();
        assertThat(validators.get(0).failure()).isNotDone();
    }

    @Test
    void fourValidators_agreeOnTransfersSubmittedToAny() throws Exception {
        prepare(4);
        for (int i = 0; i < 4; i++) {
            start(i);
        }
        for (int i = 0; i < 4; i++) {
            send(i, transfers(identity(100 + i), 0, 50));
        }
        for (int i = 0; i < 4; i++) {
            var payer = identity(100 + i).id();
            int at = i;
            eventually(() -> account((at + 1) % 4, payer).nonce() == 50);
        }
        // Over an epoch's end.
        long height = status(0).height();
        eventually(() -> allBeyond(Math.max(height, 25)));
        assertAgreement(25);
    }

    @Test
    void oneOfFour_awayAndBack_catchesUp() throws Exception {
        prepare(4);
        for (int i = 0; i < 4; i++) {
            start(i);
        }
        eventually(() -> allBeyond(2));
        validators.get(3).close();
        long left = status(0).height();
        send(0, transfers(identity(100), 0, 10));
        eventually(() -> status(0).height() >= left + 25
                && account(0, identity(100).id()).nonce() == 10);
        validators.set(3, launch(3));
        long goal = status(0).height();
        eventually(() -> status(3).height() >= goal);
        assertThat(account(3, identity(100).id()).nonce()).isEqualTo(10);
        eventually(() -> allBeyond(goal + 2));
        assertAgreement(goal);
    }

    @Test
    void partitionOfTwoAndTwo_standsStillAndHeals() throws Exception {
        prepare(4);
        for (int i = 0; i < 4; i++) {
            start(i);
        }
        eventually(() -> allBeyond(2));
        proxies.forEach(proxy -> proxy.cut(true));
        eventually(() -> validators.stream()
                .allMatch(each -> each.status().peers().stream().noneMatch(peer -> peer.connected())));
        long stood = validators.stream().mapToLong(each -> heightOf(each)).max().orElseThrow();
        proxies.forEach(proxy -> proxy.cut(false));
        eventually(() -> allBeyond(stood + 3));
        assertAgreement(stood + 3);
    }

    private static long heightOf(RunningValidator validator) {
        return validator.status().validator().height();
    }

    private boolean allBeyond(long height) {
        for (int i = 0; i < validators.size(); i++) {
            if (status(i).height() < height) {
                return false;
            }
        }
        return true;
    }

    private void assertAgreement(long height) throws Exception {
        for (long h = 1; h <= height; h++) {
            var first = Block.decode(get(0, ChainRoutes.block(h)));
            for (int i = 1; i < validators.size(); i++) {
                assertThat(Block.decode(get(i, ChainRoutes.block(h)))).isEqualTo(first);
            }
        }
    }

    private void prepare(int count) throws Exception {
        var members = new ArrayList<Genesis.GenesisValidator>();
        for (int i = 0; i < count; i++) {
            var identity = identity(i + 1);
            var proxy = new TcpProxy();
            open.add(proxy);
            proxies.add(proxy);
            identities.add(identity);
            members.add(new Genesis.GenesisValidator(
                    identity.publicIdentity(), Amount.credits(1000), new Endpoint("127.0.0.1", proxy.port()), 0));
        }
        var balances = new TreeMap<ActorId, Amount>();
        for (int i = 100; i < 104; i++) {
            balances.put(identity(i).id(), Amount.credits(1_000_000));
        }
        var usual = ChainParameters.DEFAULT;
        var parameters = new ChainParameters(
                10,
                Duration.ofMillis(50),
                usual.validatorsMax(),
                usual.admission(),
                usual.selfStakeMin(),
                usual.unbondingTime(),
                usual.evidenceTime(),
                usual.slashBasisPoints(),
                usual.feePerByte(),
                usual.transactionBytesMax(),
                usual.blockBytesMax());
        genesis = new Genesis(
                "test", InstantSource.system().millis() - 1000, parameters, balances, members, Optional.empty());
    }

    private Genesis chain() {
        if (genesis == null) {
            throw new IllegalStateException("the test has not prepared a chain");
        }
        return genesis;
    }

    private void start(int index) throws Exception {
        validators.add(launch(index));
    }

    private RunningValidator launch(int index) throws Exception {
        var mesh =
                new MeshSettings("127.0.0.1", 0, Map.of(), LIMITS, MeshSettings.MISBEHAVIOUR_PENALTY_DEFAULT, "test");
        var rpc = new RpcSettings("127.0.0.1", 0, Optional.empty(), RpcLimits.DEFAULT);
        var settings = ValidatorSettings.of(folder.resolve("v" + index), chain(), mesh, rpc, Optional.empty());
        var running = ValidatorWiring.start(settings, identities.get(index), InstantSource.system(), random, vertx);
        proxies.get(index).target(running.meshPort());
        return running;
    }

    private List<Transaction> transfers(Identity payer, long nonce, int count) {
        var transfers = new ArrayList<Transaction>();
        for (int i = 0; i < count; i++) {
            transfers.add(Transaction.sign(
                    payer,
                    chain().chainId(),
                    nonce + i,
                    Amount.units(10_000),
                    new Transfer(identity(103).id(), Amount.units(1 + i))));
        }
        return transfers;
    }

    private void send(int to, List<Transaction> transactions) throws Exception {
        var request = HttpRequest.newBuilder(uri(to, ChainRoutes.TRANSACTIONS))
                .header("Accept", ChainRoutes.CANONICAL)
                .header("Content-Type", ChainRoutes.CANONICAL)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new TransactionBatch(transactions).encode()))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        var results = SubmissionResults.decode(response.body()).results();
        assertThat(results)
                .hasSize(transactions.size())
                .allMatch(result -> result.rejection().isEmpty());
    }

    private ChainStatus status(int of) {
        try {
            return ChainStatus.decode(get(of, ChainRoutes.STATUS));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Account account(int of, ActorId id) {
        try {
            var value = ProvenRecord.decode(get(of, ChainRoutes.account(id))).value();
            return value.isEmpty() ? Account.EMPTY : Account.decode(value.get());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] get(int of, String path) throws Exception {
        var request = HttpRequest.newBuilder(uri(of, path))
                .header("Accept", ChainRoutes.CANONICAL)
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }

    private URI uri(int of, String path) {
        return URI.create("http://127.0.0.1:" + validators.get(of).rpcPort() + path);
    }

    private static Identity identity(int number) {
        byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
        seed[0] = (byte) number;
        seed[1] = 55;
        return Identity.ofSeed(seed);
    }

    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it came about in time").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
