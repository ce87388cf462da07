package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.assertError;
import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PackRecord;
import network.cairn.gateway.metadata.PackSlot;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Small objects in packs, as the operations see them.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class PackedObjectsTest {
    private static final int PIECES_A_SEGMENT = 3;

    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    private Bucket bucket() {
        return Objects.requireNonNull(gateway.metadata.bucket("bucket"));
    }

    private StoredData data(String key) {
        ObjectRecord object = Objects.requireNonNull(gateway.metadata.object(bucket().id(), key));
        return ((ObjectContent.Whole) object.content()).data();
    }

    private PackSlot slot(String key) {
        return Objects.requireNonNull(data(key).slot());
    }

    private PackRecord pack(StreamId pack) {
        return Objects.requireNonNull(gateway.metadata.packs().pack(pack));
    }

    private <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        var results = new ArrayList<T>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> result : executor.invokeAll(calls)) {
                results.add(result.get());
            }
        }
        return results;
    }

    private Map<String, byte[]> putAtOnce(int count) throws Exception {
        var bodies = new TreeMap<String, byte[]>();
        for (int i = 0; i < count; i++) {
            bodies.put("key-" + i, bytes(5_000 + 37 * i));
        }
        atOnce(bodies.entrySet().stream()
                .<Callable<Answer>>map(entry -> () -> gateway.put("bucket", entry.getKey(), entry.getValue()))
                .toList());
        return bodies;
    }

    private void deleteAndReclaim(Iterable<String> keys) throws Exception {
        for (String key : keys) {
            gateway.call("DELETE", "bucket", key).send();
        }
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
    }

    @Test
    void put_manyAtOnce_sharePacksAndReadAlone() throws Exception {
        Map<String, byte[]> bodies = putAtOnce(100);
        long packs =
                bodies.keySet().stream().map(key -> slot(key).pack()).distinct().count();
        assertThat(packs).isLessThan(50);
        for (Map.Entry<String, byte[]> entry : bodies.entrySet()) {
            assertThat(gateway.get("bucket", entry.getKey()).body()).isEqualTo(entry.getValue());
        }
        byte[] body = bodies.getOrDefault("key-7", new byte[0]);
        Answer range = gateway.call("GET", "bucket", "key-7")
                .header("Range", "bytes=100-4999")
                .send();
        assertThat(range.body()).isEqualTo(Arrays.copyOfRange(body, 100, 5000));
    }

    @Test
    void put_ofEverySize_readBackWholeAndInRanges() throws Exception {
        for (int size : List.of(4096, 4097, 65_519, 65_520, 65_521, 131_040, 131_041, 1 << 20, (1 << 20) + 1)) {
            byte[] body = bytes(size);
            gateway.put("bucket", "k", body);
            assertThat(data("k").slot() != null).isEqualTo(size > 4096 && size <= 1 << 20);
            assertThat(gateway.get("bucket", "k").body()).isEqualTo(body);
            for (int from : List.of(0, size / 2, size - 1)) {
                int to = Math.min(size - 1, from + 70_000);
                Answer range = gateway.call("GET", "bucket", "k")
                        .header("Range", "bytes=" + from + "-" + to)
                        .send();
                assertThat(range.body()).isEqualTo(Arrays.copyOfRange(body, from, to + 1));
            }
        }
    }

    @Test
    void delete_oneOfMany_othersStayAndTheLastOneTakesThePackAlong() throws Exception {
        Map<String, byte[]> bodies = putAtOnce(60);
        var keys = new ArrayList<>(bodies.keySet());
        StreamId shared = slot(keys.getFirst()).pack();
        List<String> inPack =
                keys.stream().filter(key -> slot(key).pack().equals(shared)).toList();
        keys.removeAll(inPack);
        deleteAndReclaim(keys);
        assertThat(gateway.network.pieces())
                .isEqualTo((PIECES_A_SEGMENT - 1) * pack(shared).shape().segments());
        assertThat(pack(shared).objects()).isEqualTo(inPack.size());
        deleteAndReclaim(inPack.subList(1, inPack.size()));
        assertThat(pack(shared).objects()).isOne();
        assertThat(pack(shared).bytes())
                .isEqualTo(data(inPack.getFirst()).shape().ciphertextBytes());
        assertThat(gateway.get("bucket", inPack.getFirst()).body()).isEqualTo(bodies.get(inPack.getFirst()));
        deleteAndReclaim(inPack.subList(0, 1));
        assertThat(gateway.network.pieces()).isZero();
        assertThat(gateway.metadata.packs().pack(shared)).isNull();
        assertThat(gateway.metadata.nextGarbageDue()).isNull();
    }

    @Test
    void delete_readerUnderWay_bytesStayForTheGracePeriod() throws Exception {
        gateway.put("bucket", "k", bytes(10_000));
        StoredData data = data("k");
        gateway.call("DELETE", "bucket", "k").send();
        gateway.reclaim();
        assertThat(pack(Objects.requireNonNull(data.slot()).pack()).objects()).isOne();
        assertThat(gateway.network.pieces()).isEqualTo(PIECES_A_SEGMENT);
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isZero();
    }

    @Test
    void put_packFails_exactlyItsPutsFailAndNothingStays() throws Exception {
        gateway.put("bucket", "before", bytes(9_000));
        gateway.network.uploadsFail = true;
        List<S3ErrorCode> codes = atOnce(IntStream.range(0, 20)
                .<Callable<S3ErrorCode>>mapToObj(i -> () -> {
                    try {
                        gateway.put("bucket", "failing-" + i, bytes(9_000));
                        throw new AssertionError("put");
                    } catch (S3Exception e) {
                        return e.code();
                    }
                })
                .toList());
        assertThat(codes).hasSize(20).containsOnly(S3ErrorCode.SERVICE_UNAVAILABLE);
        gateway.network.uploadsFail = false;
        gateway.put("bucket", "after", bytes(9_000));
        deleteAndReclaim(List.of("before", "after"));
        assertThat(gateway.network.pieces()).isZero();
        assertThat(gateway.metadata.nextGarbageDue()).isNull();
    }

    @Test
    void put_conditionFails_bytesInThePackAreGivenUp() throws Exception {
        gateway.put("bucket", "k", bytes(9_000));
        List<Boolean> won = atOnce(IntStream.range(0, 16)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    try {
                        gateway.call("PUT", "bucket", "raced")
                                .header("If-None-Match", "*")
                                .body(bytes(9_000))
                                .send();
                        return true;
                    } catch (S3Exception e) {
                        assertThat(e.code()).isEqualTo(S3ErrorCode.PRECONDITION_FAILED);
                        return false;
                    }
                })
                .toList());
        assertThat(won).containsOnlyOnce(true);
        gateway.reclaim();
        assertThat(pack(slot("raced").pack()).objects()).isOne();
        deleteAndReclaim(List.of("k", "raced"));
        assertThat(gateway.network.pieces()).isZero();
    }

    @Test
    void copyOverwriteRename_packsStayExact() throws Exception {
        byte[] body = bytes(20_000);
        gateway.put("bucket", "a", body);
        gateway.call("PUT", "bucket", "b")
                .header("x-amz-copy-source", "bucket/a")
                .send();
        assertThat(slot("b")).isNotEqualTo(slot("a"));
        gateway.put("bucket", "a", bytes(30_000));
        gateway.metadata.renameObject(bucket(), "b", "c", WriteCondition.NONE, WriteCondition.NONE);
        assertThat(gateway.get("bucket", "c").body()).isEqualTo(body);
        gateway.call("PUT", "bucket", "c")
                .header("x-amz-copy-source", "bucket/c")
                .header("x-amz-metadata-directive", "REPLACE")
                .header("x-amz-meta-new", "1")
                .send();
        assertThat(gateway.get("bucket", "c").body()).isEqualTo(body);
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isEqualTo(2 * (PIECES_A_SEGMENT - 1));
        deleteAndReclaim(List.of("a", "c"));
        assertThat(gateway.network.pieces()).isZero();
    }

    @Test
    void get_networkDown_serviceUnavailable() throws Exception {
        gateway.put("bucket", "k", bytes(9_000));
        gateway.network.downloadsFail = true;
        assertError(gateway.call("GET", "bucket", "k"), S3ErrorCode.SERVICE_UNAVAILABLE);
    }
}
