package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import network.cairn.client.manifest.StoredStream;
import org.junit.jupiter.api.Test;

final class PrefixListingTest {
    private static final String[] LETTERS = {"a", "b", "/", "//", "\0", "ÿ", "\uffff", "😀", "-"};

    private final RowMetadataStore metadata =
            TestMetadata.open(GracePeriods.DEFAULT, new SettableClock(), new SecureRandom());

    static ObjectRecord object(String key) {
        var data = new StoredData(new StreamId(1, 2), new byte[3], new StoredStream(0, 65536, 65536), new byte[16]);
        return new ObjectRecord(
                key, 0, "etag", Instant.EPOCH, ObjectAttributes.NONE, new TreeMap<>(), new ObjectContent.Whole(data));
    }

    static Bucket bucket(String name, int id) {
        return new Bucket(
                name, "tenant", new BucketId(id, 0xffff_ffff_ffff_ffffL), "region", Instant.EPOCH, BucketSettings.NONE);
    }

    @Test
    void pages_randomKeys_asNaiveModel() throws Exception {
        int seeds = TestMetadata.isPostgres() ? 60 : 300;
        for (int seed = 0; seed < seeds; seed++) {
            var random = new Random(seed);
            Bucket bucket = bucket("bucket" + seed, seed + 1);
            metadata.createBucket(bucket);
            var keys = new TreeSet<String>(PrefixListingTest::compareUtf8);
            int count = random.nextInt(60);
            for (int i = 0; i < count; i++) {
                String key = word(random, 1 + random.nextInt(5));
                keys.add(key);
                metadata.putObject(bucket, object(key), WriteCondition.NONE);
            }
            for (int round = 0; round < 10; round++) {
                String prefix = random.nextBoolean() ? "" : word(random, random.nextInt(3));
                String delimiter = switch (random.nextInt(3)) {
                    case 0 -> "";
                    case 1 -> "/";
                    default -> word(random, 1 + random.nextInt(2));
                };
                String after = random.nextBoolean() ? "" : word(random, random.nextInt(4));
                int max = 1 + random.nextInt(7);
                List<String> expected = model(keys, prefix, delimiter, after);
                assertThat(walk(bucket, prefix, delimiter, after, max))
                        .as("seed %d round %d", seed, round)
                        .isEqualTo(expected);
            }
        }
    }

    private List<String> walk(Bucket bucket, String prefix, String delimiter, String after, int max) {
        var seen = new ArrayList<String>();
        String marker = after;
        while (true) {
            ListPage<ObjectRecord> page = metadata.objects(bucket.id(), new ListQuery(prefix, delimiter, marker, max));
            var results = new TreeSet<String>(PrefixListingTest::compareUtf8);
            page.entries().forEach(object -> results.add(object.key()));
            results.addAll(page.commonPrefixes());
            assertThat(results.size()).isLessThanOrEqualTo(max);
            seen.addAll(results);
            if (!page.truncated()) {
                return seen;
            }
            assertThat(results.size()).isEqualTo(max);
            assertThat(page.last()).isEqualTo(results.last());
            marker = page.last();
        }
    }

    private static List<String> model(Set<String> keys, String prefix, String delimiter, String after) {
        var results = new TreeSet<String>(PrefixListingTest::compareUtf8);
        for (String key : keys) {
            if (key.startsWith(prefix)) {
                int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
                results.add(at < 0 ? key : key.substring(0, at + delimiter.length()));
            }
        }
        return after.isEmpty() ? List.copyOf(results) : List.copyOf(results.tailSet(after, false));
    }

    private static String word(Random random, int letters) {
        var word = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            word.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return word.toString();
    }

    private static int compareUtf8(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
