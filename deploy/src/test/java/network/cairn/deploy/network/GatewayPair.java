package network.cairn.deploy.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.cairn.client.identity.Argon2Cost;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.Keystore;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.deploy.config.NodesFile;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// Two gateways with one keystore, on one database and one set of nodes, without a chain; each a process of its own.
final class GatewayPair implements AutoCloseable {
    private static final int NODES = 3;
    private static final String SCHEME = "2/2/3/3";
    private static final String PASSPHRASE = "two of a kind";
    private static final Map<String, String> ENVIRONMENT = Map.of("CAIRN_PASSPHRASE", PASSPHRASE);
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final DatabaseServer database;
    private final List<CairnCommandLine> processes = new ArrayList<>();
    private final Gateway[] gateways = new Gateway[2];

    private record Gateway(CairnCommandLine process, URI endpoint) {}

    /// A key of S3's kind.
    record Key(String id, String secret) {
        static Key of(CairnCommandLine.Outcome outcome) throws IOException {
            JsonNode made = JSON.readTree(outcome.out());
            if (outcome.exitCode() != 0) {
                throw new IOException("no key: " + outcome);
            }
            return new Key(
                    made.path("accessKeyId").asText(),
                    made.path("secretAccessKey").asText());
        }
    }

    private GatewayPair(Path folder, DatabaseServer database) {
        this.folder = folder;
        this.database = database;
    }

    /// @param folder an empty folder, as of `@TempDir`
    static GatewayPair start(Path folder) throws Exception {
        var pair = new GatewayPair(folder, DatabaseServer.start());
        boolean started = false;
        try {
            pair.startNodes();
            pair.makeGateways();
            pair.startBoth();
            started = true;
            return pair;
        } finally {
            if (!started) {
                pair.close();
            }
        }
    }

    private void startNodes() throws Exception {
        var random = new SecureRandom();
        var identities = new ArrayList<Identity>();
        var started = new ArrayList<CairnCommandLine>();
        for (int number = 1; number <= NODES; number++) {
            Path home = Files.createDirectories(folder.resolve("node-" + number));
            var identity = Identity.generate(random);
            keystore(home, identity, Map.of(), random);
            Files.writeString(home.resolve("node.yaml"), """
                    keystore: keystore
                    listenPort: 0
                    dataFolder: data
                    capacityBytes: 1073741824
                    """);
            identities.add(identity);
            started.add(run("96m", "node", home.resolve("node.yaml")));
        }
        var nodes = new ArrayList<NodeEndpoint>();
        for (int i = 0; i < NODES; i++) {
            int port = address(started.get(i)).getPort();
            nodes.add(new NodeEndpoint(identities.get(i).id(), "127.0.0.1", port, "operator-" + i));
        }
        Files.writeString(folder.resolve("nodes.yaml"), NodesFile.write(nodes));
    }

    private void makeGateways() throws Exception {
        var random = new SecureRandom();
        byte[] masterKey = new byte[Keystore.SECRET_BYTES];
        random.nextBytes(masterKey);
        keystore(folder, Identity.generate(random), Map.of(Keystore.MASTER_KEY, masterKey), random);
        Path password = folder.resolve("metadata-password");
        Files.createFile(password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, database.password());
        for (int number = 0; number < gateways.length; number++) {
            Files.writeString(
                    config(number), """
                    keystore: keystore
                    nodesFile: nodes.yaml
                    port: 0
                    adminPort: %d
                    dataFolder: gateway-%d
                    scheme: %s
                    stopTimeout: 3s
                    metadataUrl: %s
                    metadataUser: %s
                    metadataPasswordFile: metadata-password
                    """.formatted(freePort(), number, SCHEME, database.url(), database.user()));
        }
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static void keystore(Path home, Identity identity, Map<String, byte[]> secrets, SecureRandom random)
            throws Exception {
        Keystore.create(
                home.resolve("keystore"), PASSPHRASE.toCharArray(), identity, secrets, new Argon2Cost(8, 1, 1), random);
    }

    private Path config(int number) {
        return folder.resolve("gateway-" + number + ".yaml");
    }

    /// At once, as they may well be after an outage: both make the tables.
    private void startBoth() {
        List<CairnCommandLine> both = List.of(run("256m", "gateway", config(0)), run("256m", "gateway", config(1)));
        for (int number = 0; number < gateways.length; number++) {
            gateways[number] = new Gateway(both.get(number), address(both.get(number)));
        }
    }

    /// Starts one of the two, 0 or 1, the first time or after it was killed.
    void startGateway(int number) {
        CairnCommandLine gateway = run("256m", "gateway", config(number));
        gateways[number] = new Gateway(gateway, address(gateway));
    }

    /// Ends one as `kill -9` does.
    void killGateway(int number) {
        gateways[number].process().kill();
    }

    private CairnCommandLine run(String heap, String role, Path config) {
        CairnCommandLine process = CairnCommandLine.startWithHeap(
                folder, ENVIRONMENT, heap, role, "run", "--stop-on-stdin-end", "--config", config.toString());
        processes.add(process);
        return process;
    }

    /// Waits until a role serves, and answers where.
    private static URI address(CairnCommandLine role) {
        String line = role.awaitLine(said -> said.contains(" serves on "), READY_TIMEOUT);
        String address = line.substring(line.indexOf(" serves on ") + " serves on ".length());
        return URI.create("http://" + address.substring(0, address.indexOf(' ')));
    }

    /// Makes a key with the command line, from the files and the database of the gateways.
    Key key(String... options) throws IOException {
        var arguments = new ArrayList<>(
                List.of("keys", "create", "--json", "--config", config(0).toString()));
        arguments.addAll(List.of(options));
        return Key.of(command(ENVIRONMENT, arguments));
    }

    /// Carries out a command through the admin API of one of the two.
    CairnCommandLine.Outcome admin(int number, Key operator, String... arguments) throws IOException {
        String port = Files.readAllLines(config(number)).stream()
                .filter(line -> line.startsWith("adminPort: "))
                .map(line -> line.substring("adminPort: ".length()))
                .findFirst()
                .orElseThrow();
        return command(
                Map.of(
                        "CAIRN_ADMIN_URL", "http://127.0.0.1:" + port,
                        "CAIRN_OPERATOR_KEY_ID", operator.id(),
                        "CAIRN_OPERATOR_SECRET_KEY", operator.secret()),
                List.of(arguments));
    }

    private CairnCommandLine.Outcome command(Map<String, String> environment, List<String> arguments) {
        try (CairnCommandLine command = CairnCommandLine.start(folder, environment, arguments.toArray(String[]::new))) {
            return command.awaitEnd();
        }
    }

    /// A client of one of the two that tries everything once.
    S3Client client(int number, Key key) {
        return S3Client.builder()
                .endpointOverride(gateways[number].endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())))
                .forcePathStyle(true)
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    @Override
    public void close() throws IOException {
        processes.reversed().forEach(CairnCommandLine::close);
        database.close();
    }
}
