package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import network.cairn.client.manifest.StoredStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Gateways in processes of their own that do the same at once on one database.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PostgresRacesTest {
    private static final int GATEWAYS = 3;
    private static final int ROUNDS = 10;
    private static final Bucket PLAIN = RacingGatewayMain.PLAIN;

    private final SettableClock clock = new SettableClock();
    private final PostgresSettings settings = PostgresCluster.require().emptySchema();
    private final PostgresDatabase database = PostgresDatabase.open(settings, new SecureRandom());
    private final RowMetadataStore metadata = RowMetadataStore.openShared(
            database,
            Duration.ofMinutes(15),
            new GracePeriods(Duration.ZERO, Duration.ZERO),
            clock,
            new SecureRandom());
    private final List<Gateway> gateways = new ArrayList<>();

    /// A process that does what it is told a line at a time.
    private record Gateway(Process process, BufferedWriter in, BufferedReader out) {
        static Gateway start(PostgresSettings settings) throws IOException {
            var builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RacingGatewayMain.class.getName(),
                            settings.url(),
                            settings.user().orElseThrow())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("CAIRN_TEST_PASSWORD", settings.password().orElseThrow());
            Process process = builder.start();
            return new Gateway(
                    process, process.outputWriter(StandardCharsets.UTF_8), process.inputReader(StandardCharsets.UTF_8));
        }

        void say(String line) throws IOException {
            in.write(line + "\n");
            in.flush();
        }

        /// The next line that is an answer: logs share its output.
        String hear() throws IOException {
            while (true) {
                String line = out.readLine();
                if (line == null) {
                    throw new IOException("the gateway ended");
                }
                if (line.matches("ready|\\d+")) {
                    return line;
                }
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        metadata.createBucket(PLAIN);
        metadata.createBucket(RacingGatewayMain.VERSIONED);
        metadata.updateSettings(
                RacingGatewayMain.VERSIONED,
                now -> now.settings().with(BucketSetting.VERSIONING, Versioning.ENABLED.text()));
        for (int i = 0; i < GATEWAYS; i++) {
            gateways.add(Gateway.start(settings));
        }
        for (Gateway gateway : gateways) {
            assertThat(gateway.hear()).isEqualTo("ready");
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (Gateway gateway : gateways) {
            gateway.process().destroyForcibly().waitFor();
        }
        metadata.close();
    }

    /// Has all gateways do a round at once.
    ///
    /// @return how many of their threads succeeded
    private int round(String round) throws IOException {
        for (Gateway gateway : gateways) {
            gateway.say(round);
        }
        int succeeded = 0;
        for (Gateway gateway : gateways) {
            succeeded += Integer.parseInt(gateway.hear());
        }
        return succeeded;
    }

    @Test
    void races_ofProcesses_oneWinsAndAllStaysConsistent() throws Exception {
        for (int number = 0; number < ROUNDS; number++) {
            assertThat(round("create " + number)).as("buckets %d", number).isEqualTo(1);
            assertThat(round("first " + number)).as("keys %d", number).isEqualTo(1);
            createUpload(number);
            assertThat(round("complete " + number)).as("uploads %d", number).isEqualTo(1);
        }
        assertThat(metadata.buckets(PLAIN.tenant())).hasSize(2 + ROUNDS);
        for (int seed = 0; seed < 3; seed++) {
            assertThat(round("lives 0 " + 100 * seed)).isEqualTo(GATEWAYS * RacingGatewayMain.THREADS);
        }
        assertConsistent(PLAIN);
        assertConsistent(RacingGatewayMain.VERSIONED);
        assertThat(metadata.objects(PLAIN.id(), new ListQuery("complete", "", "", 100))
                        .entries())
                .hasSize(ROUNDS)
                .allMatch(object -> metadata.parts(((ObjectContent.Parts) object.content()).upload(), 0, 10)
                                .size()
                        == 2);
        assertThat(new RowTables(database).scan(Rows.WRITING, Rows.after(Rows.WRITING), 1, row -> row))
                .as("streams that were neither named nor given up")
                .isEmpty();
    }

    @Test
    void kill_gatewayWithUploadsUnderWay_othersGiveThemUp() throws Exception {
        round("begin 0");
        gateways.removeFirst().process().destroyForcibly().waitFor();
        WriterLeases leases = metadata.leases().orElseThrow();
        assertThat(leases.giveUpGone()).isZero();
        clock.advance(Duration.ofMinutes(15));
        // None of the others beats as early as in this test's time, so they too are taken for gone.
        assertThat(leases.giveUpGone()).isEqualTo(GATEWAYS * RacingGatewayMain.THREADS);
        assertThat(round("first 1")).as("they go on").isEqualTo(1);
        assertConsistent(PLAIN);
    }

    private void createUpload(int number) throws Exception {
        var upload = new UploadRecord(
                new UploadId(9, number), "complete " + number, Instant.EPOCH, ObjectAttributes.NONE, "", "");
        metadata.createUpload(PLAIN, upload);
        for (int part = 1; part <= 3; part++) {
            var stream = new StreamId(1000 + number, part);
            metadata.begin(stream, new Place.InUpload(upload.id(), part));
            var data = StoredData.onNetwork(stream, new byte[3], new StoredStream(10, 65536, 65536));
            metadata.putPart(PLAIN, upload, new PartRecord(part, "00", Instant.EPOCH, new TreeMap<>(), data));
        }
    }

    /// What a bucket is counted to hold is what it holds, nothing of it is garbage, and each key has one newest
    /// version.
    private void assertConsistent(Bucket bucket) {
        var named = new HashSet<StreamId>();
        var latest = new HashSet<String>();
        var usage = Usage.NONE;
        String afterKey = "";
        @Nullable VersionId afterVersion = null;
        while (true) {
            VersionPage page = metadata.versions(bucket.id(), new VersionQuery("", "", afterKey, afterVersion, 7));
            for (VersionPage.Entry entry : page.entries()) {
                ObjectRecord version = entry.version();
                usage = usage.plus(Usage.of(version));
                named.addAll(streams(version));
                if (entry.isLatest()) {
                    assertThat(latest.add(version.key())).as(version.key()).isTrue();
                }
            }
            if (!page.truncated()) {
                break;
            }
            afterKey = page.lastKey();
            afterVersion =
                    page.lastVersion() == null ? null : page.lastVersion().id();
        }
        assertThat(metadata.usage(bucket.id())).isEqualTo(usage);
        for (Garbage garbage : new GarbageTable(database).due(Instant.parse("2100-01-01T00:00:00Z"), 100_000)) {
            assertThat(metadata.isNamed(garbage)).as("%s", garbage).isFalse();
            if (garbage instanceof Garbage.OfStream stream) {
                assertThat(named).doesNotContain(stream.stream());
            }
        }
    }

    private Set<StreamId> streams(ObjectRecord version) {
        var streams = new HashSet<StreamId>();
        switch (version.content()) {
            case ObjectContent.Whole(StoredData data) -> streams.add(data.stream());
            case ObjectContent.Parts(UploadId upload, int _) ->
                metadata.parts(upload, 0, 100).forEach(part -> streams.add(part.data().stream()));
            case ObjectContent.Deleted _ -> {}
        }
        return streams;
    }
}
