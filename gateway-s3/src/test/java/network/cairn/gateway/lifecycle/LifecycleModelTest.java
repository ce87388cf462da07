package network.cairn.gateway.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import network.cairn.client.manifest.StoredStream;
import network.cairn.gateway.configuration.LifecycleAction;
import network.cairn.gateway.configuration.LifecycleAction.Kind;
import network.cairn.gateway.configuration.LifecycleCalendar;
import network.cairn.gateway.configuration.LifecycleConfiguration;
import network.cairn.gateway.configuration.UploadFacts;
import network.cairn.gateway.configuration.VersionFacts;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.GracePeriods;
import network.cairn.gateway.metadata.ListQuery;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.MortalMetadata;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectLock;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.ObjectVersion;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.TestMetadata;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.metadata.VersionId;
import network.cairn.gateway.metadata.VersionPage;
import network.cairn.gateway.metadata.VersionQuery;
import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.metadata.WriteCondition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random rules over random versions, whose runner dies at any write, compared with what the rules say.
final class LifecycleModelTest {
    private static final List<String> KEYS = List.of("a", "a/1", "a/2", "b", "b/1", "c");
    private static final GracePeriods GRACE = new GracePeriods(Duration.ZERO, Duration.ZERO);

    private final SettableClock clock = new SettableClock();
    private final MortalMetadata store = TestMetadata.mortal();
    private final SecureRandom ids = new SecureRandom();
    private MetadataStore metadata = open();
    private Bucket bucket =
            new Bucket("bucket", "alice", new BucketId(1, 2), "region", Instant.EPOCH, BucketSettings.NONE);
    private long streams;

    private MetadataStore open() {
        return store.open(GRACE, clock, ids);
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, TestMetadata.isPostgres() ? 6 : 24);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void rounds_withDeathsAtAnyWrite_takeWhatIsDueAndNothingElse(int seed) throws Exception {
        var random = new SplittableRandom(seed);
        metadata.createBucket(bucket);
        String rules = rules(random);
        set(BucketSetting.LIFECYCLE, rules);
        LifecycleConfiguration configuration = LifecycleConfiguration.read(rules.getBytes(StandardCharsets.UTF_8));
        boolean everVersioned = random.nextInt(4) != 0;
        for (int step = 0; step < 60; step++) {
            live(random, everVersioned);
        }
        var settings = new LifecycleSettings(LifecycleCalendar.REAL, Duration.ofHours(1), 1000, 1 + random.nextInt(4));
        for (int round = 0; round < 12; round++) {
            clock.advance(Duration.ofHours(12 + random.nextInt(24)));
            Set<String> locked = lockedVersions();
            // What becomes due while it runs may be taken, too.
            Map<String, Kind> due = due(configuration, clock.instant().plus(Duration.ofMinutes(30)));
            Map<String, List<ObjectRecord>> before = versions();
            Set<String> uploadsBefore = uploadNames();
            int deaths = random.nextInt(4);
            for (int i = 0; i < deaths; i++) {
                store.dieAfter(random.nextInt(12), random.nextBoolean());
                try {
                    runner(settings, random).runDue();
                } catch (MortalMetadata.Death e) {
                    assertThat(e).isNotNull();
                }
                store.live();
                metadata = open();
                clock.advance(Duration.ofMinutes(2));
            }
            runner(settings, random).runDue();
            check(before, due, rules);
            uploadsBefore.removeAll(uploadNames());
            assertThat(due.keySet()).containsAll(uploadsBefore);
            assertThat(lockedVersions()).containsAll(locked);
        }
        settle(settings, random, configuration);
    }

    /// Every version that is gone was due, or is a delete marker under which nothing is left, or a null version
    /// that an expiry's null delete marker took the place of.
    private void check(Map<String, List<ObjectRecord>> before, Map<String, Kind> due, String rules) {
        Map<String, List<ObjectRecord>> after = versions();
        before.forEach((key, versions) -> {
            List<String> left = after.getOrDefault(key, List.of()).stream()
                    .map(LifecycleModelTest::name)
                    .toList();
            boolean expires = due.get(name(versions.getFirst())) == Kind.EXPIRE_CURRENT;
            for (ObjectRecord version : versions) {
                boolean mayGo = due.containsKey(name(version))
                        || (version.isDeleteMarker() && left.isEmpty())
                        || (version.version().isNull() && expires);
                assertThat(left.contains(name(version)) || mayGo)
                        .as("%s is gone under %s", name(version), rules)
                        .isTrue();
            }
        });
    }

