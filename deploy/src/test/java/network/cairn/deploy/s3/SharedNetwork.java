package network.cairn.deploy.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
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

    /// Settings of the gateway; a day of lifecycle rules is a second.
    private static final Map<String, String> ENVIRONMENT = Map.of();

    private static volatile @Nullable SharedNetwork running;

    private final Path folder;
    private final CairnCommandLine up;
    private final Access owner;
    private final AwsClients clients;
    private final int websitePort;
    private @Nullable S3Client otherTenant;

    private SharedNetwork(Path folder) throws IOException {
        this.folder = folder;
        this.websitePort = freePort();
        this.up = CairnCommandLine.startWithHeap(
                folder, ENVIRONMENT, "1g", "up", "--stop-on-stdin-end", "--data", data().toString(), "--port", "0");
        boolean ready = false;
        try {
            up.awaitLine(line -> line.startsWith("Cairn is up"), READY_TIMEOUT);
            var variables = new Properties();
            try (var reader = Files.newBufferedReader(data().resolve("s3.env"))) {
                variables.load(reader);
            }
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
