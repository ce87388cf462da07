package network.cairn.deploy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Two gateways that share one PostgreSQL database and one set of nodes.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class SharedMetadataIT {
    private static final String BUCKET = "shared";
    /// In the metadata, in a pack, and pieces of its own.
    private static final int[] SIZES = {100, 60_000, 2_500_000};

    private static final int PART_BYTES = 5 << 20;
    private static final int ROUNDS = 15;
    private static final int RACERS = 6;
    private static final int WRITERS = 4;
    private static final int BEFORE_THE_KILL = 12;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static GatewayPair pair;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static GatewayPair.Key key;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        pair = GatewayPair.start(folder);
        key = pair.key();
        try (S3Client s3 = pair.client(0, key)) {
            s3.createBucket(request -> request.bucket(BUCKET));
        }
    }

    @AfterAll
    @SuppressWarnings("NullAway") // not started where PostgreSQL is not installed
    static void stop() throws Exception {
        if (pair != null) {
            pair.close();
        }
    }

    private static byte[] content(long seed, int bytes) {
        byte[] content = new byte[bytes];
        new SplittableRandom(seed).nextBytes(content);
        return content;
    }

    private static byte[] read(S3Client s3, String name) {
        return s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(name)).asByteArray();
    }

    private static void put(S3Client s3, String name, byte[] content) {
        s3.putObject(request -> request.bucket(BUCKET).key(name), RequestBody.fromBytes(content));
    }

    @Test
    void object_putThroughOne_isReadAndReplacedAndDeletedThroughTheOther() {
        try (S3Client one = pair.client(0, key);
                S3Client two = pair.client(1, key)) {
            for (int bytes : SIZES) {
                String name = "object-" + bytes;
                put(one, name, content(1, bytes));
                assertThat(read(two, name)).isEqualTo(content(1, bytes));
                put(two, name, content(2, bytes));
                assertThat(read(one, name)).isEqualTo(content(2, bytes));
                one.deleteObject(request -> request.bucket(BUCKET).key(name));
                assertThatThrownBy(() -> read(two, name))
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                refused -> assertThat(refused.statusCode()).isEqualTo(404));
            }
        }
    }

    @Test
    void multipartUpload_begunAtOne_isContinuedAndCompletedAtTheOther() {
        byte[] first = content(3, PART_BYTES);
        byte[] last = content(4, 100_000);
        try (S3Client one = pair.client(0, key);
                S3Client two = pair.client(1, key)) {
            String upload = one.createMultipartUpload(
                            request -> request.bucket(BUCKET).key("parts"))
                    .uploadId();
            List<CompletedPart> parts = List.of(part(one, upload, 1, first), part(two, upload, 2, last));
            two.completeMultipartUpload(request ->
                    request.bucket(BUCKET).key("parts").uploadId(upload).multipartUpload(all -> all.parts(parts)));
            byte[] whole = read(one, "parts");
            assertThat(whole)
                    .hasSize(first.length + last.length)
                    .startsWith(first)
                    .endsWith(last);
        }
    }

    private static CompletedPart part(S3Client s3, String upload, int number, byte[] content) {
        String tag = s3.uploadPart(
                        request -> request.bucket(BUCKET)
                                .key("parts")
                                .uploadId(upload)
                                .partNumber(number),
                        RequestBody.fromBytes(content))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    @Test
    void putIfNoneMatch_racedThroughBoth_hasOneWinner() throws Exception {
        try (S3Client one = pair.client(0, key);
                S3Client two = pair.client(1, key);
                ExecutorService executor = Executors.newFixedThreadPool(RACERS)) {
            for (int round = 0; round < ROUNDS; round++) {
                String name = "race-" + round;
                int bytes = SIZES[round % SIZES.length] / 2;
                var go = new CountDownLatch(1);
                var racers = new ArrayList<Future<Boolean>>();
                for (int racer = 0; racer < RACERS; racer++) {
                    S3Client s3 = racer % 2 == 0 ? one : two;
                    byte[] content = content(racer, bytes);
                    racers.add(executor.submit(() -> {
                        go.await();
                        return wins(s3, name, content);
                    }));
                }
                go.countDown();
                var winners = new ArrayList<Integer>();
                for (int racer = 0; racer < RACERS; racer++) {
                    if (racers.get(racer).get()) {
                        winners.add(racer);
                    }
                }
                assertThat(winners).as(name).hasSize(1);
                byte[] winning = content(winners.getFirst(), bytes);
                assertThat(read(one, name)).isEqualTo(winning);
                assertThat(read(two, name)).isEqualTo(winning);
            }
        }
    }

    private static boolean wins(S3Client s3, String name, byte[] content) {
        try {
            s3.putObject(request -> request.bucket(BUCKET).key(name).ifNoneMatch("*"), RequestBody.fromBytes(content));
            return true;
        } catch (S3Exception refused) {
            // Refused once another was there, or because one was on its way at the same time.
            assertThat(refused.statusCode()).isIn(409, 412);
            return false;
        }
    }

    @Test
    void key_madeByTheAdminApiOfOne_worksAtTheOtherAtOnce() throws Exception {
        GatewayPair.Key operator = pair.key("--operator");
        var made = GatewayPair.Key.of(pair.admin(0, operator, "keys", "create", "--tenant", "second", "--json"));
        try (S3Client two = pair.client(1, made)) {
            two.createBucket(request -> request.bucket("seconds"));
            assertThat(two.listBuckets().buckets()).hasSize(1);

            assertThat(pair.admin(0, operator, "keys", "delete", made.id()).exitCode())
                    .isZero();
            // A key that is known is looked at again after a second.
            long deleted = System.nanoTime();
            int status = 200;
            while (status == 200 && System.nanoTime() - deleted < TimeUnit.SECONDS.toNanos(30)) {
                status = status(two);
            }
            assertThat(status).isEqualTo(403);
        }
    }

    private static int status(S3Client s3) {
        try {
            return s3.listBuckets().sdkHttpResponse().statusCode();
        } catch (S3Exception refused) {
            return refused.statusCode();
        }
    }

    @Test
    void kill_ofOneWhileBothWrite_losesNothingAcknowledged() throws Exception {
        Map<String, byte[]> acknowledged = new ConcurrentHashMap<>();
        var killed = new AtomicBoolean();
        var enough = new CountDownLatch(BEFORE_THE_KILL);
        try (ExecutorService executor = Executors.newFixedThreadPool(WRITERS)) {
            var writers = new ArrayList<Callable<Integer>>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                writers.add(() -> write(number, acknowledged, killed, enough));
            }
            var writing = new ArrayList<Future<Integer>>();
            writers.forEach(writer -> writing.add(executor.submit(writer)));
            assertThat(enough.await(2, TimeUnit.MINUTES)).isTrue();
            pair.killGateway(0);
            killed.set(true);
            int atTheOtherAfterwards = 0;
            for (Future<Integer> writer : writing) {
                atTheOtherAfterwards += writer.get();
            }
            assertThat(atTheOtherAfterwards)
                    .as("puts that the other took after the kill")
                    .isPositive();
        }
        try (S3Client two = pair.client(1, key)) {
            assertAllThere(two, acknowledged);
            pair.startGateway(0);
            try (S3Client one = pair.client(0, key)) {
                assertAllThere(one, acknowledged);
                put(one, "after", content(9, SIZES[2]));
                assertThat(read(two, "after")).isEqualTo(content(9, SIZES[2]));
            }
        }
    }

    private static void assertAllThere(S3Client s3, Map<String, byte[]> acknowledged) {
        acknowledged.forEach(
                (name, content) -> assertThat(read(s3, name)).as(name).isEqualTo(content));
        assertThat(s3.listObjectsV2Paginator(request -> request.bucket(BUCKET).prefix("killed/")).contents().stream()
                        .map(S3Object::key))
                .containsAll(acknowledged.keySet());
    }

    /// Puts objects through one of the gateways, until that is killed; or through the other, until it has taken some
    /// more after that.
    ///
    /// @return how many were taken after the kill
    private static int write(
            int writer, Map<String, byte[]> acknowledged, AtomicBoolean killed, CountDownLatch enough) {
        int after = 0;
        try (S3Client s3 = pair.client(writer % 2, key)) {
            for (int i = 0; after < SIZES.length; i++) {
                boolean wasKilled = killed.get();
                String name = "killed/" + writer + "-" + i;
                byte[] content = content(100L * writer + i, SIZES[i % SIZES.length]);
                put(s3, name, content);
                acknowledged.put(name, content);
                enough.countDown();
                after += wasKilled ? 1 : 0;
            }
        } catch (SdkException lost) {
            // What it had not acknowledged may be there or not.
            assertThat(writer % 2)
                    .as("who writes through the gateway that lives: %s", lost)
                    .isZero();
        }
        return after;
    }
}
