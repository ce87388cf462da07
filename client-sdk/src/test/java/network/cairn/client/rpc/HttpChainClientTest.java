package network.cairn.client.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.LedgerSamples;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.light.ChainSourceException;
import network.cairn.client.light.LightClient;
import network.cairn.client.light.LightClientSettings;
import network.cairn.client.light.SmallChain;
import network.cairn.proofs.id.TransactionId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HttpChainClientTest {
    private static final HttpChainLimits LIMITS =
            new HttpChainLimits(Duration.ofSeconds(5), Duration.ofSeconds(20), 2, 8);
    private static final Vertx VERTX = Vertx.vertx();
    private static final SmallChain CHAIN = new SmallChain("rpc-1", 14, 3);

    private HttpServer server;
    private HttpChainClient client;
    private volatile Consumer<HttpServerRequest> handler = HttpChainClientTest::answer;

    @BeforeAll
    static void madeChain() {
        assertThat(CHAIN.tip()).isEqualTo(14);
    }

    @AfterAll
    static void stop() {
        VERTX.close().await();
    }

    @BeforeEach
    void open() {
        server = VERTX.createHttpServer()
                .requestHandler(request -> handler.accept(request))
                .listen(0, "127.0.0.1")
                .await();
        client = client(LIMITS);
    }

    private HttpChainClient client(HttpChainLimits limits) {
        return new HttpChainClient(VERTX, new Endpoint("127.0.0.1", server.actualPort()), limits);
    }

    @AfterEach
    void close() {
        client.close();
        server.close().await();
    }

    /// An honest node of the chain, as far as these tests ask it.
    private static void answer(HttpServerRequest request) {
        assertThat(request.getHeader("Accept")).isEqualTo(ChainRoutes.CANONICAL);
        String[] path = String.valueOf(request.path()).substring(1).split("/", -1);
        try {
            byte[] body = switch (path[1]) {
                case "status" ->
                    new ChainStatus(
                                    CHAIN.genesis.chainId(),
                                    CHAIN.genesis.name(),
                                    Optional.empty(),
                                    CHAIN.tip(),
                                    CHAIN.headerAt(CHAIN.tip()).hash(),
                                    CHAIN.headerAt(CHAIN.tip()).timestampMillis(),
                                    1,
                                    new Round(3, 5),
                                    0,
                                    0,
                                    0)
                            .encode();
                case "genesis" -> CHAIN.genesis.encode();
                case "headers" -> CHAIN.headerAt(Long.parseLong(path[2])).encode();
                case "certificates" ->
                    CHAIN.certified(path[2].equals("latest") ? 12 : Long.parseLong(path[2]))
                            .encode();
                case "sets" -> CHAIN.validators(Long.parseLong(path[2])).encode();
                case "proofs" ->
                    CHAIN.prove(StateKey.ofBytes(HexFormat.of().parseHex(path[2])))
                            .encode();
                case "blocks" -> CHAIN.block(Long.parseLong(path[2])).encode();
                case "transactions" -> {
                    var inclusion = CHAIN.inclusion(TransactionId.fromHex(path[2]));
                    if (inclusion.isEmpty()) {
                        var _ = request.response().setStatusCode(404).end("{\"error\":\"NOT_FOUND\"}");
                        yield new byte[0];
                    }
                    yield new TransactionStatus.Final(inclusion.get()).encode();
                }
                default -> throw new AssertionError(request.path());
            };
            if (!request.response().ended()) {
                var _ = request.response().end(Buffer.buffer(body));
            }
        } catch (ChainSourceException e) {
            var _ = request.response().setStatusCode(404).end(e.getMessage());
        }
    }

    @Test
    void lightClient_overHttp_followsAndProves() throws Exception {
        var light = new LightClient(
                new LightClientSettings(
                        client.genesis(),
                        Optional.empty(),
                        new InMemoryKeyValueStore(),
                        SignatureVerifier.ED25519,
                        () -> Instant.ofEpochMilli(SmallChain.timeOf(14)),
                        Duration.ofMinutes(1)),
                client);
        assertThat(light.sync().orElseThrow()).isEqualTo(CHAIN.headerAt(12));
        assertThat(light.account(SmallChain.RICH).orElseThrow().nonce()).isEqualTo(12);
        assertThat(light.block(5).orElseThrow()).isEqualTo(CHAIN.block(5));
        assertThat(light.transaction(CHAIN.transaction(7, 0).id())
                        .orElseThrow()
                        .orElseThrow()
                        .isApplied())
                .isTrue();
        assertThat(light.transaction(LedgerSamples.transactionId(9))).isEmpty();
        assertThat(client.status().height()).isEqualTo(14);
        assertThat(client.header(3)).isEqualTo(CHAIN.headerAt(3));
        assertThatThrownBy(() -> client.certified(99))
                .isInstanceOf(ChainSourceException.class)
                .hasMessageContaining("404");
    }

    @Test
    void submit_batch_isAnsweredInItsOrder() throws Exception {
        handler = request -> request.bodyHandler(body -> {
            try {
                assertThat(request.getHeader("Content-Type")).isEqualTo(ChainRoutes.CANONICAL);
                var batch = TransactionBatch.decode(body.getBytes());
                var results = new SubmissionResults(batch.transactions().stream()
                        .map(transaction -> new SubmissionResults.Result(
                                transaction.id(),
                                transaction.nonce() == 0
                                        ? Optional.empty()
                                        : Optional.of(new Rejection(Reason.NONCE_AHEAD, "1 after 0"))))
                        .toList());
                var _ = request.response().setStatusCode(202).end(Buffer.buffer(results.encode()));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(client.submit(CHAIN.transaction(3, 0)).rejection()).isEmpty();
        var results = client.submit(new TransactionBatch(List.of(CHAIN.transaction(3, 0), CHAIN.transaction(3, 1))));
        assertThat(results.results().getFirst().rejection()).isEmpty();
        assertThat(results.results().getLast().rejection().orElseThrow().reason())
                .isEqualTo(Reason.NONCE_AHEAD);

        handler = request -> request.bodyHandler(_ -> {
            var _ = request.response().end(Buffer.buffer(results.encode()));
        });
        assertThatThrownBy(() -> client.submit(CHAIN.transaction(3, 0)))
                .isInstanceOf(ChainSourceException.class)
                .hasMessageContaining("2 results to 1");
    }

    private void assertNoAnswer(Consumer<HttpServerRequest> hostile) {
        handler = hostile;
        assertThatThrownBy(() -> client.status()).isInstanceOf(ChainSourceException.class);
    }

    @Test
    void get_hostileAnswers_areAllTheOneException() throws Exception {
        assertNoAnswer(request -> request.response().setStatusCode(500).end("x".repeat(900)));
        assertNoAnswer(request -> request.response().setStatusCode(500).end("x".repeat(1 << 20)));
        assertNoAnswer(request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", "/v1/other")
                .end());
        assertNoAnswer(request -> request.response().end("not canonical"));
        assertNoAnswer(request -> request.response().end(Buffer.buffer(new byte[ChainStatus.ENCODED_BYTES_MAX + 1])));
        assertNoAnswer(request -> request.response()
                .putHeader("Content-Length", Long.toString(1L << 40))
                .write(Buffer.buffer(new byte[8 << 10])));
        assertNoAnswer(request -> {
            request.response().setChunked(true);
            VERTX.setPeriodic(1, timer -> {
                if (request.response().closed()) {
                    VERTX.cancelTimer(timer);
                } else {
                    var _ = request.response().write(Buffer.buffer(new byte[1 << 10]));
                }
            });
        });
        assertNoAnswer(request -> {
            request.response()
                    .putHeader("Content-Length", "100")
                    .write("half")
                    .onComplete(_ -> request.connection().close());
        });
        assertNoAnswer(request -> {
            var _ = request.connection().close();
        });
        handler = HttpChainClientTest::answer;
        assertThat(client.status().height()).as("after all of these").isEqualTo(14);
    }

    @Test
    void get_silence_endsAtTheTimeout() throws Exception {
        handler = _ -> {};
        var impatient = client(new HttpChainLimits(Duration.ofSeconds(5), Duration.ofMillis(200), 1, 8));
        try {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(impatient::status)
                        .isInstanceOf(ChainSourceException.class)
                        .hasMessageContaining("within");
            }
            handler = HttpChainClientTest::answer;
            var patient = client(LIMITS);
            assertThat(patient.status().height()).isEqualTo(14);
            patient.close();
        } finally {
            impatient.close();
        }
    }

    @Test
    void get_nobodyListens_isTheException() {
        server.close().await();
        assertThatThrownBy(() -> client.status()).isInstanceOf(ChainSourceException.class);
    }

    @Test
    void events_blocks_areToldUntilTheNodeEnds() throws Exception {
        handler = request -> {
            assertThat(request.getHeader("Last-Event-ID")).isEqualTo("4");
            request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
            var _ = request.response().write(": from 5\n\n");
            var _ = request.response().write(EventParserTest.text(EventParserTest.event(5)));
            var _ = request.response().end(EventParserTest.text(EventParserTest.event(6)));
        };
        BlockingQueue<BlockEvent> events = new ArrayBlockingQueue<>(8);
        var ended = new CompletableFuture<String>();
        try (var _ = client.events(4, events::add, ended::complete)) {
            assertThat(ended.get(60, TimeUnit.SECONDS)).contains("ended");
        }
        assertThat(events).containsExactly(EventParserTest.event(5), EventParserTest.event(6));
    }

    @Test
    void events_badEventOrRefusal_endTheStreamWithTheReason() throws Exception {
        handler = request -> {
            request.response().setChunked(true);
            var _ = request.response().write("event: block\ndata: {}\n\n");
        };
        var bad = new CompletableFuture<String>();
        try (var _ = client.events(0, _ -> {}, bad::complete)) {
            assertThat(bad.get(60, TimeUnit.SECONDS)).contains("event of a block");
        }
        handler = request -> request.response().setStatusCode(503).end();
        var refused = new CompletableFuture<String>();
        try (var _ = client.events(0, _ -> {}, refused::complete)) {
            assertThat(refused.get(60, TimeUnit.SECONDS)).contains("503");
        }
    }

    @Test
    void events_closedByTheClient_ends() throws Exception {
        var asked = new CompletableFuture<Boolean>();
        handler = request -> {
            request.response().setChunked(true);
            var _ = request.response().write(": nothing yet\n\n");
            asked.complete(true);
        };
        var ended = new CompletableFuture<String>();
        var stream = client.events(0, _ -> {}, ended::complete);
        assertThat(asked.get(60, TimeUnit.SECONDS)).isTrue();
        stream.close();
        assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo("closed");
    }
}
