package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.manifest.StoredStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server that is cut off and comes back under a gateway that works on.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PostgresRestartTest {
    private static final int WRITERS = 8;
    private static final int ACKNOWLEDGED_BETWEEN = 150;
    private static final Bucket BUCKET = PrefixListingTest.bucket("bucket", 7);

    private final SecureRandom random = new SecureRandom();
    private final PostgresCluster cluster = PostgresCluster.own();
    private final SettableClock clock = new SettableClock();

    @AfterEach
    void close() throws Exception {
        cluster.close();
    }

    private PostgresSettings settings(Duration connectTimeout) {
        PostgresSettings any = cluster.emptySchema();
        return new PostgresSettings(
                any.url(),
                any.user(),
                any.password(),
                16,
                connectTimeout,
                Duration.ofSeconds(10),
                Duration.ofMinutes(15));
    }

    private RowMetadataStore open(PostgresSettings settings) {
        return RowMetadataStore.openShared(settings, GracePeriods.DEFAULT, clock, random);
    }

    private static ObjectRecord object(String key, StreamId stream) {
        var data = StoredData.onNetwork(stream, new byte[3], new StoredStream(10, 65536, 65536));
        return new ObjectRecord(
                key, 10, "etag", Instant.EPOCH, ObjectAttributes.NONE, new TreeMap<>(), new ObjectContent.Whole(data));
    }

    /// What writers have been told.
    private static final class Told {
        final Set<StreamId> acknowledged = ConcurrentHashMap.newKeySet();
        final Set<StreamId> failed = ConcurrentHashMap.newKeySet();
        final CountDownLatch before = new CountDownLatch(ACKNOWLEDGED_BETWEEN);
        volatile CountDownLatch after = new CountDownLatch(Integer.MAX_VALUE);
    }

    /// Puts objects until told to stop; what fails is abandoned, as an operation does.
    private int write(RowMetadataStore metadata, int writer, Told told) throws MetadataException {
        int number = 0;
        while (told.after.getCount() > 0) {
            String key = "key " + writer + " " + number++;
            var stream = StreamId.generate(random);
            var place = new Place.InObject(BUCKET.id(), key);
            try {
                metadata.begin(stream, place);
                boolean done = false;
                try {
                    metadata.putObject(BUCKET, object(key, stream), new WriteCondition("*", null));
                    done = true;
                } finally {
                    if (!done) {
                        metadata.abandon(stream, place);
                    }
                }
                told.acknowledged.add(stream);
                told.before.countDown();
                told.after.countDown();
            } catch (DatabaseException _) {
                told.failed.add(stream);
            }
        }
        return number;
    }

    @Test
    void crash_whileManyWrite_nothingAcknowledgedIsLostAndNothingNamedIsGarbage() throws Exception {
        PostgresSettings settings = settings(Duration.ofSeconds(20));
        var told = new Told();
        try (var metadata = open(settings);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            metadata.createBucket(BUCKET);
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                Callable<Integer> task = () -> write(metadata, writer, told);
                writers.add(executor.submit(task));
            }
            told.before.await();
            cluster.crash();
            cluster.startAgain();
            told.after = new CountDownLatch(ACKNOWLEDGED_BETWEEN);
            int attempted = 0;
            for (Future<Integer> writer : writers) {
                attempted += writer.get();
            }
            assertThat(told.acknowledged.size() + told.failed.size()).isEqualTo(attempted);
            assertThat(told.failed.size())
                    .as("no writer meets the outage more than once, as it waits until the server is back")
                    .isLessThanOrEqualTo(WRITERS);
            metadata.leases().orElseThrow().abandonLeft();
            assertConsistent(metadata, told);
        }
    }

    private void assertConsistent(RowMetadataStore metadata, Told told) {
        var named = new HashSet<StreamId>();
        String after = "";
        ListPage<ObjectRecord> page;
        do {
            page = metadata.objects(BUCKET.id(), new ListQuery("", "", after, 1000));
            for (ObjectRecord object : page.entries()) {
                named.add(((ObjectContent.Whole) object.content()).data().stream());
            }
            after = page.last();
        } while (page.truncated());
        assertThat(named).containsAll(told.acknowledged);
        var rest = new HashSet<>(named);
        rest.removeAll(told.acknowledged);
        assertThat(told.failed)
                .as("what is there besides was told to have failed")
                .containsAll(rest);
        assertThat(metadata.usage(BUCKET.id())).isEqualTo(new Usage(named.size(), 10L * named.size()));
        List<Garbage> garbage = metadata.garbageDue(Instant.parse("2100-01-01T00:00:00Z"), 100_000);
        assertThat(garbage).noneMatch(metadata::isNamed);
        var given = new HashSet<StreamId>();
        for (Garbage one : garbage) {
            given.add(((Garbage.OfStream) one).stream());
        }
        given.addAll(named);
        assertThat(given).as("what failed is named or garbage").containsAll(told.failed);
    }

    @Test
    void crash_serverStaysAway_failsWithinTheTimeoutAndGoesOnAfter() throws Exception {
        byte[] row = {1};
        PostgresSettings settings = settings(Duration.ofSeconds(1));
        try (var database = PostgresDatabase.open(settings, random)) {
            database.write(new WriteBatch().put(row, row));
            cluster.crash();
            assertThatThrownBy(() -> database.get(row))
                    .isInstanceOfSatisfying(
                            DatabaseException.class, e -> assertThat(e.isBusy()).isFalse());
            assertThatThrownBy(() -> database.write(new WriteBatch().delete(row)))
                    .isInstanceOf(DatabaseException.class);
            assertThatThrownBy(() -> database.transact(List.of(), (_, batch) -> batch.delete(row)))
                    .isInstanceOf(DatabaseException.class);
            cluster.startAgain();
            assertThat(getOnceItIsBack(database, row)).containsExactly(1);
            database.transact(List.of(), (_, batch) -> batch.delete(row));
            assertThat(database.get(row)).isNull();
        }
    }

    /// The pool asks more and more seldom whether a server is back, at least once in the timeout.
    private static byte @Nullable [] getOnceItIsBack(PostgresDatabase database, byte[] row) {
        while (true) {
            try {
                return database.get(row);
            } catch (DatabaseException e) {
                assertThat(e.isBusy()).isFalse();
            }
        }
    }

    /// A connection that is cut in the middle of a transaction, as a restart that nobody noticed does.
    @Test
    void transact_connectionCutBeforeTheCommit_doneAgainOnce() throws Exception {
        byte[] row = {1};
        PostgresSettings settings = settings(Duration.ofSeconds(20));
        try (var database = PostgresDatabase.open(settings, random)) {
            var attempts = new ArrayList<Integer>();
            database.transact(List.of(), (rows, batch) -> {
                attempts.add(attempts.size() + 1);
                assertThat(rows.get(row)).isNull();
                if (attempts.size() == 1) {
                    cluster.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where application_name = 'cairn-gateway'");
                }
                return batch.put(row, new byte[] {(byte) attempts.size()});
            });
            assertThat(attempts).containsExactly(1, 2);
            assertThat(database.get(row)).containsExactly(2);
        }
    }

    @Test
    void transact_alwaysUndone_givenUpAsBusy() {
        PostgresSettings settings = settings(Duration.ofSeconds(20));
        try (var database = PostgresDatabase.open(settings, random)) {
            var attempts = new ArrayList<Integer>();
            assertThatThrownBy(() -> database.transact(List.of(), (rows, batch) -> {
                        attempts.add(1);
                        byte[] seen = rows.get(new byte[] {1});
                        // Somebody else changes the row after each look.
                        database.write(new WriteBatch().put(new byte[] {1}, new byte[] {(byte) attempts.size()}));
                        return batch.put(new byte[] {1}, seen == null ? new byte[0] : seen);
                    }))
                    .isInstanceOfSatisfying(
                            DatabaseException.class, e -> assertThat(e.isBusy()).isTrue())
                    .hasMessageContaining("undone " + PostgresDatabase.ATTEMPTS_MAX + " times");
            assertThat(attempts).hasSize(PostgresDatabase.ATTEMPTS_MAX);
            assertThat(database.get(new byte[] {1})).containsExactly(PostgresDatabase.ATTEMPTS_MAX);
        }
    }
}
