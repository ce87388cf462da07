package network.cairn.gateway.metadata;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.client.manifest.StoredStream;
import network.cairn.gateway.metadata.MetadataException.Reason;

/// One of several gateways, each a process of its own, that race on one database: for each line it reads it
/// does one round with several threads, and says how often they succeeded.
///
/// Started by {@link PostgresRacesTest}. A round is `create N`, `first N`, `complete N`, `lives N SEED` or
/// `begin N`.
final class RacingGatewayMain {
    static final int THREADS = 4;
    static final Bucket PLAIN = PrefixListingTest.bucket("plain", 1);
    static final Bucket VERSIONED = PrefixListingTest.bucket("versioned", 2);

    private static final int STEPS = 25;
    private static final int KEYS = 4;

    private final SecureRandom random = new SecureRandom();
    private final RowMetadataStore metadata;

    private RacingGatewayMain(RowMetadataStore metadata) {
        this.metadata = metadata;
    }

    /// @param arguments the database's URL and user; its password is in the environment
    public static void main(String[] arguments) throws Exception {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var settings = PostgresSettings.of(
                arguments[0],
                Optional.of(arguments[1]),
                Optional.of(Objects.requireNonNull(System.getenv("CAIRN_TEST_PASSWORD"))));
        var grace = new GracePeriods(Duration.ZERO, Duration.ZERO);
        try (var metadata = RowMetadataStore.openShared(settings, grace, InstantSource.system(), new SecureRandom());
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            out.println("ready");
            var gateway = new RacingGatewayMain(metadata);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(gateway.round(line.split(" ")));
            }
        }
    }

    private int round(String[] round) throws IOException, InterruptedException {
        int number = Integer.parseInt(round[1]);
        return switch (round[0]) {
            case "create" -> count(_ -> create(number));
            case "first" -> count(_ -> first("first " + number));
            case "complete" -> count(_ -> complete(number));
            case "lives" -> count(thread -> lives(new SplittableRandom(Long.parseLong(round[2]) + thread)));
            case "begin" -> count(_ -> begin());
            default -> throw new IOException("there is no round " + round[0]);
        };
    }

    /// What one thread tries.
    private interface Attempt {
        boolean succeeds(int thread) throws MetadataException;
    }

    private static int count(Attempt attempt) throws InterruptedException {
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            tasks.add(() -> attempt.succeeds(thread));
        }
        int succeeded = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> task : executor.invokeAll(tasks)) {
                succeeded += task.get() ? 1 : 0;
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return succeeded;
    }

    /// @return false if it was refused for this reason
    private static boolean done(Change change, Reason refusal) throws MetadataException {
        try {
            change.make();
            return true;
        } catch (MetadataException e) {
            if (e.reason() == refusal) {
                return false;
            }
            throw e;
        }
    }

    private interface Change {
        void make() throws MetadataException;
    }

    private boolean create(int number) throws MetadataException {
        Bucket bucket = PrefixListingTest.bucket("bucket-" + number, random.nextInt());
        return done(() -> metadata.createBucket(bucket), Reason.BUCKET_EXISTS);
    }

    private boolean first(String key) throws MetadataException {
        ObjectRecord object = written(PLAIN, key);
        boolean won = done(
                () -> metadata.putObject(PLAIN, object, new WriteCondition("*", null)), Reason.PRECONDITION_FAILED);
        if (!won) {
            abandon(PLAIN, object);
        }
        return won;
    }

    private boolean complete(int number) throws MetadataException {
        String key = "complete " + number;
        UploadRecord upload = metadata.uploads(PLAIN.id(), new ListQuery(key, "", "", 1), null).entries().stream()
                .findFirst()
                .orElse(null);
        if (upload == null) {
            return false;
        }
        List<MetadataStore.ChosenPart> chosen = metadata.parts(upload.id(), 0, 100).stream()
                .filter(part -> part.number() % 2 == 1)
                .map(part -> new MetadataStore.ChosenPart(part.number(), part.data().stream()))
                .toList();
        var object = new ObjectRecord(
                key,
                10L * chosen.size(),
                "etag",
                Instant.EPOCH,
                ObjectAttributes.NONE,
                new TreeMap<>(),
                new ObjectContent.Parts(upload.id(), chosen.size()));
        return done(
                () -> metadata.completeUpload(PLAIN, upload, object, chosen, WriteCondition.NONE),
                Reason.NO_SUCH_UPLOAD);
    }

    /// Puts and deletes on few keys, of which versions are kept.
    private boolean lives(SplittableRandom dice) throws MetadataException {
        for (int step = 0; step < STEPS; step++) {
            String key = "key " + dice.nextInt(KEYS);
            Bucket bucket = dice.nextInt(3) == 0 ? PLAIN : VERSIONED;
            switch (dice.nextInt(4)) {
                case 0 -> metadata.deleteObject(bucket, key, "tenant", WriteCondition.NONE);
                case 1 -> {
                    ObjectRecord newest = metadata.newest(bucket.id(), key);
                    if (newest != null) {
                        ObjectVersion version = newest.version();
                        metadata.deleteVersion(
                                bucket,
                                key,
                                version.isNull() ? new VersionName.OfNull() : new VersionName.OfId(version.id()),
                                WriteCondition.NONE,
                                false);
                    }
                }
                default -> metadata.putObject(bucket, written(bucket, key), WriteCondition.NONE);
            }
        }
        return true;
    }

    private boolean begin() {
        metadata.begin(StreamId.generate(random), new Place.InObject(PLAIN.id(), "begun"));
        return true;
    }

    /// An object whose stream is stored, to be named.
    private ObjectRecord written(Bucket bucket, String key) {
        var stream = StreamId.generate(random);
        metadata.begin(stream, new Place.InObject(bucket.id(), key));
        var data = StoredData.onNetwork(stream, new byte[3], new StoredStream(10, 65536, 65536));
        return new ObjectRecord(
                key, 10, "etag", Instant.EPOCH, ObjectAttributes.NONE, new TreeMap<>(), new ObjectContent.Whole(data));
    }

    private void abandon(Bucket bucket, ObjectRecord object) {
        if (object.content() instanceof ObjectContent.Whole(StoredData data)) {
            metadata.abandon(data.stream(), new Place.InObject(bucket.id(), object.key()));
        }
    }
}
