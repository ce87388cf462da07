package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.gateway.metadata.MetadataException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PostgresDatabaseTest {
    private static final int RACERS = 64;
    private static final Bucket BUCKET = PrefixListingTest.bucket("bucket", 7);

    private final SecureRandom random = new SecureRandom();
    private final PostgresSettings settings = PostgresCluster.require().emptySchema();

    private RowMetadataStore metadata(PostgresDatabase database) {
        return RowMetadataStore.openShared(
                database, Duration.ofMinutes(1), GracePeriods.DEFAULT, new SettableClock(), random);
    }

    private static PostgresSettings with(PostgresSettings settings, String more) {
        return PostgresSettings.of(settings.url() + more, settings.user(), settings.password());
    }

    @Test
    void rows_randomBatchesAndScans_asAnOrderedMap() {
        var model = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
        var dice = new SplittableRandom(1);
        try (var database = PostgresDatabase.open(settings, random)) {
            for (int round = 0; round < 60; round++) {
                var batch = new WriteBatch();
                for (int change = dice.nextInt(40); change > 0; change--) {
                    byte[] key = bytes(dice, 1 + dice.nextInt(3));
                    if (dice.nextInt(3) == 0) {
                        batch.delete(key);
                        model.remove(key);
                    } else {
                        byte[] value = bytes(dice, dice.nextInt(20));
                        batch.put(key, value);
                        model.put(key, value);
                    }
                }
                database.write(batch);
                byte[] from = bytes(dice, dice.nextInt(3));
                byte[] to = dice.nextBoolean() ? null : bytes(dice, dice.nextInt(3));
                boolean empty = to != null && Arrays.compareUnsigned(from, to) >= 0;
                var expected = empty
                        ? new TreeMap<byte[], byte[]>(Arrays::compareUnsigned)
                        : to == null ? model.tailMap(from) : model.subMap(from, to);
                var found = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
                try (KeyValueStore.Scan scan = database.scan(from, to, 1 + dice.nextInt(5))) {
                    byte[] last = null;
                    while (scan.hasNext()) {
                        KeyValueStore.Entry row = scan.next();
                        assertThat(last == null || Arrays.compareUnsigned(last, row.key()) < 0)
                                .isTrue();
                        last = row.key();
                        found.put(row.key(), row.value());
                    }
                }
                assertThat(found.keySet()).as("round %d", round).containsExactlyElementsOf(expected.keySet());
                found.forEach((key, value) -> assertThat(value).isEqualTo(model.get(key)));
                byte[] one = bytes(dice, 1);
                assertThat(database.get(one)).isEqualTo(model.get(one));
            }
        }
    }

    private static byte[] bytes(SplittableRandom dice, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            // few values, both ends of what a byte can be among them
            bytes[i] = (byte) (dice.nextInt(8) - 4);
        }
        return bytes;
    }

    @Test
    void write_largeBatch_whole() {
        try (var database = PostgresDatabase.open(settings, random)) {
            var batch = new WriteBatch();
            for (int i = 0; i < 5_000; i++) {
                batch.put(Rows.utf8("row %05d".formatted(i)), new byte[1_000]);
            }
            database.write(batch);
            var deletes = new WriteBatch();
            for (int i = 0; i < 5_000; i += 2) {
                deletes.delete(Rows.utf8("row %05d".formatted(i)));
            }
            database.write(deletes);
            int rows = 0;
            try (KeyValueStore.Scan scan = database.scan(Rows.utf8("row"), null)) {
                for (; scan.hasNext(); scan.next()) {
                    rows++;
                }
            }
            assertThat(rows).isEqualTo(2_500);
        }
    }

    @Test
    void look_rowsChangedMeanwhile_oneMoment() {
        byte[] row = {1};
        try (var database = PostgresDatabase.open(settings, random)) {
            database.write(new WriteBatch().put(row, new byte[] {1}));
            List<byte[]> seen = database.look(rows -> {
                byte[] first = Objects.requireNonNull(rows.get(row));
                database.write(new WriteBatch().put(row, new byte[] {2}));
                return List.of(first, Objects.requireNonNull(rows.get(row)));
            });
            assertThat(seen).containsExactly(new byte[] {1}, new byte[] {1});
            assertThat(database.get(row)).containsExactly(2);
        }
    }

    @Test
    void transact_refused_nothingChangedAndUsableAfter() throws Exception {
        try (var database = PostgresDatabase.open(settings, random)) {
            assertThatThrownBy(() -> database.transact(List.of(), (_, batch) -> {
                        batch.put(new byte[] {1}, new byte[] {1});
                        throw new MetadataException(Reason.NO_SUCH_KEY, "no");
                    }))
                    .isInstanceOf(MetadataException.class);
            assertThatThrownBy(() -> database.transact(List.of(), (_, batch) -> {
                        batch.put(new byte[] {1}, new byte[] {1});
                        throw new IllegalStateException("a bug");
                    }))
                    .hasMessage("a bug");
            assertThat(database.get(new byte[] {1})).isNull();
            String done = database.transact(List.of(), (_, batch) -> {
                batch.put(new byte[] {1}, new byte[] {1});
                return "done";
            });
            assertThat(done).isEqualTo("done");
            assertThat(database.get(new byte[] {1})).containsExactly(1);
        }
    }

    /// Write skew: each takes the other's row for what it was before both.
    @Test
    void transact_twoThatReadWhatTheOtherWrites_oneAfterTheOther() throws Exception {
        byte[][] rows = {{1}, {2}};
        try (var one = PostgresDatabase.open(settings, random);
                var other = PostgresDatabase.open(settings, random);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 30; round++) {
                one.write(new WriteBatch().delete(rows[0]).delete(rows[1]));
                var both = List.of(one, other);
                var tasks = new ArrayList<Callable<Boolean>>();
                for (int i = 0; i < 2; i++) {
                    int mine = i;
                    tasks.add(() -> both.get(mine).transact(List.of(), (reader, batch) -> {
                        if (reader.get(rows[1 - mine]) != null) {
                            return false;
                        }
                        batch.put(rows[mine], new byte[] {1});
                        return true;
                    }));
                }
                int wrote = 0;
                for (Future<Boolean> task : executor.invokeAll(tasks)) {
                    wrote += task.get() ? 1 : 0;
                }
                assertThat(wrote).as("round %d", round).isEqualTo(1);
            }
        }
    }

    /// A counter that all change without a lock in this process: each change is undone and done again until it
    /// follows on all before it.
    @Test
    void transact_manyOnOneRow_noneLost() throws Exception {
        byte[] row = {1};
        try (var one = PostgresDatabase.open(settings, random);
                var other = PostgresDatabase.open(settings, random);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 100; i++) {
                var database = i % 2 == 0 ? one : other;
                tasks.add(() -> database.transact(List.of(), (reader, batch) -> {
                    byte[] before = reader.get(row);
                    int next = before == null ? 1 : before[0] + 1;
                    batch.put(row, new byte[] {(byte) next});
                    return next;
                }));
            }
            var results = new ArrayList<Integer>();
            for (Future<Integer> task : executor.invokeAll(tasks)) {
                results.add(task.get());
            }
            assertThat(results).doesNotHaveDuplicates().hasSize(100);
            assertThat(one.get(row)).containsExactly(100);
        }
    }

    private static ObjectRecord object(String key) {
        return PrefixListingTest.object(key);
    }

    private <T> int succeeded(List<Callable<T>> tasks, Reason otherwise) throws InterruptedException {
        int succeeded = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> task : executor.invokeAll(tasks)) {
                try {
                    task.get();
                    succeeded++;
                } catch (ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOfSatisfying(
                                    MetadataException.class,
                                    refused -> assertThat(refused.reason()).isEqualTo(otherwise));
                }
            }
        }
        return succeeded;
    }

    @Test
    void putObject_64ToOneKeyIfNoneMatch_oneWins() throws Exception {
        try (var first = metadata(PostgresDatabase.open(settings, random));
                var second = metadata(PostgresDatabase.open(settings, random))) {
            first.createBucket(BUCKET);
            var absent = new WriteCondition("*", null);
            for (int round = 0; round < 5; round++) {
                String key = "key " + round;
                var tasks = new ArrayList<Callable<ObjectRecord>>();
                for (int i = 0; i < RACERS; i++) {
                    var metadata = i % 2 == 0 ? first : second;
                    tasks.add(() -> metadata.putObject(BUCKET, object(key), absent));
                }
                assertThat(succeeded(tasks, Reason.PRECONDITION_FAILED)).isEqualTo(1);
            }
            assertThat(first.usage(BUCKET.id())).isEqualTo(new Usage(5, 0));
        }
    }

    /// All keys are on one page of the index, so that the server takes any two for conflicting.
    @Test
    void putObject_64ToKeysBesideEachOther_allSucceed() throws Exception {
        try (var first = metadata(PostgresDatabase.open(settings, random));
                var second = metadata(PostgresDatabase.open(settings, random))) {
            first.createBucket(BUCKET);
            for (int round = 0; round < 5; round++) {
                var tasks = new ArrayList<Callable<ObjectRecord>>();
                for (int i = 0; i < RACERS; i++) {
                    var metadata = i % 2 == 0 ? first : second;
                    String key = "key " + round + " " + i;
                    tasks.add(() -> metadata.putObject(BUCKET, object(key), WriteCondition.NONE));
                }
                assertThat(succeeded(tasks, Reason.PRECONDITION_FAILED)).isEqualTo(RACERS);
            }
            assertThat(second.usage(BUCKET.id())).isEqualTo(new Usage(5L * RACERS, 0));
            assertThat(second.objects(BUCKET.id(), new ListQuery("", "", "", 1000))
                            .entries())
                    .hasSize(5 * RACERS);
        }
    }

    @Test
    void open_severalAtOnce_tablesAreMadeOnce() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<PostgresDatabase>>();
            for (int i = 0; i < 8; i++) {
                tasks.add(() -> PostgresDatabase.open(settings, random));
            }
            byte[] row = {1};
            List<Future<PostgresDatabase>> opened = executor.invokeAll(tasks);
            opened.getFirst().get().write(new WriteBatch().put(row, row));
            for (Future<PostgresDatabase> each : opened) {
                try (var database = each.get()) {
                    assertThat(database.get(row)).containsExactly(1);
                }
            }
        }
    }

    @Test
    void open_tablesOfNewerSoftware_refused() {
        PostgresDatabase.open(settings, random).close();
        String schema = settings.url().substring(settings.url().indexOf('=') + 1);
        PostgresCluster.require().execute("update " + schema + ".cairn_schema set version = 99");
        assertThatThrownBy(() -> PostgresDatabase.open(settings, random))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("version 99")
                .hasMessageContaining("up to " + PostgresSchema.version());
    }

    @Test
    void open_commitsThatAreNotDurable_refused() {
        assertThatThrownBy(() -> PostgresDatabase.open(with(settings, "&options=-c%20synchronous_commit=off"), random))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("synchronous_commit off");
    }

    @Test
    void open_notReachedOrWrongPassword_clearError() {
        String secret = settings.password().orElseThrow();
        assertThatThrownBy(() -> PostgresDatabase.open(
                        PostgresSettings.of("jdbc:postgresql://127.0.0.1:1/cairn", settings.user(), Optional.empty()),
                        random))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("127.0.0.1:1");
        assertThatThrownBy(() -> PostgresDatabase.open(
                        PostgresSettings.of(settings.url(), settings.user(), Optional.of("wrong")), random))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("password")
                .hasMessageNotContaining(secret);
    }

    @Test
    void statement_waitsTooLong_endsWithError() throws Exception {
        var impatient = new PostgresSettings(
                settings.url(),
                settings.user(),
                settings.password(),
                4,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1));
        byte[] row = {1};
        try (var database = PostgresDatabase.open(impatient, random);
                Connection holder = DriverManager.getConnection(
                        settings.url(),
                        settings.user().orElseThrow(),
                        settings.password().orElseThrow());
                Statement statement = holder.createStatement()) {
            database.write(new WriteBatch().put(row, row));
            holder.setAutoCommit(false);
            statement.execute("select * from cairn_rows for update");
            assertThatThrownBy(() -> database.write(new WriteBatch().put(row, new byte[0])))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("57014");
            assertThat(database.get(row)).containsExactly(1);
        }
    }

    @Test
    void settings_wrong_refused() {
        Optional<String> none = Optional.empty();
        assertThatThrownBy(() -> PostgresSettings.of("postgres://h/d", none, none))
                .hasMessageContaining("jdbc:");
        assertThatThrownBy(() -> PostgresSettings.of("jdbc:postgresql://h/d?password=x", none, none))
                .hasMessageContaining("holds a password")
                .hasMessageNotContaining("=x");
        assertThatThrownBy(() -> new PostgresSettings(
                        "jdbc:postgresql://h/d",
                        none,
                        none,
                        3,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1)))
                .hasMessageContaining("4 to 1000, not 3");
        assertThat(PostgresSettings.of("jdbc:postgresql://h/d", Optional.of("u"), Optional.of("secret")))
                .hasToString("jdbc:postgresql://h/d as u, at most 24 connections");
    }
}
