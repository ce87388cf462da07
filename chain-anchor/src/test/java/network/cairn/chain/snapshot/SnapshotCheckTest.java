package network.cairn.chain.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import network.cairn.chain.snapshot.SnapshotCheck.Checked;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.tree.StateNode;
import network.cairn.proofs.tree.StateSubtree;
import network.cairn.proofs.tree.StateTiling;
import org.junit.jupiter.api.Test;

class SnapshotCheckTest {
    private static List<SnapshotRecord> records(Random random, int count) {
        var records = new TreeMap<Digest, SnapshotRecord>();
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[1 + random.nextInt(30)];
            random.nextBytes(key);
            byte[] value = new byte[random.nextInt(200)];
            random.nextBytes(value);
            var record = SnapshotRecord.of(StateKey.ofBytes(key), value);
            records.put(record.path(), record);
        }
        return List.copyOf(records.values());
    }

    private static StateRoot root(List<SnapshotRecord> records) {
        return StateSubtree.of(0, records.stream().map(SnapshotRecord::leaf).toList())
                .root();
    }

    /// A snapshot of these records after a number of epochs, its parts in order.
    private static List<byte[]> parts(TestEpochs epochs, int count, List<SnapshotRecord> records, int partBytes) {
        var ends = epochs.ends(count, root(records));
        var vault = new SnapshotMemory();
        SnapshotWriter.write(
                vault, ends.getLast(), ends.subList(0, count - 1).iterator(), records.iterator(), partBytes);
        long height = vault.newestHeight().orElseThrow();
        var parts = new ArrayList<byte[]>();
        for (var part = vault.part(height, 0); part.isPresent(); part = vault.part(height, parts.size())) {
            parts.add(part.get());
        }
        return parts;
    }

    @Test
    void accept_randomStates_givesTheirRecords() {
        for (long seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            var epochs = new TestEpochs();
            var records = records(random, random.nextInt(300));
            var parts = parts(epochs, 1 + random.nextInt(6), records, 100 + random.nextInt(5000));
            var check = epochs.check(Optional.empty());
            var taken = new ArrayList<SnapshotRecord>();
            var trail = new ArrayList<EpochEnd>();
            for (int i = 0; i < parts.size(); i++) {
                assertThat(check.nextPart()).isEqualTo(i);
                assertThat(check.isComplete()).isFalse();
                switch (check.accept(parts.get(i))) {
                    case Checked.Manifest(var manifest) -> assertThat(i).isZero();
                    case Checked.Trail(var ends) -> trail.addAll(ends);
                    case Checked.Records(var more) -> taken.addAll(more);
                    case Checked wrong ->
                        assertThat(wrong).as("seed %d part %d", seed, i).isNull();
                }
            }
            assertThat(check.isComplete()).as("seed %d", seed).isTrue();
            assertThat(trail)
                    .isEqualTo(epochs.ends(trail.size() + 1, root(records)).subList(0, trail.size()));
            assertThat(taken)
                    .extracting(SnapshotRecord::key)
                    .isEqualTo(records.stream().map(SnapshotRecord::key).toList());
            assertThat(check.accept(new byte[4])).isInstanceOf(Checked.WrongPart.class);
        }
    }

    @Test
    void accept_anyPartSpoilt_isFoundAtOnce() {
        for (long seed = 0; seed < 30; seed++) {
            var random = new Random(seed);
            var epochs = new TestEpochs();
            var parts = parts(epochs, 1 + random.nextInt(4), records(random, 1 + random.nextInt(100)), 2000);
            var check = epochs.check(Optional.empty());
            for (int i = 0; i < parts.size(); i++) {
                for (int attempt = 0; attempt < 30; attempt++) {
                    byte[] wrong = parts.get(i).clone();
                    wrong[random.nextInt(wrong.length)] ^= (byte) (1 << random.nextInt(8));
                    if (attempt % 3 == 0) {
                        wrong = Arrays.copyOf(wrong, random.nextInt(wrong.length));
                    }
                    if (i > 0 || !countsOtherTrailParts(wrong, parts.getFirst())) {
                        assertThat(check.accept(wrong))
                                .as("seed %d part %d", seed, i)
                                .isInstanceOf(Checked.WrongPart.class);
                    }
                }
                assertThat(check.accept(parts.get(i))).isNotInstanceOf(Checked.WrongPart.class);
            }
        }
    }

    /// How many parts the trail has is known to be wrong only when they come.
    private static boolean countsOtherTrailParts(byte[] wrong, byte[] right) {
        try {
            var manifest = SnapshotManifest.decode(right);
            var other = SnapshotManifest.decode(wrong);
            return other.equals(new SnapshotManifest(manifest.end(), other.trailParts(), manifest.tiles()));
        } catch (CodecException e) {
            return false;
        }
    }

    @Test
    void accept_randomBytes_isRefusedAtEachStage() {
        var random = new Random(1);
        var epochs = new TestEpochs();
        var parts = parts(epochs, 3, records(random, 50), 1000);
        var check = epochs.check(Optional.empty());
        for (byte[] part : parts) {
            for (int attempt = 0; attempt < 300; attempt++) {
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                assertThat(check.accept(bytes)).isInstanceOf(Checked.WrongPart.class);
            }
            check.accept(part);
        }
        assertThat(check.isComplete()).isTrue();
        assertThat(epochs.check(Optional.empty()).accept(new byte[SnapshotParts.PART_BYTES_MAX + 1]))
                .isInstanceOf(Checked.WrongPart.class);
    }

    @Test
    void accept_aStateOfAnothersMaking_isRefused() {
        var random = new Random(2);
        var epochs = new TestEpochs();
        var records = records(random, 40);
        var ends = epochs.ends(1, root(records));
        var forged = new ArrayList<>(records);
        forged.remove(7);
        var leaves = forged.stream().map(SnapshotRecord::leaf).toList();
        var tile = new StateTiling.Tile(0, StateSubtree.of(0, leaves));
        var manifest = new SnapshotManifest(ends.getFirst(), 0, List.of(tile));
        assertThat(epochs.check(Optional.empty()).accept(manifest.encode())).isInstanceOf(Checked.WrongPart.class);
        var right = new StateTiling.Tile(
                0, StateSubtree.of(0, records.stream().map(SnapshotRecord::leaf).toList()));
        var check = epochs.check(Optional.empty());
        check.accept(new SnapshotManifest(ends.getFirst(), 0, List.of(right)).encode());
        assertThat(check.accept(SnapshotParts.encodeRecords(forged))).isInstanceOf(Checked.WrongPart.class);
        assertThat(check.accept(SnapshotParts.encodeRecords(records.reversed())))
                .isInstanceOf(Checked.WrongPart.class);
        assertThat(check.accept(SnapshotParts.encodeRecords(records))).isInstanceOf(Checked.Records.class);
    }

    @Test
    void accept_setsThatNobodyHandedOverTo_areRefused() {
        var random = new Random(3);
        var records = records(random, 10);
        var epochs = new TestEpochs();
        var others = new TestEpochs(77);
        var strangers = parts(others, 1, records, 1000);
        assertThat(epochs.check(Optional.empty()).accept(strangers.getFirst()))
                .isEqualTo(new Checked.WrongSnapshot("the epochs' ends lead to set "
                        + epochs.set(0).digest() + " of epoch 0, the snapshot's block has "
                        + others.set(0).digest() + " of epoch 0"));
        var ends = epochs.ends(4, root(records));
        for (int missing = 0; missing < 3; missing++) {
            var trail = new ArrayList<>(ends.subList(0, 3));
            trail.remove(missing);
            var tile = new StateTiling.Tile(
                    0,
                    StateSubtree.of(
                            0, records.stream().map(SnapshotRecord::leaf).toList()));
            var check = epochs.check(Optional.empty());
            var manifest = new SnapshotManifest(ends.getLast(), 1, List.of(tile));
            assertThat(check.accept(manifest.encode())).isInstanceOf(Checked.Manifest.class);
            assertThat(check.accept(SnapshotParts.encodeTrail(trail)))
                    .as("without the end of epoch %d", missing)
                    .isInstanceOf(missing == 2 ? Checked.WrongSnapshot.class : Checked.WrongPart.class);
        }
    }

    @Test
    void accept_fewSignatures_isRefused() {
        var records = records(new Random(4), 10);
        var epochs = new TestEpochs();
        var end = epochs.ends(1, root(records)).getFirst();
        var weak = new EpochEnd(end.header(), epochs.finalization(end.header(), 2), end.validators());
        var tile = new StateTiling.Tile(
                0, StateSubtree.of(0, records.stream().map(SnapshotRecord::leaf).toList()));
        assertThat(epochs.check(Optional.empty()).accept(new SnapshotManifest(weak, 0, List.of(tile)).encode()))
                .isInstanceOf(Checked.WrongPart.class);
        assertThat(epochs.check(Optional.empty()).accept(new SnapshotManifest(end, 0, List.of(tile)).encode()))
                .isInstanceOf(Checked.Manifest.class);
    }

    @Test
    void write_recordsThatAreNotTheState_leavesNothing() {
        var records = records(new Random(5), 20);
        var ends = new TestEpochs().ends(1, root(records));
        var vault = new SnapshotMemory();
        assertThatThrownBy(() -> SnapshotWriter.write(
                        vault,
                        ends.getFirst(),
                        List.<EpochEnd>of().iterator(),
                        records.subList(1, 20).iterator()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("damaged");
        assertThat(vault.newestHeight()).isEmpty();
        assertThatThrownBy(() -> SnapshotWriter.write(
                        vault,
                        ends.getFirst(),
                        List.<EpochEnd>of().iterator(),
                        records.reversed().iterator()))
                .isInstanceOf(RuntimeException.class);
        assertThat(vault.newestHeight()).isEmpty();
    }

    @Test
    void write_partsAreWithinTheirLimit() {
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var records = records(random, random.nextInt(400));
            int partBytes = 1 + random.nextInt(3000);
            var tiles = new ArrayList<StateTiling.Tile>();
            var seen = new ArrayList<SnapshotRecord>();
            new StateTiler(records.iterator(), partBytes, (tile, some) -> {
                        tiles.add(tile);
                        seen.addAll(some);
                        int bytes = some.stream()
                                .mapToInt(SnapshotRecord::encodedBytes)
                                .sum();
                        assertThat(some.size() <= 1 || bytes <= partBytes).isTrue();
                        assertThat(tile.node() instanceof StateNode.Empty).isEqualTo(some.isEmpty());
                    })
                    .run();
            assertThat(seen).as("seed %d", seed).isEqualTo(records);
            assertThat(StateTiling.of(tiles).orElseThrow().top().root())
                    .as("seed %d", seed)
                    .isEqualTo(root(records));
        }
    }

    @Test
    void checkpoint_isOnTheWayOrNot() {
        var records = records(new Random(6), 20);
        var epochs = new TestEpochs();
        var parts = parts(epochs, 4, records, 1 << 20);
        var ends = epochs.ends(4, root(records));
        for (EpochEnd end : ends) {
            var checkpoint = new Checkpoint(end.header().height(), end.header().hash());
            var check = epochs.check(Optional.of(checkpoint));
            parts.forEach(part -> assertThat(check.accept(part)).isNotInstanceOf(Checked.WrongPart.class));
            assertThat(check.isComplete()).isTrue();
        }
        var between = new Checkpoint(
                ends.getFirst().header().height() - 1, ends.getFirst().header().parent());
        var check = epochs.check(Optional.of(between));
        check.accept(parts.get(0));
        assertThat(check.accept(parts.get(1))).isInstanceOf(Checked.WrongSnapshot.class);
        assertThat(check.accept(parts.get(1))).isInstanceOf(Checked.WrongSnapshot.class);
        assertThat(check.isComplete()).isFalse();
    }
}
