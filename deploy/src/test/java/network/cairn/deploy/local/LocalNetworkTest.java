package network.cairn.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class LocalNetworkTest {
    private static final byte[] CONTENT =
            "one stone upon another".repeat(50_000).getBytes(StandardCharsets.UTF_8);

    private static NetworkOptions options(Path folder) {
        return new NetworkOptions(
                folder,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(0),
                OptionalLong.of(1L << 30),
                OptionalInt.empty());
    }

    private static LocalNetwork start(NetworkOptions options) throws Exception {
        return LocalNetwork.start(options, Optional.empty(), Map.of(), new SecureRandom(), new ArrayList<>()::add);
    }

    private static NetworkStatus status(Path folder) throws Exception {
        return StatusWiring.ask(new NetworkFolder(folder), Map.of(), InstantSource.system(), new SecureRandom());
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

    @Test
    void network_keepsEverythingAcrossARestart(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("net");
        NetworkSummary first;
        List<String> ids;
        try (LocalNetwork network = start(options(folder));
                S3Client s3 = client(network.summary())) {
            first = network.summary();
            s3.createBucket(request -> request.bucket("hill"));
            s3.putObject(request -> request.bucket("hill").key("cairn"), RequestBody.fromBytes(CONTENT));
            assertThat(s3.getObjectAsBytes(request -> request.bucket("hill").key("cairn"))
                            .asByteArray())
                    .isEqualTo(CONTENT);

            NetworkStatus status = status(folder);
            assertThat(status.health()).isEqualTo(NetworkStatus.Health.OK);
            assertThat(status.nodes()).hasSize(8).allMatch(RoleStatus::takesPieces);
            assertThat(status.gateway().pid()).isEqualTo(ProcessHandle.current().pid());
            ids = status.nodes().stream().map(RoleStatus::id).toList();
            assertThat(Files.getPosixFilePermissions(first.environmentFile()))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThatThrownBy(() -> start(options(folder)))
                    .isInstanceOfSatisfying(
                            CommandFailure.class,
                            failure -> assertThat(failure.exit()).isEqualTo(Exit.TEMPORARY_FAILURE))
                    .hasMessageContaining("another 'cairn up' runs this network");
        }
        NetworkStatus stopped = status(folder);
        assertThat(stopped.health()).isEqualTo(NetworkStatus.Health.DOWN);
        assertThat(stopped.nodes()).noneMatch(RoleStatus::up).allMatch(node -> node.pid() == null);

        try (LocalNetwork network = start(options(folder));
                S3Client s3 = client(network.summary())) {
            assertThat(network.summary()).isEqualTo(first);
            assertThat(status(folder).nodes()).extracting(RoleStatus::id).isEqualTo(ids);
            assertThat(s3.getObjectAsBytes(request -> request.bucket("hill").key("cairn"))
                            .asByteArray())
                    .isEqualTo(CONTENT);
        }
        try (var left = Files.list(parent)) {
            assertThat(left).containsExactly(folder);
        }
    }

    @Test
    void status_afterAnotherPort_findsTheGatewayThere(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("net");
        start(options(folder)).close();
        int another;
        try (var socket = new ServerSocket(0)) {
            another = socket.getLocalPort();
        }
        var moved = new NetworkOptions(
                folder,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.of(another),
                OptionalLong.empty(),
                OptionalInt.empty());
        try (LocalNetwork network = start(moved)) {
            assertThat(network.summary().endpoint()).endsWith(":" + another);
            NetworkStatus status = status(folder);
            assertThat(status.health()).isEqualTo(NetworkStatus.Health.OK);
            assertThat(status.endpoint()).isEqualTo(network.summary().endpoint());
        }
    }

    private static void withoutChainFile(Path config) throws Exception {
        List<String> lines = Files.readAllLines(config);
        Files.write(
                config,
                lines.stream().filter(line -> !line.startsWith("chainFile:")).toList());
    }

    @Test
    void network_withoutAChain_getsOne(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("net");
        start(options(folder)).close();
        // As a network was left by a version that knew no chain.
        try (var tree = Files.walk(folder.resolve("chain"))) {
            for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        withoutChainFile(folder.resolve("gateway/gateway.yaml"));
        for (int number = 1; number <= NetworkOptions.NODES_DEFAULT; number++) {
            withoutChainFile(folder.resolve("nodes/" + number + "/node.yaml"));
        }
        assertThat(status(folder).validators()).isEmpty();
        assertThat(status(folder).chain()).isNull();

        var four = new NetworkOptions(
                folder,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalInt.of(4));
        try (LocalNetwork network = start(four)) {
            assertThat(network.summary().chain().validators()).isEqualTo(4);
            NetworkStatus status = status(folder);
            assertThat(status.health()).isEqualTo(NetworkStatus.Health.OK);
            assertThat(status.validators()).hasSize(4).allMatch(RoleStatus::up);
            assertThat(status.nodes()).allMatch(node -> node.business() == null);
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("chain/validators/1/beacon.share")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (LocalNetwork network = start(options(folder))) {
            assertThat(network.summary().chain().validators()).isEqualTo(4);
        }
        var two = new NetworkOptions(
                folder,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalInt.of(2));
        assertThatThrownBy(() -> start(two)).hasMessageContaining("--validators 2: the chain in");
        try (var left = Files.list(folder)) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().contains("making"));
        }
    }

    @Test
    void options_thatContradictTheNetwork_areRefused(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("net");
        var small = new NetworkOptions(
                folder,
                OptionalInt.of(3),
                Optional.of(new network.cairn.client.erasure.Scheme(2, 2, 3, 3)),
                Optional.empty(),
                OptionalInt.of(0),
                OptionalLong.of(1L << 30),
                OptionalInt.empty());
        start(small).close();

        var moreNodes = new NetworkOptions(
                folder,
                OptionalInt.of(4),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalInt.empty());
        assertThatThrownBy(() -> start(moreNodes))
                .hasMessageContaining("--nodes 4: the network in " + folder + " has 3");
        var otherScheme = new NetworkOptions(
                folder,
                OptionalInt.empty(),
                Optional.of(NetworkOptions.SCHEME_DEFAULT),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalInt.empty());
        assertThatThrownBy(() -> start(otherScheme)).hasMessageContaining("writes 2/2/3/3");

        try (LocalNetwork again = start(options(folder))) {
            assertThat(again.summary().nodes()).isEqualTo(3);
        }
    }
}
