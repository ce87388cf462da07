package network.cairn.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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

/// An object of a real network, from the moment it is put on.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class VerifyCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final String BUCKET = "hill";
    private static final String KEY = "a dir/höhe+50%";
    private static final String OBJECT = "s3://" + BUCKET + "/" + KEY;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private record Outcome(int exitCode, String out, String err) {}

    private static Outcome cairn(Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = CairnMain.run(arguments, new PrintWriter(out), new PrintWriter(err), environment);
        return new Outcome(code, out.toString(), err.toString());
    }

    private static Outcome cairn(String... arguments) {
        return cairn(Map.of(), arguments);
    }

    private Outcome verify(String... more) {
        String[] words = new String[4 + more.length];
        System.arraycopy(new String[] {"verify", OBJECT, "--data", data()}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return cairn(words);
    }

    private String data() {
        return folder.resolve("net").toString();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static <T> T await(String what, Callable<T> question, Predicate<T> wanted) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        T answer = question.call();
        while (!wanted.test(answer)) {
            assertThat(System.nanoTime()).as(what + ", at last: " + answer).isLessThan(end);
            answer = question.call();
        }
        return answer;
    }

    @Test
    void object_isAwaitedThenDurable_andItsReceiptIsGoodEverywhere() throws Exception {
        try (LocalNetwork network = start();
                S3Client s3 = client(network.summary())) {
            s3.createBucket(request -> request.bucket(BUCKET));
            byte[] content = new byte[300_000];
            new SplittableRandom(7).nextBytes(content);
            s3.putObject(request -> request.bucket(BUCKET).key(KEY), RequestBody.fromBytes(content));

            Outcome awaited = await(
                    "proofs are awaited",
                    this::verify,
                    outcome -> outcome.out().contains(" are awaiting their first proof"));
            assertThat(awaited.exitCode()).isEqualTo(69);
            assertThat(awaited.out().lines().findFirst().orElseThrow())
                    .startsWith("\"" + OBJECT + "\": not durable yet: segment 0 needs 4 alive pieces and has ")
                    .contains(" are awaiting their first proof");

            Outcome durable = await(
                    "all are alive",
                    () -> verify("--out", file("kept")),
                    outcome -> outcome.out()
                            .startsWith("\"" + OBJECT
                                    + "\": durable: 2 pieces more than needed are alive in every segment"));
            assertThat(durable.exitCode()).isZero();
            assertThat(durable.err()).contains("the receipt is kept in " + file("kept"));
            assertThat(durable.out().lines().filter(line -> line.startsWith("0  ")))
                    .hasSize(6)
                    .allMatch(line -> line.contains("  alive  "))
                    .allMatch(line -> line.contains("  operator-"));
            await(
                    "the header says so",
                    () -> s3.headObject(request -> request.bucket(BUCKET).key(KEY))
                            .sdkHttpResponse()
                            .firstMatchingHeader("x-cairn-durability")
                            .orElse(""),
                    header -> header.startsWith("alive=6; needed=4; spare=2; operators=6;"));

            otherObjects_sayWhy(s3);
            keysAndEndpoints_ofTheEnvironmentComeFirst(network.summary());
            checkpoint_shortensTheWay();
        }
        keptReceipt_isCheckedWithoutANetwork();
        assertThat(verify().exitCode()).isEqualTo(69);
        assertThat(verify().err()).contains("cannot be reached; does the gateway run?");
    }

    private void otherObjects_sayWhy(S3Client s3) {
        s3.putObject(request -> request.bucket(BUCKET).key("small"), RequestBody.fromString("small"));

        Outcome small = cairn("verify", "s3://hill/small", "--data", data());
        assertThat(small.exitCode()).isEqualTo(64);
        assertThat(small.err()).startsWith("cairn: s3://hill/small: there is nothing to verify: The object's 5 bytes");
        Outcome none = cairn("verify", "s3://hill/none", "--data", data());
        assertThat(none.exitCode()).isEqualTo(69);
        assertThat(none.err()).startsWith("cairn: s3://hill/none: NoSuchKey: ");
    }

    private void keysAndEndpoints_ofTheEnvironmentComeFirst(NetworkSummary network) {
        var wrong = Map.of("AWS_ACCESS_KEY_ID", network.accessKeyId(), "AWS_SECRET_ACCESS_KEY", "wrong");
        Outcome refused = cairn(wrong, "verify", OBJECT, "--data", data());
        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err()).contains("SignatureDoesNotMatch");

        var outside = Map.of(
                "AWS_ENDPOINT_URL",
                network.endpoint(),
                "AWS_ACCESS_KEY_ID",
                network.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY",
                network.secretAccessKey(),
                "AWS_REGION",
                network.region());
        Outcome right = cairn(
                outside,
                "verify",
                OBJECT,
                "--json",
                "--data",
                file("elsewhere"),
                "--genesis",
                file("net/chain/genesis.bin"));
        assertThat(right.exitCode()).as(right.toString()).isZero();
    }

    private void checkpoint_shortensTheWay() throws Exception {
        // Genesis has the validators of epochs 0 and 1: only to later ones there is a way to be shortened.
        await(
                "epoch 3",
                () -> JSON.readTree(verify("--json").out()),
                report -> report.path("epoch").asLong() >= 3);
        assertThat(cairn("chain", "status", "--data", data()).exitCode()).isZero();
        Path checkpoint = Path.of(data(), "chain/checkpoint.bin");
        assertThat(checkpoint).exists();

        await("a short one", () -> verify("--out", file("short")).exitCode(), exitCode -> exitCode == 0);
        assertThat(offline("short", "--data", data()).exitCode()).isZero();
        Outcome fromGenesis = offline("short", "--genesis", file("net/chain/genesis.bin"));
        assertThat(fromGenesis.exitCode()).isEqualTo(65);
        assertThat(fromGenesis.err()).contains(": the receipt is rejected: ");
        assertThat(offline("short", "--genesis", file("net/chain/genesis.bin"), "--checkpoint", checkpoint.toString())
                        .exitCode())
                .isZero();
        assertThat(offline("short", "--data", data(), "--checkpoint", file("none"))
                        .err())
                .contains("none: no such file or folder");
    }

    private Outcome offline(String receipt, String... more) {
        String[] words = new String[4 + more.length];
        System.arraycopy(new String[] {"verify", "--json", "--receipt", file(receipt)}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return cairn(words);
    }

    private void keptReceipt_isCheckedWithoutANetwork() throws Exception {
        Path genesis = Files.createDirectory(folder.resolve("auditor")).resolve("genesis.bin");
        Files.copy(folder.resolve("net/chain/genesis.bin"), genesis);
        Outcome kept = offline("kept", "--genesis", genesis.toString());
        assertThat(kept.exitCode()).as(kept.toString()).isZero();
        JsonNode report = JSON.readTree(kept.out());
        assertThat(report.get("accepted").asBoolean()).isTrue();
        assertThat(report.get("object").asText()).isEqualTo(OBJECT);
        assertThat(kept.out()).contains("h\\u00F6he");
        assertThat(report.at("/durability/alive").asInt()).isEqualTo(6);
        assertThat(report.at("/durability/operators/lossesSurvived").asInt()).isEqualTo(2);

        byte[] bytes = Files.readAllBytes(folder.resolve("kept"));
        for (int at : new int[] {0, 1, bytes.length / 3, bytes.length / 2, bytes.length - 1}) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            Files.write(folder.resolve("changed"), changed);
            Outcome rejected = offline("changed", "--genesis", genesis.toString());
            assertThat(rejected.exitCode()).as("byte %d: %s", at, rejected).isEqualTo(65);
            assertThat(rejected.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("cairn: " + file("changed") + ": the receipt is rejected: ");
            assertThat(JSON.readTree(rejected.out()).get("accepted").asBoolean())
                    .isFalse();
        }
        Outcome old = offline("kept", "--genesis", genesis.toString(), "--max-age", "1ms");
        assertThat(old.exitCode()).isEqualTo(65);
        assertThat(old.err()).contains("STALE").contains("--max-age takes older ones");
    }

    private LocalNetwork start() throws Exception {
        return LocalNetwork.start(
                new NetworkOptions(
                        folder.resolve("net"),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.of(0),
                        OptionalLong.of(1L << 30),
                        OptionalInt.empty(),
                        Optional.of(Duration.ofSeconds(8)),
                        OptionalInt.empty()),
                Optional.empty(),
                Map.of(),
                new SecureRandom(),
                _ -> {});
    }

    private static S3Client client(NetworkSummary network) {
        return S3Client.builder()
                .endpointOverride(URI.create(network.endpoint()))
                .region(Region.of(network.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(network.accessKeyId(), network.secretAccessKey())))
                .forcePathStyle(true)
                .build();
    }
}
