package network.cairn.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import network.cairn.deploy.network.NetworkProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Files through the whole path on real processes: all of them well, some of them dead, one disk rotten, the gateway
/// killed. Each test has a network of its own.
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class EndToEndIT {
    private static final String BUCKET = "end-to-end";
    private static final String ANY_SIZE_KEY = "while-three-are-dead";
    private static final int RECOVERY_SECONDS_MAX = 60;

    @TempDir
    private Path folder;

    @Test
    void objects_ofEverySize_areReadBackWithNodesMissing() throws Exception {
        try (var network = NetworkProcess.in(folder).start();
                var clients = clientsOf(network)) {
            clients.sync().createBucket(request -> request.bucket(BUCKET));
            var objects = new StoredObjects(clients, BUCKET);
            objects.putAll("healthy/");
            objects.readAll();

            network.killNode(2);
            network.killNode(7);
            objects.readAll();
            objects.putAll("two-dead/");
            objects.readAll();

            network.killNode(4);
            S3Exception refused =
                    catchThrowableOfType(S3Exception.class, () -> objects.putSync(ANY_SIZE_KEY, 1024 * 1024));
            assertThat(refused)
                    .as("a put with 5 of 8 nodes left, where 6 are needed")
                    .isNotNull();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.awsErrorDetails().errorMessage()).contains("node");
            S3Exception unreadable = catchThrowableOfType(
                    S3Exception.class,
                    () -> clients.sync()
                            .getObject(request -> request.bucket(BUCKET).key("two-dead/modules"))
                            .transferTo(OutputStream.nullOutputStream()));
            // Every segment written while 2 and 7 were dead has a piece on each of the other six, so 5 are left.
            assertThat(unreadable).as("a get with five pieces left of six").isNull();

            network.killNode(1);
            network.killNode(3);
            unreadable = catchThrowableOfType(
                    S3Exception.class,
                    () -> clients.sync()
                            .getObject(request -> request.bucket(BUCKET).key("two-dead/modules")));
            assertThat(unreadable)
                    .as("a get with three pieces left of six, where 4 are needed")
                    .isNotNull();
            assertThat(unreadable.statusCode()).isEqualTo(503);

            for (int node : new int[] {1, 2, 3, 4, 7}) {
                network.startNode(node);
            }
            awaitWrites(objects);
            objects.readAll();
            assertThat(listed(clients)).hasSize(objects.count()).containsAll(objects.keys());
        }
    }

    @Test
    void object_onANodeWithFlippedBytes_isReadBack() throws Exception {
        try (var network = NetworkProcess.in(folder).start();
                var clients = clientsOf(network)) {
            clients.sync().createBucket(request -> request.bucket(BUCKET));
            var objects = new StoredObjects(clients, BUCKET);
            objects.putAll("before-the-rot/");
            // Any piece may be the one on this node: with 6 pieces on 8 nodes it holds three quarters of the segments.
            long flipped = DiskRot.flipPieceBytes(network.data().resolve("nodes/5"));
            assertThat(flipped).as("bytes flipped on node 5").isPositive();
            objects.readAll();
            objects.putSync("after-the-rot", 3 * 1024 * 1024);
            objects.readAll();
        }
    }

    @Test
    void gateway_killedInMidUpload_losesNothingAcknowledgedAndListsNothingHalfWritten() throws Exception {
        try (var network = NetworkProcess.in(folder).start();
                var uploads = Executors.newCachedThreadPool()) {
            StoredObjects objects;
            try (var clients = clientsOf(network)) {
                clients.sync().createBucket(request -> request.bucket(BUCKET));
                objects = new StoredObjects(clients, BUCKET);
                objects.putSmall("small/");
                objects.putSync("acknowledged", 20 * 1024 * 1024);

                var halfSent = new CountDownLatch(1);
                var killed = new CountDownLatch(1);
                Future<?> upload = uploads.submit(() -> clients.sync()
                        .putObject(
                                request -> request.bucket(BUCKET).key("half-written"),
                                RequestBody.fromInputStream(
                                        new PausedInMid(150L * 1024 * 1024, halfSent, killed), 150L * 1024 * 1024)));
                Future<?> overwrite = uploads.submit(() -> clients.sync()
                        .putObject(
                                request -> request.bucket(BUCKET).key("acknowledged"),
                                RequestBody.fromInputStream(
                                        new PausedInMid(30L * 1024 * 1024, halfSent, killed), 30L * 1024 * 1024)));
                assertThat(halfSent.await(2, TimeUnit.MINUTES)).isTrue();
                network.killGateway();
                killed.countDown();
                assertThat(failure(upload)).isInstanceOf(SdkException.class);
                assertThat(failure(overwrite)).isInstanceOf(SdkException.class);
            }
            network.startGateway();
            try (var clients = clientsOf(network)) {
                var again = objects.through(clients);
                again.readAll();
                assertThat(listed(clients)).hasSize(objects.count()).containsAll(objects.keys());
                again.putSync("half-written", 1024 * 1024);
                again.readAll();
            }
        }
    }

    private static Throwable failure(Future<?> call) throws InterruptedException, TimeoutException {
        try {
            call.get(2, TimeUnit.MINUTES);
            throw new AssertionError("a put was acknowledged by a gateway that was killed");
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    /// Waits until puts succeed again: the gateway finds out by itself that nodes are back.
    private static void awaitWrites(StoredObjects objects) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RECOVERY_SECONDS_MAX);
        while (true) {
            try {
                objects.putSync("after-recovery", 1024 * 1024);
                return;
            } catch (S3Exception e) {
                if (e.statusCode() != 503 || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    private static Set<String> listed(S3Clients clients) {
        return clients
                .sync()
                .listObjectsV2Paginator(request -> request.bucket(BUCKET).maxKeys(100))
                .contents()
                .stream()
                .map(S3Object::key)
                .collect(Collectors.toSet());
    }

    private static S3Clients clientsOf(NetworkProcess network) {
        return S3Clients.of(network.endpoint(), network.accessKeyId(), network.secretAccessKey(), network.region());
    }

    /// Seeded bytes that stop half-way, and go on once the gateway has been killed.
    private static final class PausedInMid extends InputStream {
        private final SeededBytes bytes;
        private final long pauseAt;
        private final CountDownLatch halfSent;
        private final CountDownLatch killed;
        private long sent;

        PausedInMid(long lengthBytes, CountDownLatch halfSent, CountDownLatch killed) {
            this.bytes = new SeededBytes(1, lengthBytes);
            this.pauseAt = lengthBytes / 2;
            this.halfSent = halfSent;
            this.killed = killed;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("read blocks");
        }

        @Override
        public int read(byte[] target, int offset, int lengthBytes) throws IOException {
            if (sent >= pauseAt) {
                halfSent.countDown();
                try {
                    if (!killed.await(3, TimeUnit.MINUTES)) {
                        throw new IOException("the gateway was not killed in time");
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
            }
            int read = bytes.read(target, offset, lengthBytes);
            sent += Math.max(0, read);
            return read;
        }
    }
}
