package network.cairn.chain.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import network.cairn.chain.mempool.AccountBook;
import network.cairn.chain.mempool.Admission;
import network.cairn.chain.mempool.Mempool;
import network.cairn.chain.mempool.MempoolLimits;
import network.cairn.chain.state.Ledger;
import network.cairn.chain.state.LedgerSettings;
import network.cairn.chain.state.LedgerStore;
import network.cairn.chain.state.StateMachine;
import network.cairn.chain.validator.ValidatorStatus;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Subnet;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.ledger.Vote;
import network.cairn.client.rpc.BlockEvent;
import network.cairn.client.rpc.ChainRoutes;
import network.cairn.client.rpc.ChainStatus;
import network.cairn.client.rpc.SubmissionResults;
import network.cairn.client.rpc.TransactionBatch;
import network.cairn.client.rpc.TransactionStatus;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.TransactionId;
import network.cairn.proofs.tree.StateVerdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every route over real HTTP, before a real ledger that the test fills block by block.
@Timeout(120)
final class RpcServerTest {
    private static final Identity VALIDATOR = identity(1);
    private static final Identity PAYER = identity(2);
    private static final Identity PROVIDER = identity(3);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int EPOCH_BLOCKS = 4;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Genesis genesis = genesis();
    private final Ledger ledger = LedgerStore.open(
            genesis,
            new StateMachine(genesis, SignatureVerifier.ED25519),
            new InMemoryKeyValueStore(),
            LedgerSettings.of(genesis.parameters()));
    private final Node node = new Node();
    private RpcServer server;
    private long view;

    @BeforeEach
    void start() throws Exception {
        serve(RpcLimits.DEFAULT);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        http.close();
        vertx.close().await();
        ledger.close();
    }

    @Test
    void accountsAndTheLike_areAnsweredInBothForms() throws Exception {
        finalise(
                transfer(0),
                Transaction.sign(PROVIDER, genesis.chainId(), 0, fee(), new RegisterProvider(terms())),
                sign(1, new Delegate(VALIDATOR.id(), Amount.credits(10))));
        var account = json(200, ChainRoutes.account(PAYER.id()));
        assertThat(account.path("nonce").asLong()).isEqualTo(2);
        assertThat(account.path("nextNonce").asLong()).isEqualTo(2);
        assertThat(account.path("height").asLong()).isEqualTo(1);
        assertThat(account.path("balance").path("units").isTextual()).isTrue();
        assertThat(account.path("balance").path("credits").asText()).startsWith("989.");
        assertThat(json(200, ChainRoutes.provider(PROVIDER.id()))
                        .path("operator")
                        .asText())
                .isEqualTo("somebody");
        assertThat(json(200, ChainRoutes.validator(VALIDATOR.id()))
                        .path("stake")
                        .path("credits")
                        .asText())
                .isEqualTo("1010");
        assertThat(json(200, ChainRoutes.delegation(VALIDATOR.id(), PAYER.id()))
                        .path("shares")
                        .asText())
                .isNotEmpty();
        for (StateKey key : List.of(
                StateKey.account(PAYER.id()),
                StateKey.provider(PROVIDER.id()),
                StateKey.validator(VALIDATOR.id()),
                StateKey.delegation(VALIDATOR.id(), PAYER.id()))) {
            assertThat(json(200, ChainRoutes.proof(key)).path("present").asBoolean())
                    .isTrue();
            checkProven(ProvenRecord.decode(canonical(ChainRoutes.proof(key))), key, true);
        }
        checkProven(
                ProvenRecord.decode(canonical(ChainRoutes.account(PAYER.id()))), StateKey.account(PAYER.id()), true);
        checkProven(
                ProvenRecord.decode(canonical(ChainRoutes.provider(PAYER.id()))), StateKey.provider(PAYER.id()), false);
        error(404, "NOT_FOUND", ChainRoutes.provider(PAYER.id()));
        error(404, "NOT_FOUND", ChainRoutes.account(identity(99).id()));
    }

    @Test
    void genesisState_isProvenWithoutACertificate() throws Exception {
        var proven = ProvenRecord.decode(canonical(ChainRoutes.account(PAYER.id())));
        assertThat(proven.finalization()).isEmpty();
        assertThat(proven.header().height()).isZero();
        error(404, "NOT_FOUND", "/v1/certificates/latest");
        error(404, "NOT_FOUND", "/v1/blocks/latest");
        assertThat(json(200, "/v1/headers/latest").path("height").asLong()).isZero();
    }

