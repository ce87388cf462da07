import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.LevelDbStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.manifest.StoredStream;
import network.cairn.client.upload.SegmentJournal;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.GracePeriods;
import network.cairn.gateway.metadata.ListPage;
import network.cairn.gateway.metadata.ListQuery;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.PostgresSettings;
import network.cairn.gateway.metadata.RowMetadataStore;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.SegmentId;

/// Measures the metadata in LevelDB and in a database of PostgreSQL's protocol: listings in buckets of three
/// sizes, and what the metadata add to an upload. Run by metadata.sh in this folder.
///
///     java -cp 'deploy/target/cairn/lib/*' deploy/bench/MetadataBench.java list|put|commits FOLDER URL
public final class MetadataBench {
    private static final List<Integer> KEYS = List.of(10_000, 100_000, 1_000_000);
    private static final int FOLDERS = 1000;
    private static final int PAGE = 1000;
    private static final int PAGES_WARM = 100;
    private static final int PAGES = 200;
    private static final int ROWS_IN_STATEMENT = 1000;
    private static final int NOTES = 400;
    private static final Bucket BUCKET =
            new Bucket("bucket", "tenant", new BucketId(1, 2), "region", Instant.EPOCH, BucketSettings.NONE);

    private MetadataBench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        String url = arguments[2];
        switch (arguments[0]) {
            case "list" -> list(folder, url);
            case "put" -> put(folder, schema(url, "put"));
            case "commits" -> commits(folder, settings(url));
            default -> throw new IllegalArgumentException("list, put or commits, not " + arguments[0]);
        }
    }

    /// An empty part of the server.
    private static PostgresSettings schema(String url, String name) throws SQLException {
        try (Connection connection = connect(settings(url));
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + name);
        }
        return settings(url + "?currentSchema=" + name);
    }

    private static Connection connect(PostgresSettings settings) throws SQLException {
        return DriverManager.getConnection(
                settings.url(), settings.user().orElse(null), settings.password().orElse(null));
    }

    private static PostgresSettings settings(String url) {
        return PostgresSettings.of(
                url,
                Optional.ofNullable(System.getenv("CAIRN_BENCH_USER")),
                Optional.ofNullable(System.getenv("CAIRN_BENCH_PASSWORD")));
    }

    private static RowMetadataStore open(KeyValueStore store) {
        return RowMetadataStore.open(
                store,
                ActorId.of(new byte[ActorId.LENGTH_BYTES]),
                GracePeriods.DEFAULT,
                InstantSource.system(),
                new SecureRandom());
    }

    private static RowMetadataStore open(PostgresSettings settings) {
        return RowMetadataStore.openShared(
                settings, GracePeriods.DEFAULT, InstantSource.system(), new SecureRandom());
    }

    // Listings

    /// Fills all buckets before it measures any, so that each is measured by a program as warm as for the others.
    private static void list(Path folder, String url) throws Exception {
        var databases = new TreeMap<Integer, PostgresSettings>();
        for (int keys : KEYS) {
            PostgresSettings settings = schema(url, "list" + keys);
            long start = System.nanoTime();
            fill(folder.resolve("list" + keys), keys);
            long filled = System.nanoTime();
            open(settings).close();
            copy(folder.resolve("list" + keys), settings);
            System.out.printf(
                    "%,d keys: filled in %.1f s, copied into PostgreSQL in %.1f s%n",
                    keys, (filled - start) / 1e9, (System.nanoTime() - filled) / 1e9);
            databases.put(keys, settings);
        }
        System.out.println("| a page of 1,000 | keys | median | 99th percentile | median to that of 10,000 keys |");
        System.out.println("|---|--:|--:|--:|--:|");
        Map<String, Double> first = new HashMap<>();
        for (int keys : KEYS) {
            try (var metadata = open(LevelDbStore.open(folder.resolve("list" + keys)))) {
                list("LevelDB", metadata, keys, first);
            }
        }
        for (int keys : KEYS) {
            try (var metadata = open(databases.get(keys))) {
                list("PostgreSQL", metadata, keys, first);
            }
        }
    }

    /// Objects `d000/f000000` and so on, a thousandth of them in each folder.
    private static void fill(Path folder, int keys) throws Exception {
        try (var metadata = open(new UnsyncedStore(LevelDbStore.open(folder)))) {
            metadata.createBucket(BUCKET);
            for (int i = 0; i < keys; i++) {
                metadata.putObject(BUCKET, object(key(i, keys)), WriteCondition.NONE);
            }
        }
    }

    private static String key(int number, int keys) {
        int inFolder = keys / FOLDERS;
        return "d%03d/f%06d".formatted(number / inFolder, number % inFolder);
    }

    private static ObjectRecord object(String key) {
        var data = new StoredData(new StreamId(1, 2), new byte[60], new StoredStream(0, 65536, 65536), new byte[16]);
        return new ObjectRecord(
                key,
                0,
                "0123456789abcdef0123456789abcdef",
                Instant.EPOCH,
                ObjectAttributes.NONE,
                new TreeMap<>(),
                new ObjectContent.Whole(data));
    }

    /// Rows are the same in both: this is also how a gateway's metadata would move.
    private static void copy(Path folder, PostgresSettings settings) throws Exception {
        try (var store = LevelDbStore.open(folder);
                KeyValueStore.Scan rows = store.scan(new byte[0], null);
                Connection connection = connect(settings);
                PreparedStatement insert = connection.prepareStatement(
                        "insert into cairn_rows (key, value) select * from unnest(?, ?) on conflict (key) do nothing")) {
            while (rows.hasNext()) {
                var keys = new ArrayList<byte[]>();
                var values = new ArrayList<byte[]>();
                while (rows.hasNext() && keys.size() < ROWS_IN_STATEMENT) {
                    KeyValueStore.Entry row = rows.next();
                    keys.add(row.key());
                    values.add(row.value());
                }
                insert.setArray(1, connection.createArrayOf("bytea", keys.toArray(byte[][]::new)));
                insert.setArray(2, connection.createArrayOf("bytea", values.toArray(byte[][]::new)));
                insert.execute();
            }
            try (var statement = connection.createStatement()) {
                statement.execute("vacuum analyze cairn_rows");
            }
        }
    }

    private static void list(String database, RowMetadataStore metadata, int keys, Map<String, Double> first) {
        var dice = new SplittableRandom(1);
        // A tenth of the keys have this prefix.
        var begun = new ListQuery("d5", "", "", PAGE);
        measure(database, "with a prefix", keys, first, () -> metadata.objects(BUCKET.id(), begun));
        var folders = new ListQuery("", "/", "", PAGE);
        measure(database, "with a delimiter", keys, first, () -> metadata.objects(BUCKET.id(), folders));
        measure(database, "from a token", keys, first, () -> {
            String after = key(dice.nextInt(keys - PAGE), keys);
            return metadata.objects(BUCKET.id(), new ListQuery("", "", after, PAGE));
        });
    }

    private interface Pages {
        ListPage<ObjectRecord> next();
    }

    private static void measure(String database, String kind, int keys, Map<String, Double> first, Pages pages) {
        long[] nanos = new long[PAGES];
        for (int i = -PAGES_WARM; i < PAGES; i++) {
            long start = System.nanoTime();
            ListPage<ObjectRecord> page = pages.next();
            if (i >= 0) {
                nanos[i] = System.nanoTime() - start;
            }
            int results = page.entries().size() + page.commonPrefixes().size();
            if (results != PAGE) {
                throw new IllegalStateException("a page of " + results);
            }
        }
        Arrays.sort(nanos);
        double median = nanos[PAGES / 2] / 1e6;
        double ratio = median / first.computeIfAbsent(database + kind, _ -> median);
        System.out.printf(
                "| %s, %s | %,d | %.2f ms | %.2f ms | %.2f |%n",
                database, kind, keys, median, nanos[PAGES * 99 / 100] / 1e6, ratio);
    }

    /// A store whose writes do not wait for the disk, to fill it.
    private record UnsyncedStore(KeyValueStore store) implements KeyValueStore {
        @Override
        public byte[] get(byte[] key) {
            return store.get(key);
        }

        @Override
        public void write(WriteBatch batch, Durability durability) {
            store.write(batch, Durability.BUFFERED);
        }

        @Override
        public Scan scan(byte[] from, byte[] to) {
            return store.scan(from, to);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    // Uploads

    private static void put(Path folder, PostgresSettings settings) throws Exception {
        forces(folder);
        try (var metadata = open(LevelDbStore.open(folder))) {
            put("LevelDB", metadata);
        }
        try (var metadata = open(settings)) {
            put("PostgreSQL", metadata);
        }
    }

    /// What the disk itself takes to make 8 KiB durable, which every figure below includes at least once.
    private static void forces(Path folder) throws Exception {
        Files.createDirectories(folder);
        Path file = folder.resolve("forced");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(NOTES * 8192));
            channel.force(true);
            measure("The disk", "8 KiB forced", number -> {
                channel.write(ByteBuffer.allocate(8192), number * 8192L);
                channel.force(false);
            });
        }
        Files.delete(file);
    }

    /// What one durable row costs over a plain connection, and what of it is the disk, the way there, and the
    /// isolation. None of it goes through the gateway's own code.
    private static void commits(Path folder, PostgresSettings settings) throws Exception {
        forces(folder);
        try (Connection connection = connect(settings);
                Statement statement = connection.createStatement()) {
            statement.execute("create table noted (key bytea primary key, value bytea not null)");
            try (PreparedStatement nothing = connection.prepareStatement("select 1")) {
                measure("A connection", "a round trip", _ -> nothing.execute());
                measure("A connection", "a round trip", _ -> nothing.execute());
            }
            try (PreparedStatement insert = connection.prepareStatement("insert into noted values (?, '')")) {
                var numbers = new AtomicInteger();
                Step one = _ -> {
                    insert.setBytes(1, ByteBuffer.allocate(56).putInt(52, numbers.incrementAndGet()).array());
                    insert.execute();
                };
                Step committed = number -> {
                    one.run(number);
                    connection.commit();
                };
                measure("A connection", "a row, committed by its statement", one);
                connection.setAutoCommit(false);
                measure("A connection", "a row, begun and committed, READ COMMITTED", committed);
                connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                measure("A connection", "a row, begun and committed, SERIALIZABLE", committed);
                connection.setAutoCommit(true);
                statement.execute("set synchronous_commit = off");
                measure("A connection", "a row that is not waited for (synchronous_commit off)", one);
            }
        }
    }

    private interface Step {
        void run(int number) throws Exception;
    }

    private static void measure(String what, String step, Step steps) throws Exception {
        long[] nanos = new long[NOTES];
        for (int i = 0; i < NOTES; i++) {
            long start = System.nanoTime();
            steps.run(i);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%s: %s: median %.2f ms, 90th percentile %.2f ms, 99th %.2f ms%n",
                what, step, nanos[NOTES / 2] / 1e6, nanos[NOTES * 9 / 10] / 1e6, nanos[NOTES * 99 / 100] / 1e6);
    }

    /// One read, which is a round trip and no more, and one note of a piece, which is one that is durable.
    private static void notes(String database, RowMetadataStore metadata) throws Exception {
        SegmentJournal journal = metadata.begin(new StreamId(7, 7), new Place.InObject(BUCKET.id(), "notes"));
        SegmentId segment = SegmentId.of(new byte[SegmentId.LENGTH_BYTES]);
        for (int warm = 0; warm < 2; warm++) {
            measure(database, "a row read", _ -> metadata.bucket("bucket"));
            measure(database, "a piece noted", number -> journal.sending(segment, number % 200, node(number / 200)));
        }
    }

    private static ActorId node(int number) {
        return ActorId.of(Arrays.copyOf(new byte[] {(byte) number}, ActorId.LENGTH_BYTES));
    }

    private static void put(String database, RowMetadataStore metadata) throws Exception {
        metadata.createBucket(BUCKET);
        notes(database, metadata);
        for (int writers : new int[] {1, 16}) {
            uploads(database, metadata, writers, 0, 1);
            uploads(database, metadata, writers, 0, 3);
            for (int pieces : new int[] {6, 20}) {
                uploads(database, metadata, writers, pieces, 3);
            }
        }
    }

    /// Does all that an upload of one segment has written to the metadata: that it begins, the pieces before
    /// they are sent, the segment, the object; or for no pieces that of an object which is kept inline.
    private static void uploads(String database, RowMetadataStore metadata, int writers, int pieces, int seconds)
            throws Exception {
        var nanos = new ConcurrentLinkedQueue<Long>();
        var number = new AtomicInteger();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int writer = 0; writer < writers; writer++) {
            var dice = new SplittableRandom(writer);
            tasks.add(() -> {
                while (System.nanoTime() < end) {
                    long start = System.nanoTime();
                    String key = Long.toHexString(dice.nextLong()) + " " + number.incrementAndGet();
                    upload(metadata, dice, key, pieces);
                    nanos.add(System.nanoTime() - start);
                }
                return true;
            });
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> task : executor.invokeAll(tasks)) {
                task.get();
            }
        }
        long[] sorted = nanos.stream().mapToLong(Objects::requireNonNull).sorted().toArray();
        if (seconds > 1) {
            System.out.printf(
                    "%s: metadata of an upload of %s by %d at once: median %.2f ms, 99th percentile %.2f ms, %,d/s%n",
                    database,
                    pieces == 0 ? "an inline object" : pieces + " pieces",
                    writers,
                    sorted[sorted.length / 2] / 1e6,
                    sorted[sorted.length * 99 / 100] / 1e6,
                    sorted.length / seconds);
        }
    }

    private static void upload(RowMetadataStore metadata, SplittableRandom dice, String key, int pieces)
            throws Exception {
        if (pieces == 0) {
            metadata.putObject(BUCKET, object(key), WriteCondition.NONE);
            return;
        }
        var stream = new StreamId(dice.nextLong(), dice.nextLong());
        byte[] id = new byte[SegmentId.LENGTH_BYTES];
        dice.nextBytes(id);
        SegmentId segment = SegmentId.of(id);
        List<ActorId> nodes = IntStream.range(0, pieces)
                .mapToObj(MetadataBench::node)
                .toList();
        SegmentJournal journal = metadata.begin(stream, new Place.InObject(BUCKET.id(), key));
        journal.sending(segment, nodes);
        List<SegmentManifest.StoredPiece> stored = IntStream.range(0, pieces)
                .mapToObj(index -> new SegmentManifest.StoredPiece(
                        index, nodes.get(index), PieceRoot.of(new byte[PieceRoot.LENGTH_BYTES])))
                .toList();
        var scheme = new Scheme(pieces / 2, pieces / 2 + 1, pieces, pieces);
        journal.stored(0, new SegmentManifest(segment, scheme, 65536, 100_000, stored));
        var data = StoredData.onNetwork(stream, new byte[60], new StoredStream(100_000, 65536, 64 << 20));
        var object = new ObjectRecord(
                key,
                100_000,
                "0123456789abcdef0123456789abcdef",
                Instant.EPOCH,
                ObjectAttributes.NONE,
                new TreeMap<>(),
                new ObjectContent.Whole(data));
        metadata.putObject(BUCKET, object, WriteCondition.NONE);
    }
}