    /// Rounds come to an end where nothing is due but what is locked.
    private void settle(LifecycleSettings settings, SplittableRandom random, LifecycleConfiguration configuration)
            throws Exception {
        // The last ones not right after midnight, when one thing that falls due makes another due in the next round.
        for (int round = 0; round < 30 || clock.instant().atZone(ZoneOffset.UTC).getHour() < 4; round++) {
            clock.advance(Duration.ofHours(1));
            runner(settings, random).runDue();
        }
        Set<String> lockedKeys = new HashSet<>();
        lockedVersions().forEach(each -> lockedKeys.add(each.substring(0, each.indexOf('|'))));
        assertThat(due(configuration, clock.instant()).keySet().stream()
                        .filter(each -> !lockedKeys.contains(each.substring(0, each.indexOf('|')))))
                .isEmpty();
    }

    private LifecycleRunner runner(LifecycleSettings settings, SplittableRandom random) {
        return new LifecycleRunner(metadata, settings, clock, "gateway-" + random.nextInt(3), _ -> {});
    }

    private static String rules(SplittableRandom random) {
        var xml = new StringBuilder("<LifecycleConfiguration>");
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String prefix = List.of("", "a", "b/").get(random.nextInt(3));
            boolean tagged = random.nextInt(4) == 0;
            xml.append("<Rule><ID>rule-" + i + "</ID><Status>" + (random.nextInt(6) == 0 ? "Disabled" : "Enabled")
                    + "</Status><Filter>");
            xml.append(
                    tagged
                            ? "<And><Prefix>" + prefix + "</Prefix><Tag><Key>t</Key><Value>1</Value></Tag></And>"
                            : "<Prefix>" + prefix + "</Prefix>");
            xml.append("</Filter>");
            int which = 1 + random.nextInt(7);
            if ((which & 1) != 0) {
                xml.append(
                        random.nextInt(3) == 0 && !tagged
                                ? "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>"
                                : "<Expiration><Days>" + (1 + random.nextInt(6)) + "</Days></Expiration>");
            }
            if ((which & 2) != 0) {
                xml.append("<NoncurrentVersionExpiration><NoncurrentDays>" + (1 + random.nextInt(4))
                        + "</NoncurrentDays>"
                        + (random.nextBoolean()
                                ? "<NewerNoncurrentVersions>" + (1 + random.nextInt(2)) + "</NewerNoncurrentVersions>"
                                : "")
                        + "</NoncurrentVersionExpiration>");
            }
            if ((which & 4) != 0 && !tagged) {
                xml.append("<AbortIncompleteMultipartUpload><DaysAfterInitiation>" + (1 + random.nextInt(3))
                        + "</DaysAfterInitiation></AbortIncompleteMultipartUpload>");
            } else if (which == 4) {
                xml.append("<Expiration><Days>3</Days></Expiration>");
            }
            xml.append("</Rule>");
        }
        return xml.append("</LifecycleConfiguration>").toString();
    }

    private void set(BucketSetting setting, String document) throws Exception {
        bucket = metadata.updateSettings(bucket, now -> now.settings().with(setting, document));
    }

    /// Something that a client does.
    private void live(SplittableRandom random, boolean everVersioned) throws Exception {
        clock.advance(Duration.ofMinutes(random.nextInt(600)));
        String key = KEYS.get(random.nextInt(KEYS.size()));
        switch (random.nextInt(12)) {
            case 0 -> {
                if (everVersioned) {
                    set(
                            BucketSetting.VERSIONING,
                            (random.nextInt(3) == 0 ? Versioning.SUSPENDED : Versioning.ENABLED).text());
                }
            }
            case 1, 2, 3 -> {
                try {
                    metadata.deleteObject(bucket, key, "alice", WriteCondition.NONE);
                } catch (MetadataException e) {
                    assertThat(e.reason()).isEqualTo(MetadataException.Reason.OBJECT_LOCKED);
                }
            }
            case 4 ->
                metadata.createUpload(
                        bucket,
                        new UploadRecord(
                                new UploadId(clock.instant().toEpochMilli(), random.nextLong()),
                                key,
                                seconds(),
                                ObjectAttributes.NONE,
                                "",
                                ""));
            default -> put(key, random);
        }
    }

    private Instant seconds() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private void put(String key, SplittableRandom random) throws Exception {
        var data =
                StoredData.onNetwork(new StreamId(1, ++streams), new byte[3], new StoredStream(streams, 65536, 65536));
        metadata.begin(data.stream(), new Place.InObject(bucket.id(), key));
        ObjectAttributes attributes = ObjectAttributes.NONE;
        if (random.nextInt(3) == 0) {
            attributes = attributes.withTags(new TreeMap<>(Map.of("t", "1")));
        }
        if (random.nextInt(8) == 0 && bucket.settings().versioning() == Versioning.ENABLED) {
            attributes = attributes.withLock(ObjectLock.NONE.withRetention(
                    ObjectLock.Mode.COMPLIANCE, clock.instant().plus(Duration.ofDays(1000))));
        }
        try {
            metadata.putObject(
                    bucket,
                    new ObjectRecord(
                            key,
                            streams,
                            "etag-" + streams,
                            seconds(),
                            attributes,
                            new TreeMap<>(),
                            new ObjectContent.Whole(data)),
                    WriteCondition.NONE);
        } catch (MetadataException e) {
            assertThat(e.reason()).isEqualTo(MetadataException.Reason.OBJECT_LOCKED);
            metadata.abandon(data.stream(), new Place.InObject(bucket.id(), key));
        }
    }

    /// Every version by key, the newest first, read with pages of the largest size.
    private Map<String, List<ObjectRecord>> versions() {
        var found = new TreeMap<String, List<ObjectRecord>>();
        String afterKey = "";
        @Nullable VersionId afterVersion = null;
        while (true) {
            VersionPage page = metadata.versions(bucket.id(), new VersionQuery("", "", afterKey, afterVersion, 1000));
            page.entries()
                    .forEach(entry -> found.computeIfAbsent(entry.version().key(), _ -> new ArrayList<>())
                            .add(entry.version()));
            if (!page.truncated()) {
                return found;
            }
            afterKey = page.lastKey();
            ObjectVersion last = page.lastVersion();
            afterVersion = last == null ? null : last.id();
        }
    }

    private List<UploadRecord> uploads() {
        return metadata.uploads(bucket.id(), new ListQuery("", "", "", 1000), null)
                .entries();
    }

    private static String name(ObjectRecord version) {
        return version.key() + "|" + version.version().id();
    }

    private Set<String> uploadNames() {
        Set<String> names = new HashSet<>();
        uploads().forEach(upload -> names.add("upload|" + upload.id()));
        return names;
    }

    private Set<String> lockedVersions() {
        Set<String> locked = new HashSet<>();
        versions()
                .values()
                .forEach(each -> each.stream()
                        .filter(version -> version.attributes().lock().holds(clock.instant(), false))
                        .forEach(version -> locked.add(name(version))));
        return locked;
    }

    /// What the rules say is due, by the simplest reading of every version there is.
    private Map<String, Kind> due(LifecycleConfiguration configuration, Instant time) {
        var due = new HashMap<String, Kind>();
        for (List<ObjectRecord> versions : versions().values()) {
            int replaced = 0;
            for (int i = 0; i < versions.size(); i++) {
                ObjectRecord version = versions.get(i);
                var facts = new VersionFacts(
                        version.key(),
                        version.sizeBytes(),
                        BucketRound.tags(version),
                        version.lastModified(),
                        version.isDeleteMarker(),
                        versions.size() == 1,
                        i == 0 ? null : versions.get(i - 1).lastModified(),
                        Math.max(0, i - 1) + replaced);
                Optional<Kind> kind =
                        configuration.due(facts, LifecycleCalendar.REAL, time).map(LifecycleAction::kind);
                kind.ifPresent(each -> due.put(name(version), each));
                // Beneath the marker that replaces it, the current version is one more of those that rules keep.
                replaced = kind.equals(Optional.of(Kind.EXPIRE_CURRENT)) ? 1 : replaced;
            }
        }
        for (UploadRecord upload : uploads()) {
            configuration
                    .due(new UploadFacts(upload.key(), upload.initiatedAt()), LifecycleCalendar.REAL, time)
                    .ifPresent(action -> due.put("upload|" + upload.id(), action.kind()));
        }
        return due;
    }
}