    @Test
    void blocksHeadersAndCertificates_areAnsweredInBothForms() throws Exception {
        var first = finalise(transfer(0));
        finaliseMany(2);
        var top = ledger.tip();
        assertThat(Block.decode(canonical(ChainRoutes.block(1)))).isEqualTo(first);
        assertThat(Block.decode(canonical(ChainRoutes.block(first.hash())))).isEqualTo(first);
        assertThat(Block.decode(canonical("/v1/blocks/latest")).header()).isEqualTo(top);
        assertThat(BlockHeader.decode(canonical(ChainRoutes.header(1)))).isEqualTo(first.header());
        var block = json(200, ChainRoutes.block(1));
        assertThat(block.path("hash").asText()).isEqualTo(first.hash().toHex());
        assertThat(block.path("transactions").path(0).path("outcome").asText()).isEqualTo("APPLIED");
        assertThat(block.path("transactions").path(0).path("body").path("type").asText())
                .isEqualTo("Transfer");
        // The second block was finalised by its child's certificate.
        var certified = CertifiedHeader.decode(canonical(ChainRoutes.certificate(2)));
        assertThat(certified.header().height()).isEqualTo(2);
        assertThat(certified.certified().height()).isEqualTo(3);
        assertThat(certified.isFinalBy(genesis.validatorSet(), SignatureVerifier.ED25519))
                .isTrue();
        assertThat(CertifiedHeader.decode(canonical(ChainRoutes.latestCertificate()))
                        .header())
                .isEqualTo(top);
        assertThat(json(200, ChainRoutes.certificate(1)).path("finalization").path("signatures"))
                .hasSize(1);
        error(404, "NOT_FOUND", ChainRoutes.block(99));
        error(404, "NOT_FOUND", ChainRoutes.header(99));
        error(404, "NOT_FOUND", "/v1/blocks/" + "ab".repeat(32));
    }

    @Test
    void setsGenesisStatusAndHealth_areAnsweredInBothForms() throws Exception {
        finalise();
        assertThat(ValidatorSet.decode(canonical(ChainRoutes.set(0)))).isEqualTo(genesis.validatorSet());
        assertThat(json(200, ChainRoutes.set(1)).path("members")).hasSize(1);
        error(404, "NOT_FOUND", ChainRoutes.set(77));
        assertThat(ValidatorSet.decode(canonical("/v1/validators"))).isEqualTo(genesis.validatorSet());
        assertThat(json(200, "/v1/validators").path("candidates")).hasSize(1);
        assertThat(Genesis.decode(canonical(ChainRoutes.GENESIS))).isEqualTo(genesis);
        assertThat(json(200, ChainRoutes.GENESIS).path("chain").asText())
                .isEqualTo(genesis.chainId().toHex());
        var status = ChainStatus.decode(canonical(ChainRoutes.STATUS));
        assertThat(status.height()).isEqualTo(1);
        assertThat(status.validator()).contains(VALIDATOR.id());
        var people = json(200, ChainRoutes.STATUS);
        assertThat(people.path("height").asLong()).isEqualTo(1);
        assertThat(people.path("mempool").path("transactions").asInt()).isZero();
        assertThat(json(200, "/v1/health").path("status").asText()).isEqualTo("ok");
        node.failure = Optional.of("the disk failed");
        error(503, "STOPPED", "/v1/health");
    }

