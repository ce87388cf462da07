package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.assertError;
import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import network.cairn.client.CairnClient;
import network.cairn.client.ClientOptions;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.transport.InMemoryStorageNetwork;
import network.cairn.client.transport.NodeFault;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.s3.S3ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The operations over the real client: encryption, coding and nodes in memory.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class StorageNetworkTest {
    private static final int BYTES = 9_000_000;

    private final InMemoryStorageNetwork network = new InMemoryStorageNetwork(8, InstantSource.system());
    private final CairnClient client = CairnClient.create(
            network, Scheme.parse("4/5/6/6"), ClientOptions.defaults(), InstantSource.system(), new SecureRandom());
    private final TestGateway gateway = new TestGateway("us-east-1", client);

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void putGetCopyDelete_everyByteBackAndEveryPieceReleased() throws Exception {
        byte[] body = bytes(BYTES);
        gateway.put("bucket", "k", body);
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(body);
        Answer range = gateway.call("GET", "bucket", "k")
                .header("Range", "bytes=4000000-4100000")
                .send();
        assertThat(range.body()).isEqualTo(Arrays.copyOfRange(body, 4_000_000, 4_100_001));
        gateway.call("PUT", "bucket", "copy")
                .header("x-amz-copy-source", "bucket/k")
                .send();
        assertThat(gateway.get("bucket", "copy").body()).isEqualTo(body);
        for (String key : List.of("k", "copy")) {
            gateway.call("DELETE", "bucket", key).send();
        }
        assertThat(network.pieces()).isGreaterThan(0);
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(network.pieces()).isZero();
    }

    @Test
    void smallObjects_putAtOnceMergedReadAndDeleted_everyByteBackAndEveryPieceReleased() throws Exception {
        var bodies = new TreeMap<String, byte[]>();
        for (int i = 0; i < 5; i++) {
            gateway.put("bucket", "k-" + i, bytes(4_097 + 7_919 * i));
        }
        for (int i = 5; i < 60; i++) {
            bodies.put("k-" + i, bytes(4_097 + 7_919 * i));
        }
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> put : executor.invokeAll(bodies.entrySet().stream()
                    .<Callable<Answer>>map(body -> () -> gateway.put("bucket", body.getKey(), body.getValue()))
                    .toList())) {
                assertThat(put.get().status()).isEqualTo(200);
            }
        }
        int piecesBefore = network.pieces();
        for (int i = 0; i < 5; i++) {
            bodies.put("k-" + i, bytes(4_097 + 7_919 * i));
        }
        gateway.clock.advance(TestGateway.GRACE.reader());
        assertThat(gateway.compactor.compact()).isPositive();
        check(bodies);
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(network.pieces()).isLessThan(piecesBefore);
        check(bodies);
        for (String key : bodies.keySet()) {
            gateway.call("DELETE", "bucket", key).send();
        }
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(network.pieces()).isZero();
    }

    @Test
    void get_smallObjectsInAPack_littleMoreThanTheyAreIsReadFromNodes() throws Exception {
        int count = 400;
        int size = 10 * 1024;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> puts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String key = "k-" + i;
                puts.add(() -> gateway.put("bucket", key, bytes(size)));
            }
            for (Future<Answer> put : executor.invokeAll(puts)) {
                put.get();
            }
        }
        long before = bytesRead();
        for (int i = 0; i < count; i++) {
            assertThat(gateway.get("bucket", "k-" + i).body()).hasSize(size);
        }
        // About 2.2 in full packs, more in packs of a few; a frame of 64 KiB for each would be 6.4.
        assertThat((double) (bytesRead() - before) / count / size).isLessThan(4);
    }

    private long bytesRead() {
        return IntStream.range(0, 8)
                .mapToLong(node -> network.at(node).bytesRead())
                .sum();
    }

    private void check(Map<String, byte[]> bodies) throws Exception {
        for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
            byte[] expected = body.getValue();
            assertThat(gateway.get("bucket", body.getKey()).body()).isEqualTo(expected);
            int from = expected.length / 3;
            Answer range = gateway.call("GET", "bucket", body.getKey())
                    .header("Range", "bytes=" + from + "-" + (from + 999))
                    .send();
            assertThat(range.body()).isEqualTo(Arrays.copyOfRange(expected, from, from + 1000));
        }
    }

    @Test
    void get_tooManyNodesDown_serviceUnavailableThenRecovers() throws Exception {
        byte[] body = bytes(BYTES);
        gateway.put("bucket", "k", body);
        for (int node = 0; node < 5; node++) {
            network.at(node).fault(new NodeFault.Gone());
        }
        assertError(gateway.call("GET", "bucket", "k"), S3ErrorCode.SERVICE_UNAVAILABLE);
        assertError(gateway.call("PUT", "bucket", "k2").body(body), S3ErrorCode.SERVICE_UNAVAILABLE);
        network.heal();
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(body);
    }
}
