package network.cairn.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import network.cairn.client.erasure.Scheme;
import network.cairn.deploy.local.LocalNetwork;
import network.cairn.deploy.local.NetworkOptions;
import network.cairn.deploy.local.NetworkSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// What an operator sees of deals, proofs and pay while a local network keeps an object.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class ProviderCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EPOCH_SECONDS = 8;
    private static final int OBJECT_BYTES = 20_000_000;

    /// The nodes are so dear that an epoch's pay is more than what its proof costs in fees, and they have nothing
    /// paid out by themselves.
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "CAIRN_NODE_PRICE_PER_GIB_MONTH",
            "100000",
            "CAIRN_NODE_WITHDRAW_EPOCHS",
            "0",
            "CAIRN_GATEWAY_PRICE_PER_GIB_MONTH_MAX",
            "200000");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private record Outcome(int exitCode, String out, String err) {}

    @Test
    void nodesThatHoldPieces_proveThemAreSeenAndPaid() throws Exception {
        try (LocalNetwork network = start()) {
            put(network.summary());
            JsonNode status = until(
                    "every node with pieces has proven an epoch",
                    () -> json(cairn("status", "--json")),
                    ProviderCommandsTest::allHaveProven);
            statusTells(status);
            int paid = withPieces(status).getFirst().get("number").asInt();
            String number = Integer.toString(paid);
            showTells(number);
            withdrawPays(number);
            whatCannotBe_saysWhy();
        }
        Outcome stopped = cairn("status", "--json");
        assertThat(stopped.exitCode()).isEqualTo(69);
        JsonNode down = JSON.readTree(stopped.out());
        assertThat(down.at("/chain/problem").asText()).contains("no validator of this network runs");
        assertThat(down.get("nodes")).allMatch(node -> node.get("business").isNull());
        assertThat(cairn("status").out()).contains("chain: ").containsPattern("node 1 .* -  +-  +-  +-  +-  +-\n");
        assertOneLine(cairn("provider", "show", "1"), 69, "no validator of this network runs");
        assertOneLine(cairn("provider", "withdraw", "1"), 69, "no validator of this network runs");
    }

    private static List<JsonNode> withPieces(JsonNode status) {
        var nodes = new ArrayList<JsonNode>();
        status.get("nodes").forEach(node -> {
            if (node.at("/storage/pieces").asLong() > 0) {
                nodes.add(node);
            }
        });
        return nodes;
    }

    private static boolean allHaveProven(JsonNode status) {
        List<JsonNode> nodes = withPieces(status);
        return nodes.size() == 2
                && nodes.stream()
                        .allMatch(node -> node.at("/business/provenEpochs").asLong() > 0);
    }

    private void statusTells(JsonNode status) {
        JsonNode chain = status.get("chain");
        assertThat(chain.get("epochBlocks").asInt()).isEqualTo(EPOCH_SECONDS);
        assertThat(chain.get("epochSeconds").asDouble()).isEqualTo(EPOCH_SECONDS);
        assertThat(chain.get("epochBlocksDone").asLong())
                .isEqualTo(chain.get("height").asLong() - chain.get("epoch").asLong() * EPOCH_SECONDS);
        for (JsonNode node : withPieces(status)) {
            JsonNode business = node.get("business");
            assertThat(business.get("deals").asLong()).isEqualTo(1);
            assertThat(business.get("heldBytes").asLong()).isBetween((long) OBJECT_BYTES, OBJECT_BYTES * 2L);
            assertThat(amount(business, "collateral")).isPositive();
            assertThat(business.get("failedEpoch").isNull()).isTrue();
        }
        String table = cairn("status").out();
        assertThat(table)
                .containsPattern("epoch \\d+ \\(\\d of " + EPOCH_SECONDS + " blocks\\), 1 validator")
                .containsPattern("PIECES +DEALS +HELD +PROVEN +MISSES +EARNED +DUE\n")
                .containsPattern("node \\d .* 1 +19 MiB +\\d+ +\\d+ +[0-9.]+ +[0-9.]+\n");
    }

    private void showTells(String number) throws Exception {
        JsonNode shown = until(
                "an epoch is paid for",
                () -> json(cairn("provider", "show", number, "--json")),
                one -> one.get("provenEpochs").asLong() >= 4
                        && amount(one, "due").signum() > 0);
        assertThat(shown.get("node").asText()).isEqualTo(number);
        assertThat(shown.get("registered").asBoolean()).isTrue();
        assertThat(shown.get("pricePerGibMonth").asText()).isEqualTo("100000");
        assertThat(shown.get("missesInRow").asInt()).isZero();
        assertThat(shown.get("reportProblem").asText()).isEmpty();
        JsonNode report = shown.get("report");
        assertThat(report.get("pieces").asLong()).isEqualTo(1);
        assertThat(report.get("epochs").size()).isBetween(3, 10);
        assertThat(report.get("epochs"))
                .anyMatch(epoch -> epoch.get("outcome").asText().equals("proven")
                        && epoch.get("heldBytes").asLong()
                                == shown.get("heldBytes").asLong()
                        && amount(epoch, "due").signum() > 0);
        JsonNode byId = json(cairn("provider", "show", shown.get("id").asText(), "--json", "--epochs", "1"));
        assertThat(byId.get("node").asText()).isEqualTo(number);
        assertThat(byId.get("report").get("epochs")).hasSize(1);
        assertThat(cairn("provider", "show", number).out())
                .containsPattern("held bytes +2\\d{7}\n")
                .containsPattern("failed epoch +-\n")
                .contains("Its node says, at height ")
                .contains(": 1 deal with 1 piece")
                .containsPattern("EPOCH +OUTCOME +HELD +DUE +WHY\n")
                .containsPattern("\\d+ +proven +19 MiB +0\\.\\d+\n");

        JsonNode all = json(cairn("provider", "show", "--json")).get("providers");
        assertThat(all).hasSize(3);
        assertThat(all.get(Integer.parseInt(number) - 1).get("id")).isEqualTo(shown.get("id"));
        assertThat(cairn("provider", "show").out().lines())
                .hasSize(4)
                .first()
                .asString()
                .startsWith("NODE  ID ");
    }

    private void withdrawPays(String number) throws Exception {
        JsonNode before = json(cairn("provider", "show", number, "--json"));
        String id = before.get("id").asText();
        BigDecimal balance = amount(json(cairn("chain", "account", id, "--json")), "balance");
        BigDecimal epochPays = new BigDecimal("0");
        for (JsonNode epoch : before.get("report").get("epochs")) {
            epochPays = epochPays.max(amount(epoch, "due"));
        }

        JsonNode withdrawn = json(cairn("provider", "withdraw", number, "--json"));

        assertThat(withdrawn.get("provider").asText()).isEqualTo(id);
        assertThat(withdrawn.get("deals").asInt()).isEqualTo(1);
        assertThat(withdrawn.get("transactions")).hasSize(1);
        // At least one epoch has been paid for in full, of which 14 of 100 parts are not the provider's for now.
        assertThat(amount(withdrawn, "received")).isGreaterThan(epochPays.multiply(new BigDecimal("0.8")));
        assertThat(amount(withdrawn, "received")).isGreaterThan(amount(withdrawn, "fees"));
        assertThat(amount(withdrawn, "balance")).isGreaterThan(balance);
        JsonNode after = json(cairn("provider", "show", number, "--json"));
        assertThat(after.get("earned").asText()).isEqualTo("0");
        assertThat(after.get("heldBack")).isEqualTo(withdrawn.get("heldBack"));

        Outcome again = cairn("provider", "withdraw", id);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("credits came to the balance of " + id + " from 1 deal");
    }

    private void whatCannotBe_saysWhy() throws Exception {
        assertOneLine(cairn("provider", "show", "9"), 64, "there is no node 9: the network in");
        assertOneLine(cairn("provider", "withdraw", "0"), 64, "has nodes 1 to 3");
        String keystore = folder.resolve("keystore").toString();
        String stranger = json(cairnIn(
                        Map.of("CAIRN_PASSPHRASE", "x"), "identity", "create", "--json", "--keystore", keystore))
                .get("id")
                .asText();
        assertOneLine(cairn("provider", "show", stranger), 69, "the chain has no provider " + stranger);
        assertOneLine(cairn("provider", "withdraw", stranger), 64, "give its --keystore instead");
        Outcome nothing = cairnIn(
                Map.of("CAIRN_PASSPHRASE", "x"), "provider", "withdraw", "--keystore", keystore, "--data", data());
        assertOneLine(nothing, 69, "the chain knows no deal of provider " + stranger);

        // One whose node is not there: the chain's part is shown all the same.
        assertThat(cairn(
                                "chain",
                                "register-provider",
                                "--endpoint",
                                "127.0.0.1:1",
                                "--operator",
                                "hill",
                                "--region",
                                "north",
                                "--subnet",
                                "127.0.0.1",
                                "--egress-price",
                                "1",
                                "--capacity",
                                "1TiB",
                                "--price",
                                "7")
                        .exitCode())
                .isZero();
        String operator = json(cairn("chain", "account", "--json")).get("id").asText();
        JsonNode gone = json(cairn("provider", "show", operator, "--json"));
        assertThat(gone.get("deals").asLong()).isZero();
        assertThat(gone.get("pricePerGibMonth").asText()).isEqualTo("7");
        assertThat(gone.get("report").isNull()).isTrue();
        assertThat(cairn("provider", "show", operator).out()).contains("Its node says nothing: node " + operator);
    }

    private interface Question {
        JsonNode ask() throws Exception;
    }

    private static JsonNode until(String what, Question question, Predicate<JsonNode> wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode answer = question.ask();
        while (!wanted.test(answer)) {
            assertThat(System.nanoTime()).as(what + ", not " + answer).isLessThan(deadline);
            boolean _ = new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
            answer = question.ask();
        }
        return answer;
    }

    private static BigDecimal amount(JsonNode node, String field) {
        return new BigDecimal(node.get(field).asText());
    }

    private static void put(NetworkSummary network) {
        byte[] content = new byte[OBJECT_BYTES];
        new SplittableRandom(1).nextBytes(content);
        try (S3Client s3 = S3Client.builder()
                .endpointOverride(URI.create(network.endpoint()))
                .region(Region.of(network.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(network.accessKeyId(), network.secretAccessKey())))
                .forcePathStyle(true)
                .build()) {
            s3.createBucket(request -> request.bucket("hill"));
            s3.putObject(request -> request.bucket("hill").key("cairn"), RequestBody.fromBytes(content));
        }
    }

    private LocalNetwork start() throws Exception {
        return LocalNetwork.start(
                new NetworkOptions(
                        folder.resolve("net"),
                        OptionalInt.of(3),
                        Optional.of(new Scheme(1, 1, 2, 2)),
                        Optional.empty(),
                        OptionalInt.of(0),
                        OptionalLong.of(1L << 30),
                        OptionalInt.empty(),
                        Optional.of(Duration.ofSeconds(EPOCH_SECONDS)),
                        OptionalInt.empty()),
                Optional.empty(),
                ENVIRONMENT,
                new SecureRandom(),
                _ -> {});
    }

    private String data() {
        return folder.resolve("net").toString();
    }

    private Outcome cairn(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--data", data()));
        return cairnIn(Map.of(), arguments.toArray(String[]::new));
    }

    private static Outcome cairnIn(Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = CairnMain.run(arguments, new PrintWriter(out), new PrintWriter(err), environment);
        return new Outcome(code, out.toString(), err.toString());
    }

    private static void assertOneLine(Outcome outcome, int exitCode, String message) {
        assertThat(outcome.err()).contains(message);
        assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
    }

    private static JsonNode json(Outcome outcome) throws Exception {
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        return JSON.readTree(outcome.out());
    }
}
