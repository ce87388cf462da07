package network.cairn.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import network.cairn.client.manifest.StoredStream;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.PackRecord;
import network.cairn.gateway.metadata.StreamId;
import org.junit.jupiter.api.Test;

final class CompactionPlanTest {
    private static final long MAX = 16L << 20;
    private static final long KIB = 1024;
    private static final long MIB = 1024 * 1024;

    private long ids;

    private PackRecord pack(long liveBytes, long storedBytes) {
        return new PackRecord(
                new StreamId(0, ++ids),
                new BucketId(1, 1),
                "tenant",
                new byte[1],
                new StoredStream(storedBytes, 4096, 64 << 20),
                Instant.EPOCH,
                MAX / 2,
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                liveBytes);
    }

    private PackRecord full(long bytes) {
        return pack(bytes, bytes);
    }

    private static List<List<PackRecord>> plan(List<PackRecord> packs) {
        return CompactionPlan.of(packs, MAX, 2000);
    }

    @Test
    void of_halfDeadPackAlone_isMerged() {
        PackRecord dying = pack(5 * MIB, 16 * MIB);
        assertThat(plan(List.of(dying))).containsExactly(List.of(dying));
    }

    @Test
    void of_moreAliveOrFewSmallPacks_areLeft() {
        assertThat(plan(List.of(pack(7 * MIB, 13 * MIB)))).isEmpty();
        assertThat(plan(List.of(full(10 * KIB), full(10 * KIB), full(10 * KIB))))
                .isEmpty();
        assertThat(plan(List.of())).isEmpty();
    }

    @Test
    void of_manySmallPacks_areMergedWithoutTheOneThatIsLarge() {
        var packs = new ArrayList<PackRecord>();
        for (int i = 0; i < 50; i++) {
            packs.add(full(10 * KIB));
        }
        List<PackRecord> small = List.copyOf(packs);
        packs.add(full(5 * MIB));
        assertThat(plan(packs)).containsExactly(small);
    }

    @Test
    void of_moreThanAPackTakes_severalMerges() {
        var packs = new ArrayList<PackRecord>();
        for (int i = 0; i < 40; i++) {
            packs.add(full(MIB));
        }
        assertThat(plan(packs))
                .hasSize(3)
                .allSatisfy(merge -> assertThat(merge.size()).isGreaterThanOrEqualTo(8));
        assertThat(CompactionPlan.of(packs, MAX, 5)).hasSize(8).allMatch(merge -> merge.size() == 5);
    }

    /// However packs come: nothing is merged twice, no merge is too large, and each copies less than it frees, or
    /// makes a pack twice as large as its largest.
    @Test
    void of_randomPacks_boundedAndWorthwhile() {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 2000; round++) {
            var packs = new ArrayList<PackRecord>();
            int count = random.nextInt(60);
            for (int i = 0; i < count; i++) {
                long live = 1 + random.nextLong(random.nextBoolean() ? 100 * KIB : MAX / 2);
                packs.add(pack(live, live + (random.nextBoolean() ? 0 : random.nextLong(MAX - live))));
            }
            var seen = new HashSet<StreamId>();
            for (List<PackRecord> merge : plan(packs)) {
                long live = merge.stream().mapToLong(PackRecord::bytes).sum();
                long stored = merge.stream().mapToLong(PackRecord::storedBytes).sum();
                long largest = merge.stream().mapToLong(PackRecord::bytes).max().orElseThrow();
                assertThat(live).isLessThanOrEqualTo(MAX);
                assertThat(live < stored - live || (2 * largest <= live && merge.size() >= 4))
                        .isTrue();
                merge.forEach(pack -> assertThat(seen.add(pack.id())).isTrue());
            }
            for (PackRecord pack : packs) {
                assertThat(seen.contains(pack.id()) || 2 * pack.bytes() >= pack.storedBytes())
                        .as("more than half of %s is dead", pack)
                        .isTrue();
            }
        }
    }

    /// Packs of one object each, put one by one for long: few packs stay, and a byte is copied a few times.
    @Test
    void of_lonelyPutsForLong_fewPacksAndBoundedCopying() {
        var packs = new ArrayList<PackRecord>();
        long copied = 0;
        long put = 0;
        for (int i = 0; i < 20_000; i++) {
            packs.add(full(10 * KIB));
            put += 10 * KIB;
            if (i % 17 == 0) {
                var sparse = new ArrayList<>(
                        packs.stream().filter(pack -> pack.bytes() < MAX / 2).toList());
                for (List<PackRecord> merge : plan(sparse)) {
                    long bytes = merge.stream().mapToLong(PackRecord::bytes).sum();
                    copied += bytes;
                    packs.removeAll(merge);
                    packs.add(full(bytes));
                }
            }
        }
        assertThat(packs.size()).isLessThan(60);
        assertThat((double) copied / put).isLessThan(7);
    }
}
