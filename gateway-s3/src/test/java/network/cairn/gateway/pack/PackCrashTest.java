package network.cairn.gateway.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PackSlot;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.pack.PackWorld.Fresh;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A put of several objects, a merge and a release, broken off at each of their writes in turn.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class PackCrashTest {
    private static final int WRITES_MAX = 300;

    /// What befalls the gateway at a write.
    enum Fate {
        DIES_BEFORE,
        DIES_AFTER,
        FAILS_ONCE
    }

    /// What the gateway does when it happens.
    private interface Deed {
        void run(Story story) throws Exception;
    }

    /// A bucket with objects in several packs, half of them dead.
    private static final class Story {
        private final PackWorld world = new PackWorld(PackSettings.DEFAULT);
        private final Bucket bucket = PackWorld.bucket("bucket", 1);
        private final Map<String, byte[]> acknowledged = new TreeMap<>();

        /// Puts that nobody heard the end of.
        private final Map<String, byte[]> inDoubt = new TreeMap<>();

        private final Random random = new Random(5);

        Story() throws Exception {
            world.metadata.createBucket(bucket);
            for (int pack = 0; pack < 3; pack++) {
                put(List.of("a" + pack, "b" + pack, "c" + pack, "d" + pack, "e" + pack));
                for (String dead : List.of("b", "d", "e")) {
                    world.metadata.deleteObject(bucket, dead + pack, "tenant", WriteCondition.NONE);
                    acknowledged.remove(dead + pack);
                }
            }
            world.clock.advance(PackWorld.GRACE.reader());
            world.reclaim();
        }

        void put(List<String> keys) throws Exception {
            var objects = new ArrayList<Fresh>();
            for (String key : keys) {
                byte[] plaintext = new byte[20_000];
                random.nextBytes(plaintext);
                objects.add(world.seal(bucket, key, plaintext));
            }
            List<PackSlot> slots = world.write(bucket, objects);
            for (int i = 0; i < objects.size(); i++) {
                Fresh object = objects.get(i);
                boolean done = false;
                inDoubt.put(object.key(), object.plaintext());
                try {
                    world.metadata.putObject(
                            bucket, PackWorld.record(object.key(), object.in(slots.get(i))), WriteCondition.NONE);
                    done = true;
                } finally {
                    if (!done) {
                        world.packs.abandon(slots.get(i), object.item());
                        // The others are put by other requests, which this one's failure does not concern.
                        for (int left = i + 1; left < objects.size(); left++) {
                            world.packs.abandon(
                                    slots.get(left), objects.get(left).item());
                        }
                    }
                }
                inDoubt.remove(object.key());
                acknowledged.put(object.key(), object.plaintext());
            }
        }

        /// Everything acknowledged is there, all is exact, and once it is deleted nothing is left.
        void end() throws Exception {
            if (world.store.isDead()) {
                world.restart();
            }
            world.store.live();
            world.check(List.of(bucket));
            for (Map.Entry<String, byte[]> entry : acknowledged.entrySet()) {
                ObjectRecord object = world.metadata.object(bucket.id(), entry.getKey());
                assertThat(object).as(entry.getKey()).isNotNull();
                byte[] read = world.read(
                        bucket, world.packed(Objects.requireNonNull(object)).getFirst());
                assertThat(Arrays.equals(read, entry.getValue()) || Arrays.equals(read, inDoubt.get(entry.getKey())))
                        .as(entry.getKey())
                        .isTrue();
            }
            world.clock.advance(PackWorld.GRACE.reader().multipliedBy(2));
            world.compactor.compact();
            world.checkNothingElse(List.of(bucket));
            for (ObjectRecord object : world.versions(bucket)) {
                world.metadata.deleteObject(bucket, object.key(), "tenant", WriteCondition.NONE);
            }
            world.checkNothingElse(List.of(bucket));
            assertThat(world.network.pieces()).isZero();
        }
    }

    private static void atEveryWrite(Fate fate, Deed deed) throws Exception {
        int write = 0;
        boolean failed = true;
        while (failed) {
            assertThat(write).as("writes").isLessThan(WRITES_MAX);
            var story = new Story();
            switch (fate) {
                case DIES_BEFORE -> story.world.store.dieAfter(write, false);
                case DIES_AFTER -> story.world.store.dieAfter(write, true);
                case FAILS_ONCE -> story.world.store.failAfter(write);
            }
            try {
                deed.run(story);
            } catch (RuntimeException e) {
                assertThat(story.world.store.hasFailed()).as("%s", e).isTrue();
            }
            failed = story.world.store.hasFailed();
            story.end();
            write++;
        }
        assertThat(write).isGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource
    void put_brokenOffAtAnyWrite_losesAndLeavesNothing(Fate fate) throws Exception {
        atEveryWrite(fate, story -> story.put(List.of("a0", "x", "y")));
    }

    @ParameterizedTest
    @EnumSource
    void compact_brokenOffAtAnyWrite_losesAndLeavesNothing(Fate fate) throws Exception {
        atEveryWrite(fate, story -> {
            int moved = story.world.compactor.compact();
            if (!story.world.store.hasFailed()) {
                assertThat(moved).isEqualTo(6);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void release_brokenOffAtAnyWrite_losesAndLeavesNothing(Fate fate) throws Exception {
        atEveryWrite(fate, story -> {
            for (String key : List.of("a0", "c0", "a1")) {
                story.acknowledged.remove(key);
                story.world.metadata.deleteObject(story.bucket, key, "tenant", WriteCondition.NONE);
            }
            story.world.clock.advance(PackWorld.GRACE.reader());
            story.world.reclaim();
        });
    }
}
