package network.cairn.deploy.s3;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.deploy.network.CairnCommandLine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.s3.S3Client;

/// One `cairn up`, a single process, that every class of the suite shares: starting a network for each would take
/// longer than the tests. Buckets keep them apart.
final class SharedNetwork implements AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private static volatile @Nullable SharedNetwork running;

    private final Path folder;
    private final CairnCommandLine up;
    private final Access owner;
    private final AwsClients clients;
    private final URI https;
    private final Path authorityFile;
    private final Webhook webhook;
    private final int websitePort;
    private @Nullable S3Client otherTenant;

    private SharedNetwork(Path folder) throws IOException {
        this.folder = folder;
        this.webhook = Webhook.start();
        this.websitePort = freePort();
        CairnCommandLine.Outcome made =
                run("up", "--stop-when-ready", "--data", data().toString(), "--port", "0", "--https-port", "0");
        if (made.exitCode() != 0) {
            throw new IllegalStateException("the network could not be made: " + made);
        }
        Files.writeString(
                data().resolve("gateway/gateway.yaml"),
                settings(websitePort, webhook.url()),
                StandardOpenOption.APPEND);
        this.up = CairnCommandLine.startWithHeap(
                folder, Map.of(), "1g", "up", "--stop-on-stdin-end", "--data", data().toString());
        boolean ready = false;
        try {
            up.awaitLine(line -> line.startsWith("Cairn is up"), READY_TIMEOUT);
            var variables = new Properties();
            List<String> lines = Files.readAllLines(data().resolve("s3.env"));
            variables.load(new StringReader(String.join("\n", lines)));
            this.https = URI.create(after("# By HTTPS: AWS_ENDPOINT_URL=", lines));
            this.authorityFile = Path.of(after("# AWS_CA_BUNDLE=", lines).replace("'", ""));
            this.owner = new Access(
                    URI.create(variables.getProperty("AWS_ENDPOINT_URL")),
                    variables.getProperty("AWS_ACCESS_KEY_ID"),
                    variables.getProperty("AWS_SECRET_ACCESS_KEY"),
                    variables.getProperty("AWS_REGION"));
            this.clients = AwsClients.of(owner);
            ready = true;
        } finally {
            if (!ready) {
                up.close();
            }
        }
    }

    /// Starts the network before the first class, and stops it after the last.
    static final class Extension implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            running = context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(SharedNetwork.class))
                    .computeIfAbsent(SharedNetwork.class, _ -> start(), SharedNetwork.class);
        }

        private static SharedNetwork start() {
            try {
                return new SharedNetwork(Files.createTempDirectory("cairn-s3-suite-"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String after(String beginning, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no line of s3.env begins with " + beginning))
                .substring(beginning.length());
    }

    /// What the gateway is told beside what a local network's usually is: days of a second, where websites are, and
    /// where
    /// events go.
    private static String settings(int websitePort, URI webhook) {
        return """
            lifecycleDayLength: 1s
            websitePort: %d
            accessLogDelay: 1s
            notificationTargets:
              - id: events
                type: webhook
                url: %s
            """.formatted(websitePort, webhook);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// The network of this JVM.
    static SharedNetwork get() {
        SharedNetwork network = running;
        if (network == null) {
            throw new IllegalStateException("the class is not annotated with @S3Suite");
        }
        return network;
    }

    /// A name that no other bucket of this network has.
    static String bucketName() {
        return "suite-" + BUCKETS.incrementAndGet();
    }

    /// The first tenant's keys.
    Access owner() {
        return owner;
    }

    /// The same gateway over HTTPS.
    URI https() {
        return https;
    }

    /// The certificate that clients trust for it.
    Path authorityFile() {
        return authorityFile;
    }

    /// The first tenant's clients.
    AwsClients clients() {
        return clients;
    }

    /// A client of a tenant that has nothing of the first one's.
    synchronized S3Client otherTenant() {
        S3Client client = otherTenant;
        if (client == null) {
            client = AwsClients.configured(S3Client.builder(), Tenants.rootOf("other"))
                    .build();
            otherTenant = client;
        }
        return client;
    }

    Path data() {
        return folder.resolve("network");
    }

    /// What takes the events that buckets send.
    Webhook webhook() {
        return webhook;
    }

    /// Where websites are served, buckets named in the path.
    URI website() {
        return URI.create("http://" + owner.endpoint().getHost() + ":" + websitePort);
    }

    /// Runs a `cairn` command beside the network.
    CairnCommandLine.Outcome run(String... arguments) {
        return CairnCommandLine.run(folder, arguments);
    }

    @Override
    public void close() {
        running = null;
        clients.close();
        S3Client other = otherTenant;
        if (other != null) {
            other.close();
        }
        up.close();
        webhook.close();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException error)
                        throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
