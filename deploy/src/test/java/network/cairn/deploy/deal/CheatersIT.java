package network.cairn.deploy.deal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.deploy.local.LocalChain;
import network.cairn.deploy.local.NetworkFolder;
import network.cairn.deploy.network.CairnCommandLine;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/// Nodes that cheat, each in its own way and its own process, among honest ones in another; and honest ones that
/// have a hard time. Beside other tests, as it mostly waits.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class CheatersIT {
    private static final Duration READY = Duration.ofMinutes(2);
    private static final String BUCKET = "cheaters";
    private static final int OBJECTS = 14;
    private static final int OBJECT_BYTES = 900_000;

    @TempDir
    private Path folder;

    /// A network of which some nodes are started by hand, by what they do.
    private final class Network implements AutoCloseable {
        final Path data = folder.resolve("network");
        final List<CairnCommandLine> running = new ArrayList<>();
        final List<ActorId> nodes = new ArrayList<>();

        /// @param conduct of the nodes that are started by hand, by number; their price is a hundredth of the
        ///     others', so
        ///     that what they leave unproven is no outage of the network
        Network(int count, String epoch, String capacity, Map<Integer, String> conduct) throws Exception {
            CairnCommandLine.Outcome made = CairnCommandLine.run(
                    folder,
                    "up",
                    "--stop-when-ready",
                    "--data",
                    data.toString(),
                    "--nodes",
                    Integer.toString(count),
                    "--epoch",
                    epoch,
                    "--node-capacity",
                    capacity,
                    "--port",
                    "0");
            assertThat(made.exitCode()).as(made.err()).isZero();
            for (Map.Entry<Integer, String> cheat : conduct.entrySet()) {
                Path config = data.resolve("nodes/" + cheat.getKey() + "/node.yaml");
                Files.writeString(
                        config, Files.readString(config).replace("pricePerGibMonth: 1\n", "pricePerGibMonth: 0.01\n"));
                CairnCommandLine node = CairnCommandLine.startMain(
                        folder, Map.of(), "96m", CheatingNodeMain.class.getName(), config.toString(), cheat.getValue());
                running.add(node);
                node.awaitLine(line -> line.contains(" serves on "), READY);
            }
            CairnCommandLine up = CairnCommandLine.start(
                    folder,
                    Map.of(
                            "CAIRN_GATEWAY_READER_GRACE_PERIOD", "1s",
                            // Which pieces belong together must not change meanwhile, as it does where packs are
                            // merged.
                            "CAIRN_GATEWAY_PACKED_OBJECT_BYTES_MAX", "0"),
                    "up",
                    "--stop-on-stdin-end",
                    "--data",
                    data.toString());
            running.add(up);
            up.awaitLine(line -> line.startsWith("Cairn is up"), READY);
            JsonNode status = new ObjectMapper()
                    .readTree(CairnCommandLine.run(folder, "status", "--json", "--data", data.toString())
                            .out());
            status.get("nodes")
                    .forEach(node -> nodes.add(ActorId.parse(node.get("id").asText())));
        }

        LedgerReader ledger() throws Exception {
            return LedgerReader.of(
                    LocalChain.open(new NetworkFolder(data), Map.of(), InstantSource.system(), Duration.ofDays(1)));
        }

        S3Client client() throws Exception {
            Map<String, String> environment = Files.readAllLines(data.resolve("s3.env")).stream()
                    .filter(line -> line.startsWith("AWS_"))
                    .collect(Collectors.toMap(
                            line -> line.substring(0, line.indexOf('=')),
                            line -> line.substring(line.indexOf('=') + 1)));
            return S3Client.builder()
                    .endpointOverride(URI.create(environment.get("AWS_ENDPOINT_URL")))
                    .region(Region.of(environment.get("AWS_REGION")))
                    .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                            environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY"))))
                    .forcePathStyle(true)
                    .overrideConfiguration(configuration -> configuration.retryStrategy(
                            StandardRetryStrategy.builder().maxAttempts(1).build()))
                    .build();
        }

        @Override
        public void close() {
            for (CairnCommandLine process : running.reversed()) {
                process.close();
            }
        }
    }

    /// Takes four minutes, as most cheaters are found out by 24 epochs without a proof.
    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void cheaters_areNotPaidLoseTheirCollateralAndTheirDeals() throws Exception {
        var cheats = new TreeMap<Integer, String>(Map.of(
                7, "drops=1.0",
                8, "drops=0.3",
                9, "keeps-tree",
                10, "old-proof",
                11, "withholds",
                12, "others-proof",
                13, "lies-to-readers",
                14, "regenerates=" + folder.resolve("siblings")));
        Files.writeString(folder.resolve("siblings"), "");
        try (var network = new Network(14, "8s", "1GiB", cheats);
                LedgerReader ledger = network.ledger();
                S3Client s3 = network.client()) {
            s3.createBucket(request -> request.bucket(BUCKET));
            for (int object = 0; object < OBJECTS; object++) {
                put(s3, object);
            }
            LedgerReader.await("every node holds something on the ledger", Duration.ofMinutes(2), () -> {
                for (ActorId node : network.nodes) {
                    if (ledger.account(node).map(ProviderAccount::leaves).orElse(0L) == 0) {
                        return false;
                    }
                }
                return true;
            });
            long began = ledger.tip().epoch();

            // The client claims what a provider that has failed left, once it has proven nothing for 24 epochs.
            tellSiblings(network, s3);
            List<Integer> failing = List.of(7, 9, 10, 11, 12, 14);
            LedgerReader.await(
                    "those that prove nothing have failed, and their client has claimed what they left",
                    Duration.ofMinutes(10),
                    () -> {
                        for (int number : failing) {
                            ActorId node = network.nodes.get(number - 1);
                            Optional<ProviderAccount> account = ledger.account(node);
                            if (account.flatMap(ProviderAccount::failure).isEmpty()
                                    || !ledger.deals(node).isEmpty()) {
                                return false;
                            }
                        }
                        return true;
                    });
            long ended = ledger.tip().epoch();
            for (int number : failing) {
                ActorId node = network.nodes.get(number - 1);
                ProviderAccount account = ledger.account(node).orElseThrow();
                // The one that says an old proof again proved once, when it was new.
                int proofs = number == 10 ? 1 : 0;
                assertThat(account.conduct().proven())
                        .as("node %d's proofs", number)
                        .isEqualTo(proofs);
                assertThat(account.money().collateral())
                        .as("node %d's collateral", number)
                        .isEqualTo(Amount.ZERO);
                assertThat(ledger.deals(node)).as("node %d's deals", number).isEmpty();
            }
            assertThat(Files.readString(network.data.resolve("logs/node-14.log")))
                    .as("what became of pieces made again from others of their segments")
                    .contains(" others and is not what was stored")
                    .doesNotContain(" others and is what was stored")
                    .contains("PROOF_WRONG: the proof is wrong: ROOT_MISMATCH");
            // A part of the bytes is missing: most epochs that shows, and is a miss. How often, PartialLossTest
            // measures.
            long some = proven(ledger, network, 8, began, ended);
            assertThat(some)
                    .as("epochs that node 8 proved of %d", ended - began)
                    .isLessThan(ended - began - 5);
            for (int number : IntStream.concat(IntStream.rangeClosed(1, 6), IntStream.of(13))
                    .toArray()) {
                ProviderAccount account =
                        ledger.account(network.nodes.get(number - 1)).orElseThrow();
                assertThat(account.failure()).as("node %d's failure", number).isEmpty();
                assertThat(proven(ledger, network, number, began, ended))
                        .as("epochs that node %d proved of %d", number, ended - began)
                        .isGreaterThanOrEqualTo((ended - began) * 4 / 5);
            }
            // 4 of the 6 pieces that each object began with suffice, as long as honest nodes hold them.
            int readable = 0;
            for (int object = 0; object < OBJECTS; object++) {
                readable += isRead(s3, object) ? 1 : 0;
            }
            assertThat(readable).as("objects read byte for byte, past liars").isPositive();
            assertThat(Files.readString(network.data.resolve("logs/cairn.log")))
                    .as("the gateway's log of who lied")
                    .contains(network.nodes.get(12).toString());
        }
    }

    private static void put(S3Client s3, int object) {
        s3.putObject(request -> request.bucket(BUCKET).key("object-" + object), RequestBody.fromBytes(content(object)));
    }

    /// Tells the node that makes pieces again which other pieces belong to them, as the receipts of all objects
    /// show it. Puts more objects until there are enough others for one of its pieces at least.
    private void tellSiblings(Network network, S3Client s3) throws Exception {
        var lines = new ArrayList<String>();
        boolean enough = false;
        for (int object = 0; object < OBJECTS || !enough; object++) {
            assertThat(object)
                    .as("objects, each without four pieces beside that of node 14")
                    .isLessThan(60);
            if (object >= OBJECTS) {
                put(s3, object);
            }
            String receipt = CairnCommandLine.run(
                            folder,
                            "verify",
                            "s3://" + BUCKET + "/object-" + object,
                            "--json",
                            "--data",
                            network.data.toString())
                    .out();
            for (JsonNode segment : new ObjectMapper().readTree(receipt).findPath("segments")) {
                for (JsonNode piece : segment.get("pieces")) {
                    enough |= addSiblings(network, segment, piece, lines);
                }
            }
        }
        assertThat(lines).as("pieces of all objects").hasSizeGreaterThanOrEqualTo(OBJECTS * 5);
        Files.writeString(folder.resolve("siblings"), String.join("\n", lines) + "\n");
    }

    /// @return whether it is a piece of node 14 that can be made again from the others
    private static boolean addSiblings(Network network, JsonNode segment, JsonNode piece, List<String> lines) {
        // Who serves no bytes, or wrong ones, which would spoil the making of others.
        Set<String> spoilers = Stream.of(7, 8, 13)
                .map(number -> network.nodes.get(number - 1).toString())
                .collect(Collectors.toSet());
        int needed = segment.get("needed").asInt();
        var line = new StringBuilder(piece.get("id").asText())
                .append(' ')
                .append(piece.get("index").asInt())
                .append(' ')
                .append(needed)
                .append(' ')
                .append(segment.get("total").asInt())
                .append(' ')
                .append(segment.get("pieceBytes").asInt());
        int others = 0;
        for (JsonNode other : segment.get("pieces")) {
            if (other.get("index").asInt() != piece.get("index").asInt()
                    && !spoilers.contains(other.get("provider").asText())) {
                others++;
                line.append(' ')
                        .append(other.get("index").asInt())
                        .append(' ')
                        .append(other.get("provider").asText())
                        .append(' ')
                        .append(other.get("id").asText());
            }
        }
        lines.add(line.toString());
        return others >= needed
                && piece.get("provider").asText().equals(network.nodes.get(13).toString());
    }

    private static long proven(LedgerReader ledger, Network network, int number, long from, long to) throws Exception {
        long count = 0;
        for (long epoch = from; epoch < to - 1; epoch++) {
            count += ledger.hasProven(network.nodes.get(number - 1), epoch) ? 1 : 0;
        }
        return count;
    }

    private static byte[] content(int object) {
        byte[] content = new byte[OBJECT_BYTES];
        new SplittableRandom(object).nextBytes(content);
        return content;
    }

    /// Whether an object can still be read; if so it is the one that was put.
    private static boolean isRead(S3Client s3, int object) {
        byte[] read;
        try {
            read = s3.getObjectAsBytes(request -> request.bucket(BUCKET).key("object-" + object))
                    .asByteArray();
        } catch (software.amazon.awssdk.services.s3.model.S3Exception e) {
            assertThat(e.statusCode()).isEqualTo(503);
            return false;
        }
        assertThat(read).isEqualTo(content(object));
        return true;
    }

    @Test
    @Execution(ExecutionMode.SAME_THREAD)
    void honestNodes_thatHaveAHardTime_areNeverSlashed() throws Exception {
        // Disks that fill up, a clock that is 90 seconds ahead, a node that stands still for two epochs, and one that
        // is killed and comes back with a clock that is three hours ahead.
        try (var network = new Network(
                        8, "8s", "3MiB", new TreeMap<>(Map.of(6, "none", 7, "none", 8, "skewed-clock=PT90S")));
                LedgerReader ledger = network.ledger();
                S3Client s3 = network.client()) {
            s3.createBucket(request -> request.bucket(BUCKET));
            boolean full = false;
            for (int object = 0; object < 40 && !full; object++) {
                byte[] content = content(object);
                String key = "object-" + object;
                try {
                    s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(content));
                } catch (software.amazon.awssdk.services.s3.model.S3Exception e) {
                    assertThat(e.statusCode()).isEqualTo(503);
                    full = true;
                }
            }
            assertThat(full).as("the disks are full").isTrue();
            LedgerReader.await("most nodes hold something on the ledger", Duration.ofMinutes(2), () -> {
                int holding = 0;
                for (ActorId node : network.nodes) {
                    holding += ledger.account(node).map(ProviderAccount::leaves).orElse(0L) > 0 ? 1 : 0;
                }
                return holding >= 7;
            });
            ledger.awaitEpochs(2, Duration.ofMinutes(2));
            var collateral = new ArrayList<Amount>();
            for (ActorId node : network.nodes) {
                collateral.add(ledger.account(node)
                        .map(account -> account.money().collateral())
                        .orElse(Amount.ZERO));
            }
            signal("STOP", network.running.get(0).pid());
            ledger.awaitEpochs(2, Duration.ofMinutes(2));
            signal("CONT", network.running.get(0).pid());
            network.running.get(1).handle().destroyForcibly();
            CairnCommandLine again = CairnCommandLine.startMain(
                    folder,
                    Map.of(),
                    "96m",
                    CheatingNodeMain.class.getName(),
                    network.data.resolve("nodes/7/node.yaml").toString(),
                    "skewed-clock=PT3H");
            network.running.add(again);
            again.awaitLine(line -> line.contains(" serves on "), READY);
            ledger.awaitEpochs(6, Duration.ofMinutes(4));
            for (int number = 1; number <= network.nodes.size(); number++) {
                Optional<ProviderAccount> account = ledger.account(network.nodes.get(number - 1));
                if (account.isPresent()) {
                    assertThat(account.get().failure()).as("node %d", number).isEmpty();
                    assertThat(account.get().money().collateral())
                            .as("node %d's collateral", number)
                            .isGreaterThanOrEqualTo(collateral.get(number - 1));
                    assertThat(Integer.bitCount(account.get().conduct().misses()))
                            .as("node %d's misses", number)
                            .isLessThanOrEqualTo(2);
                    if (account.get().leaves() > 0) {
                        long epoch = ledger.tip().epoch();
                        assertThat(ledger.hasProven(network.nodes.get(number - 1), epoch - 2))
                                .as("node %d proves in the end", number)
                                .isTrue();
                    }
                }
            }
        }
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