    @Test
    void transaction_pendingAndFinal_isToldWithItsProof() throws Exception {
        var transaction = transfer(0);
        error(404, "NOT_FOUND", ChainRoutes.transaction(transaction.id()));
        var taken = post("application/json", "*/*", inJson(transaction));
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(taken.body()).path("status").asText()).isEqualTo("PENDING");
        assertThat(json(200, ChainRoutes.transaction(transaction.id()))
                        .path("status")
                        .asText())
                .isEqualTo("PENDING");
        assertThat(TransactionStatus.decode(canonical(ChainRoutes.transaction(transaction.id()))))
                .isEqualTo(new TransactionStatus.Pending());
        var charged = sign(1, new Transfer(PROVIDER.id(), Amount.credits(5_000)));
        finalise(transaction, charged);
        var status = TransactionStatus.decode(canonical(ChainRoutes.transaction(charged.id())));
        assertThat(status).isInstanceOfSatisfying(TransactionStatus.Final.class, last -> {
            assertThat(last.inclusion().shows(charged.id())).isTrue();
            assertThat(last.inclusion().rejection()).contains(Rejection.Reason.BALANCE_TOO_LOW);
        });
        var people = json(200, ChainRoutes.transaction(charged.id()));
        assertThat(people.path("outcome").asText()).isEqualTo("CHARGED");
        assertThat(people.path("reason").asText()).isEqualTo("BALANCE_TOO_LOW");
        assertThat(people.path("index").asInt()).isEqualTo(1);
    }

    @Test
    void submission_inEveryForm_isTaken() throws Exception {
        var alone =
                post(ChainRoutes.CANONICAL, ChainRoutes.CANONICAL, transfer(0).encode());
        assertThat(SubmissionResults.decode(alone.body()).results())
                .containsExactly(new SubmissionResults.Result(transfer(0).id(), Optional.empty()));
        var wrong = Transaction.sign(
                PAYER, genesis.chainId(), 2, Amount.units(1), transfer(0).body());
        var batch = new TransactionBatch(List.of(transfer(1), wrong)).encode();
        var results = SubmissionResults.decode(post(ChainRoutes.CANONICAL, ChainRoutes.CANONICAL, batch)
                        .body())
                .results();
        assertThat(results.get(0).rejection()).isEmpty();
        assertThat(results.get(1).rejection().orElseThrow().reason()).isEqualTo(Rejection.Reason.FEE_TOO_LOW);
        var people = JSON.readTree(post(ChainRoutes.CANONICAL, "*/*", batch).body());
        assertThat(people.path("results").path(1).path("error").asText()).isEqualTo("FEE_TOO_LOW");
        var single = post("application/json", "*/*", inJson(wrong));
        assertThat(single.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(single.body()).path("error").asText()).isEqualTo("FEE_TOO_LOW");
    }

    @Test
    void submission_wait_answersWhenFinal() throws Exception {
        var transaction = transfer(0);
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return post("application/json", "*/*", inJson(transaction), "?wait=finalised&timeoutMillis=60000");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        while (node.pending(transaction.id()).isEmpty()) {
            Thread.onSpinWait();
        }
        finalise(transaction);
        var json = JSON.readTree(waiting.get().body());
        assertThat(json.path("status").asText()).isEqualTo("FINAL");
        assertThat(json.path("outcome").asText()).isEqualTo("APPLIED");
        var impatient = post("application/json", "*/*", inJson(transfer(1)), "?wait=finalised&timeoutMillis=1");
        assertThat(JSON.readTree(impatient.body()).path("status").asText()).isEqualTo("PENDING");
    }

    @Test
    void badInput_isAnsweredWithItsReason() throws Exception {
        error(404, "NOT_FOUND", "/");
        error(404, "NOT_FOUND", "/v2/status");
        error(404, "NOT_FOUND", "/v1/nothing");
        error(404, "NOT_FOUND", "/v1/delegations/" + PAYER.id());
        error(404, "NOT_FOUND", "/v1/status/a/b/c/d/e/f/g/h/i/j");
        error(400, "BAD_REQUEST", "/v1/accounts/cairn1qqqq");
        error(400, "BAD_REQUEST", "/v1/accounts/%00%ff");
        error(400, "BAD_REQUEST", "/v1/blocks/-1");
        error(400, "BAD_REQUEST", "/v1/blocks/" + "9".repeat(30));
        error(400, "BAD_REQUEST", "/v1/blocks/" + "zz".repeat(32));
        error(400, "BAD_REQUEST", "/v1/sets/one");
        error(400, "BAD_REQUEST", "/v1/proofs/xyz");
        error(400, "BAD_REQUEST", "/v1/proofs/" + "00".repeat(300));
        error(400, "BAD_REQUEST", "/v1/transactions/1234");
        error(405, "METHOD_NOT_ALLOWED", "/v1/transactions");
        assertPostError(405, "METHOD_NOT_ALLOWED", "/v1/status", "application/json", "{}");
        assertPostError(415, "UNSUPPORTED_MEDIA_TYPE", ChainRoutes.TRANSACTIONS, "text/plain", "x");
        assertPostError(400, "BAD_REQUEST", ChainRoutes.TRANSACTIONS, "application/json", "");
        assertPostError(400, "BAD_REQUEST", ChainRoutes.TRANSACTIONS, "application/json", "[1,2");
        assertPostError(400, "BAD_REQUEST", ChainRoutes.TRANSACTIONS, "application/json", "{\"transaction\":7}");
        assertPostError(400, "BAD_REQUEST", ChainRoutes.TRANSACTIONS, "application/json", "{\"transaction\":\"0g\"}");
        assertPostError(400, "BAD_REQUEST", ChainRoutes.TRANSACTIONS, ChainRoutes.CANONICAL, "");
        assertPostError(
                400, "BAD_REQUEST", ChainRoutes.TRANSACTIONS, ChainRoutes.CANONICAL, "\u0000\u0000\u0000\u0001");
        assertPostError(400, "BAD_REQUEST", ChainRoutes.TRANSACTIONS + "?wait=later", "application/json", "{}");
        var request = HttpRequest.newBuilder(uri("/v1/status"))
                .header("Accept", "image/png")
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(406);
    }

    @Test
    void notHttpAtAll_isRefusedAndTheServerGoesOn() throws Exception {
        for (byte[] bytes : List.of(
                "\u0016\u0003\u0001garbage\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1),
                ("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1),
                "POST /v1/transactions HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1))) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write(bytes);
                var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(answer).contains("400");
            }
        }
        json(200, ChainRoutes.STATUS);
    }

    @Test
    void bodyTooLong_isRefusedBeforeItIsRead() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("POST /v1/transactions HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(reader.readLine()).contains("413");
        }
    }

    @Test
    void webPages_mayAsk() throws Exception {
        var preflight = HttpRequest.newBuilder(uri(ChainRoutes.TRANSACTIONS))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build();
        var answer = http.send(preflight, HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("POST"));
    }

    @Test
    void events_tellBlocksAndResume() throws Exception {
        finalise(transfer(0));
        try (var events = events("0")) {
            var first = events.nextBlock();
            assertThat(first.height()).isEqualTo(1);
            assertThat(first.transactions())
                    .containsExactly(new BlockEvent.TransactionEvent(transfer(0).id(), 0));
            finaliseMany(2);
            assertThat(events.nextBlock().height()).isEqualTo(2);
            assertThat(events.nextBlock().height()).isEqualTo(3);
        }
        finaliseMany(EPOCH_BLOCKS);
        try (var events = events("3")) {
            assertThat(events.nextBlock().height()).isEqualTo(4);
            assertThat(events.nextOf("validators").path("epoch").asLong()).isEqualTo(1);
            assertThat(events.nextBlock().height()).isEqualTo(5);
        }
        error(400, "BAD_REQUEST", "/v1/events?after=first");
    }

    @Test
    void events_withoutAHeight_tellOnlyWhatComes() throws Exception {
        finalise();
        try (var events = events("")) {
            events.awaitOpen();
            finalise();
            assertThat(events.nextBlock().height()).isEqualTo(2);
        }
    }

    @Test
    void events_evidence_isTold() throws Exception {
        finalise();
        var round = new Round(0, 9);
        var zeros = ledger.tip().parent();
        var one = SignedVote.sign(VALIDATOR, genesis.chainId(), new Vote.Notarize(round, 0, zeros));
        var other = SignedVote.sign(
                VALIDATOR,
                genesis.chainId(),
                new Vote.Notarize(round, 0, ledger.tip().hash()));
        var evidence = sign(0, new Evidence(Equivocation.of(one, other)));
        finalise(evidence);
        try (var events = events("1")) {
            assertThat(events.nextOf("evidence").path("validator").asText())
                    .isEqualTo(VALIDATOR.id().toString());
            assertThat(events.nextBlock().height()).isEqualTo(2);
        }
    }

    @Test
    void events_tooManyStreams_areBusyAndEndWithTheServer() throws Exception {
        server.close();
        serve(limits(1, RpcLimits.DEFAULT.streamLagBlocksMax()));
        try (var events = events("0")) {
            events.awaitOpen();
            error(503, "BUSY", ChainRoutes.EVENTS);
            server.close();
            assertThat(events.nextOf("end").path("error").asText()).isEqualTo("STOPPED");
        }
    }

    @Test
    void events_streamThatFellBehind_isEndedWithTheReason() throws Exception {
        server.close();
        serve(limits(5, 1));
        try (var events = events("0")) {
            events.awaitOpen();
            finalise();
            assertThat(events.nextBlock().height()).isEqualTo(1);
            // Nobody tells the stream of the next ones before all are there.
            for (int i = 0; i < 4; i++) {
                var block = build(ledger.tip(), List.of());
                ledger.finalise(List.of(block), finalization(block));
            }
            server.finalised();
            var end = events.nextOf("end");
            assertThat(end.path("error").asText()).isEqualTo("TOO_SLOW");
            assertThat(end.path("detail").asText()).contains("Last-Event-ID 1");
        }
        try (var events = events("1")) {
            assertThat(events.nextBlock().height()).isEqualTo(2);
        }
    }

    private static RpcLimits limits(int streamsMax, int streamLagBlocksMax) {
        var usual = RpcLimits.DEFAULT;
        return new RpcLimits(
                usual.connectionsMax(),
                usual.requestsMax(),
                usual.bodyBytesMax(),
                usual.bodiesBytesMax(),
                streamsMax,
                streamLagBlocksMax,
                usual.windowBytesMax(),
                usual.bodyTimeout(),
                usual.waitMax(),
                usual.heartbeatInterval(),
                usual.stallTimeout(),
                usual.idleTimeout());
    }

    private void serve(RpcLimits limits) throws Exception {
        server = RpcServer.start(vertx, new RpcSettings("127.0.0.1", 0, Optional.of("*"), limits), node);
    }

    private void checkProven(ProvenRecord proven, StateKey key, boolean present) {
        assertThat(proven.value().isPresent()).isEqualTo(present);
        var verdict = proven.proof().verify(proven.header().state(), key.path(), proven.value());
        assertThat(verdict).isEqualTo(present ? new StateVerdict.Present() : new StateVerdict.Absent());
        assertThat(CertifiedHeader.of(proven.header(), proven.finalization().orElseThrow())
                        .isFinalBy(genesis.validatorSet(), SignatureVerifier.ED25519))
                .isTrue();
    }

    private Block finalise(Transaction... transactions) {
        var block = build(ledger.tip(), List.of(transactions));
        assertThat(block.transactions()).containsExactly(transactions);
        ledger.finalise(List.of(block), finalization(block));
        node.mempool.forget(List.of(block));
        server.finalised();
        return block;
    }

    /// So many empty blocks, two of them at a time with one certificate where they are of one epoch.
    private void finaliseMany(int count) {
        int left = count;
        while (left > 0) {
            var first = build(ledger.tip(), List.of());
            boolean last = left == 1 || first.header().height() % EPOCH_BLOCKS == 0;
            var blocks = last ? List.of(first) : List.of(first, build(first.header(), List.of()));
            ledger.finalise(blocks, finalization(blocks.getLast()));
            server.finalised();
            left -= blocks.size();
        }
    }

    private Block build(BlockHeader parent, List<Transaction> transactions) {
        return ledger.build(
                parent.hash(), VALIDATOR.id(), parent.timestampMillis() + 1000, transactions, Optional.empty());
    }

    private Certificate finalization(Block block) {
        var vote = new Vote.Finalize(new Round(block.header().epoch(), ++view), 0, block.hash());
        var signed = SignedVote.sign(VALIDATOR, genesis.chainId(), vote);
        return Certificate.of(vote, genesis.validatorSet(), Map.of(VALIDATOR.id(), signed.signature()));
    }

    private Transaction transfer(long nonce) {
        return sign(nonce, new Transfer(PROVIDER.id(), Amount.units(5)));
    }

    private Transaction sign(long nonce, TransactionBody body) {
        return Transaction.sign(PAYER, genesis.chainId(), nonce, fee(), body);
    }

    private static Amount fee() {
        return Amount.units(20_000);
    }

    private static ProviderTerms terms() {
        return new ProviderTerms(
                List.of(new Endpoint("node.example", 7000)),
                "somebody",
                "here",
                Subnet.ofAddress(new byte[] {10, 1, 2, 3}),
                Amount.units(5),
                Amount.units(6),
                1L << 40);
    }

    private static byte[] inJson(Transaction transaction) {
        String hex = HexFormat.of().formatHex(transaction.encode());
        return ("{\"transaction\":\"" + hex + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private JsonNode json(int status, String path) throws Exception {
        var response = http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode())
                .as(path + ": " + new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return JSON.readTree(response.body());
    }

    private void error(int status, String reason, String path) throws Exception {
        var error = json(status, path);
        assertThat(error.path("error").asText()).as(path).isEqualTo(reason);
        assertThat(error.path("detail").asText()).as(path).isNotEmpty();
    }

    private byte[] canonical(String path) throws Exception {
        var request = HttpRequest.newBuilder(uri(path))
                .header("Accept", ChainRoutes.CANONICAL)
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains(ChainRoutes.CANONICAL);
        return response.body();
    }

    private HttpResponse<byte[]> post(String type, String accept, byte[] body) throws Exception {
        return post(type, accept, body, "");
    }

    private HttpResponse<byte[]> post(String type, String accept, byte[] body, String query) throws Exception {
        var request = HttpRequest.newBuilder(uri(ChainRoutes.TRANSACTIONS + query))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        request.header("Accept", accept);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private void assertPostError(int status, String reason, String path, String type, String body) throws Exception {
        var request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).as(path + " " + body).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).path("error").asText()).isEqualTo(reason);
    }

    private Events events(String lastEventId) throws Exception {
        var request = HttpRequest.newBuilder(uri(ChainRoutes.EVENTS));
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new Events(new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
    }

    /// A stream of events as a client reads it.
    private record Events(BufferedReader reader) implements AutoCloseable {
        BlockEvent nextBlock() throws Exception {
            return BlockEvent.fromJson(nextOf(BlockEvent.NAME).toString());
        }

        JsonNode nextOf(String name) throws Exception {
            assertThat(lineAfter("event: ")).isEqualTo(name);
            return JSON.readTree(lineAfter("data: "));
        }

        void awaitOpen() throws Exception {
            assertThat(lineAfter(": ")).startsWith("blocks from");
        }

        private String lineAfter(String prefix) throws Exception {
            while (true) {
                String line = reader.readLine();
                assertThat(line).isNotNull();
                if (line.startsWith(prefix)) {
                    return line.substring(prefix.length());
                }
            }
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    private static Genesis genesis() {
        var usual = ChainParameters.DEFAULT;
        var parameters = new ChainParameters(
                EPOCH_BLOCKS,
                usual.blockTarget(),
                usual.validatorsMax(),
                usual.admission(),
                usual.selfStakeMin(),
                usual.unbondingTime(),
                usual.evidenceTime(),
                usual.slashBasisPoints(),
                usual.feePerByte(),
                usual.transactionBytesMax(),
                usual.blockBytesMax());
        var balances = new TreeMap<ActorId, Amount>();
        balances.put(PAYER.id(), Amount.credits(1000));
        balances.put(PROVIDER.id(), Amount.credits(1000));
        return new Genesis(
                "rpc-test",
                1_000_000,
                parameters,
                balances,
                List.of(new Genesis.GenesisValidator(
                        VALIDATOR.publicIdentity(), Amount.credits(1000), new Endpoint("127.0.0.1", 1), 0)),
                Optional.empty());
    }

    private static Identity identity(int number) {
        byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
        seed[0] = (byte) number;
        seed[1] = 33;
        return Identity.ofSeed(seed);
    }

    /// A node with a mempool and nobody else.
    private final class Node implements RpcNode {
        private final Mempool mempool = new Mempool(
                genesis.chainId(), genesis.parameters(), MempoolLimits.DEFAULT, new Book(), InstantSource.system());
        private volatile Optional<String> failure = Optional.empty();

        @Override
        public Ledger ledger() {
            return ledger;
        }

        @Override
        public CompletableFuture<List<Admission>> submit(List<Transaction> transactions) {
            var admissions = new ArrayList<Admission>();
            for (Transaction transaction : transactions) {
                admissions.add(mempool.add(transaction, transaction.id(), transaction.encode().length, null));
            }
            return CompletableFuture.completedFuture(admissions);
        }

        @Override
        public Optional<Transaction> pending(TransactionId id) {
            return mempool.find(id);
        }

        @Override
        public long nextNonce(ActorId account) {
            return mempool.nextNonce(account);
        }

        @Override
        public NodeStatus status() {
            var tip = ledger.tip();
            return new NodeStatus(
                    VALIDATOR.id(),
                    "test",
                    new ValidatorStatus(
                            tip.height(),
                            tip.hash(),
                            new Round(tip.epoch(), 1),
                            true,
                            Optional.empty(),
                            List.of(),
                            false,
                            false),
                    List.of(),
                    mempool.status(),
                    0,
                    0,
                    0,
                    failure);
        }
    }

    private final class Book implements AccountBook {
        @Override
        public Account account(ActorId id) {
            byte[] record = ledger.get(StateKey.account(id));
            try {
                return record == null ? Account.EMPTY : Account.decode(record);
            } catch (CodecException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<Rejection> check(Transaction transaction, int pendingBefore) {
            return ledger.check(transaction, pendingBefore);
        }
    }
}
