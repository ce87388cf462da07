package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.cairn.client.manifest.StoredStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random lives of a bucket's versions, compared with a list of them after every step.
final class VersionModelTest {
    private static final Comparator<String> UTF8 = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    private static final List<String> KEYS =
            List.of("a", "a/b", "a/b/c", "a/\u0000", "a0", "b/1", "b/2", "\uffff", "\ud83d\ude00/x");

    private final SettableClock clock = new SettableClock();
    private final RowMetadataStore metadata =
            TestMetadata.open(new GracePeriods(Duration.ZERO, Duration.ZERO), clock, new SecureRandom());
    private Bucket bucket = PrefixListingTest.bucket("bucket", 3);

    /// What each key's versions should be, the newest first.
    private final Map<String, List<ObjectRecord>> model = new TreeMap<>(UTF8);

    private long streams;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void life_ofManySteps_isAsTheModel(long seed) throws Exception {
        var random = new SplittableRandom(seed);
        metadata.createBucket(bucket);
        int steps = TestMetadata.isPostgres() ? 60 : 250;
        for (int step = 0; step < steps; step++) {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            switch (random.nextInt(10)) {
                case 0 -> setVersioning(random.nextBoolean() ? Versioning.ENABLED : Versioning.SUSPENDED);
                case 1, 2, 3, 4 -> put(key);
                case 5, 6 -> delete(key);
                default -> deleteVersion(key, random);
            }
            if (random.nextInt(4) == 0) {
                clock.advance(Duration.ofMillis(random.nextInt(3)));
            }
            check(random);
        }
    }

    private void setVersioning(Versioning versioning) throws Exception {
        bucket = metadata.updateSettings(
                bucket, now -> now.settings().with(BucketSetting.VERSIONING, versioning.text()));
    }

    private void put(String key) throws Exception {
        var data =
                StoredData.onNetwork(new StreamId(1, ++streams), new byte[3], new StoredStream(streams, 65536, 65536));
        metadata.begin(data.stream(), new Place.InObject(bucket.id(), key));
        ObjectRecord put = metadata.putObject(
                bucket,
                new ObjectRecord(
                        key,
                        streams,
                        "etag-" + streams,
                        Instant.EPOCH,
                        ObjectAttributes.NONE,
                        new TreeMap<>(),
                        new ObjectContent.Whole(data)),
                WriteCondition.NONE);
        add(put);
    }

    private void add(ObjectRecord version) {
        List<ObjectRecord> versions = model.computeIfAbsent(version.key(), _ -> new ArrayList<>());
        if (version.version().isNull()) {
            versions.removeIf(each -> each.version().isNull());
        }
        versions.addFirst(version);
    }

    private void delete(String key) throws Exception {
        MetadataStore.Deletion deletion = metadata.deleteObject(bucket, key, "alice", WriteCondition.NONE);
        if (bucket.settings().versioning() == Versioning.OFF) {
            model.remove(key);
            return;
        }
        assertThat(deletion.isDeleteMarker()).isTrue();
        assertThat(deletion.version()).isNotNull();
        add(ObjectRecord.deleteMarker(key, Objects.requireNonNull(deletion.version()), Instant.EPOCH, "alice"));
    }

    private void deleteVersion(String key, SplittableRandom random) throws Exception {
        List<ObjectRecord> versions = model.getOrDefault(key, new ArrayList<>());
        VersionName name;
        if (versions.isEmpty() || random.nextInt(8) == 0) {
            name = random.nextBoolean() ? new VersionName.OfNull() : new VersionName.OfId(new VersionId(1, 1));
        } else {
            ObjectVersion version =
                    versions.get(random.nextInt(versions.size())).version();
            name = version.isNull() ? new VersionName.OfNull() : new VersionName.OfId(version.id());
        }
        boolean wasThere = versions.removeIf(each -> name.names(each.version()));
        MetadataStore.Deletion deletion = metadata.deleteVersion(bucket, key, name, WriteCondition.NONE, false);
        assertThat(deletion.version() != null).isEqualTo(wasThere);
        if (versions.isEmpty()) {
            model.remove(key);
        }
    }

    private void check(SplittableRandom random) {
        List<ObjectRecord> all = model.values().stream().flatMap(List::stream).toList();
        List<ObjectRecord> objects =
                all.stream().filter(each -> !each.isDeleteMarker()).toList();
        assertThat(metadata.usage(bucket.id()))
                .isEqualTo(new Usage(
                        objects.size(),
                        objects.stream().mapToLong(ObjectRecord::sizeBytes).sum()));
        for (String key : KEYS) {
            List<ObjectRecord> versions = model.getOrDefault(key, List.of());
            ObjectRecord newest = versions.isEmpty() ? null : versions.getFirst();
            assertThat(name(metadata.newest(bucket.id(), key))).isEqualTo(name(newest));
            boolean isThere = newest != null && !newest.isDeleteMarker();
            assertThat(name(metadata.object(bucket.id(), key))).isEqualTo(isThere ? name(newest) : "");
        }
        String prefix = random.nextInt(3) == 0 ? "a/" : "";
        String delimiter = random.nextInt(3) == 0 ? "/" : "";
        assertThat(listed(prefix, delimiter, 1 + random.nextInt(4))).isEqualTo(expected(prefix, delimiter));
        assertThat(metadata.objects(bucket.id(), new ListQuery("", "", "", 1000)).entries().stream()
                        .map(ObjectRecord::key))
                .containsExactlyElementsOf(model.values().stream()
                        .map(List::getFirst)
                        .filter(each -> !each.isDeleteMarker())
                        .map(ObjectRecord::key)
                        .toList());
        for (Garbage garbage : metadata.garbageDue(clock.instant(), 10_000)) {
            assertThat(metadata.isNamed(garbage)).as("%s", garbage).isFalse();
        }
    }

    private static String name(@Nullable ObjectRecord version) {
        return version == null
                ? ""
                : version.version().name() + " " + version.etag() + (version.isDeleteMarker() ? " deleted" : "");
    }

    /// All pages of a listing, each result as text; a key's versions and the common prefixes are lists of their
    /// own.
    private List<String> listed(String prefix, String delimiter, int pageResults) {
        var found = new ArrayList<String>();
        String afterKey = "";
        @Nullable VersionId afterVersion = null;
        while (true) {
            VersionPage page = metadata.versions(
                    bucket.id(), new VersionQuery(prefix, delimiter, afterKey, afterVersion, pageResults));
            page.entries().forEach(entry -> found.add(text(entry.version(), entry.isLatest())));
            found.addAll(page.commonPrefixes());
            assertThat(page.entries().size() + page.commonPrefixes().size()).isLessThanOrEqualTo(pageResults);
            if (!page.truncated()) {
                found.sort(UTF8);
                return found;
            }
            afterKey = page.lastKey();
            afterVersion =
                    page.lastVersion() == null ? null : page.lastVersion().id();
        }
    }

    private List<String> expected(String prefix, String delimiter) {
        return model.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .flatMap(entry -> {
                    int at = delimiter.isEmpty() ? -1 : entry.getKey().indexOf(delimiter, prefix.length());
                    if (at >= 0) {
                        return Stream.of(entry.getKey().substring(0, at + 1));
                    }
                    List<ObjectRecord> versions = entry.getValue();
                    return versions.stream()
                            .map(each -> text(
                                    each,
                                    each.version().equals(versions.getFirst().version())));
                })
                .distinct()
                .sorted(UTF8)
                .toList();
    }

    private static String text(ObjectRecord version, boolean isLatest) {
        return version.key() + "|" + name(version) + (isLatest ? " latest" : "");
    }
}
