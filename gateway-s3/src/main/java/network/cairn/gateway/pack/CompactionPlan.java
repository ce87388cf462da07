package network.cairn.gateway.pack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import network.cairn.gateway.metadata.PackRecord;

/// Which of a bucket's sparse packs to merge, each list into one new pack.
///
/// Packs of which more than half is dead go first: what is copied is less than what is freed. Of the others, which
/// are merely small, at least {@link #SMALL_PACKS_MIN} are merged at once, and only with a result at least twice as
/// large as the largest of them: so a byte is copied at most as often as a pack can double before it is full
/// enough, and at most {@link #SMALL_PACKS_MIN} - 1 packs of a size stay.
final class CompactionPlan {
    static final int SMALL_PACKS_MIN = 4;

    private CompactionPlan() {}

    /// @param sparse of one bucket
    /// @param bytesMax of a new pack
    /// @param objectsMax of a new pack
    static List<List<PackRecord>> of(List<PackRecord> sparse, long bytesMax, int objectsMax) {
        var halfDead = new ArrayList<PackRecord>();
        var small = new ArrayList<PackRecord>();
        for (PackRecord pack : sparse) {
            (pack.bytes() < pack.storedBytes() - pack.bytes() ? halfDead : small).add(pack);
        }
        List<List<PackRecord>> merges = new ArrayList<>(fill(halfDead, bytesMax, objectsMax));
        for (List<PackRecord> candidates : fill(small, bytesMax, objectsMax)) {
            List<PackRecord> worthwhile = withoutTheLarge(candidates);
            if (worthwhile.size() >= SMALL_PACKS_MIN) {
                merges.add(worthwhile);
            }
        }
        return merges;
    }

    /// Packs by ascending size, as many together as a new one takes.
    private static List<List<PackRecord>> fill(List<PackRecord> packs, long bytesMax, int objectsMax) {
        var filled = new ArrayList<List<PackRecord>>();
        List<PackRecord> next = new ArrayList<>();
        long bytes = 0;
        long objects = 0;
        packs.sort(Comparator.comparingLong(PackRecord::bytes));
        for (PackRecord pack : packs) {
            if (!next.isEmpty() && (bytes + pack.bytes() > bytesMax || objects + pack.objects() > objectsMax)) {
                filled.add(next);
                next = new ArrayList<>();
                bytes = 0;
                objects = 0;
            }
            next.add(pack);
            bytes += pack.bytes();
            objects += pack.objects();
        }
        if (!next.isEmpty()) {
            filled.add(next);
        }
        return filled;
    }

    /// Leaves the largest out until those that are left come to at least twice the largest of them.
    private static List<PackRecord> withoutTheLarge(List<PackRecord> ascending) {
        long bytes = ascending.stream().mapToLong(PackRecord::bytes).sum();
        int count = ascending.size();
        while (count > 0 && 2 * ascending.get(count - 1).bytes() > bytes) {
            count--;
            bytes -= ascending.get(count).bytes();
        }
        return List.copyOf(ascending.subList(0, count));
    }
}
