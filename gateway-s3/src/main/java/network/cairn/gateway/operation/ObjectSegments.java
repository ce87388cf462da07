package network.cairn.gateway.operation;

import java.util.ArrayList;
import java.util.List;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PackRecord;
import network.cairn.gateway.metadata.PackSlot;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.StoredData;
import network.cairn.gateway.metadata.StreamId;

/// The segments of an object on the network, in order, through all its parts. An object in a pack has the pack's
/// segment, and shares it.
final class ObjectSegments {
    private static final int PARTS_PAGE_MAX = 500;

    private ObjectSegments() {}

    /// Some of an object's segments.
    ///
    /// @param total how many it has in all; 0 where all of it is kept inline
    /// @param page those that were asked for
    record Page(int total, List<SegmentManifest> page) {}

    /// At most `max` segments from number `first` on.
    static Page of(MetadataStore metadata, ObjectRecord object, int first, int max) {
        var walk = new Walk(metadata, first, max);
        switch (object.content()) {
            case ObjectContent.Whole(StoredData data) -> walk.add(data);
            case ObjectContent.Deleted _ -> {}
            case ObjectContent.Parts parts -> {
                int after = 0;
                while (true) {
                    List<PartRecord> page = metadata.parts(parts.upload(), after, PARTS_PAGE_MAX);
                    if (page.isEmpty()) {
                        break;
                    }
                    page.forEach(part -> walk.add(part.data()));
                    after = page.getLast().number();
                }
            }
        }
        return new Page(walk.total, List.copyOf(walk.page));
    }

    private static final class Walk {
        private final MetadataStore metadata;
        private final int first;
        private final int max;
        private final List<SegmentManifest> page = new ArrayList<>();
        private int total;

        Walk(MetadataStore metadata, int first, int max) {
            this.metadata = metadata;
            this.first = first;
            this.max = max;
        }

        void add(StoredData data) {
            if (data.isInline()) {
                return;
            }
            PackSlot slot = data.slot();
            if (slot == null) {
                add(data.stream(), 0, data.shape().segments());
                return;
            }
            PackRecord pack = metadata.packs().pack(slot.pack());
            if (pack == null) {
                throw new IllegalStateException("there is no pack " + slot.pack()
                        + ": what was in it went longer ago than the grace period for readers");
            }
            long last = slot.offset() + data.shape().ciphertextBytes() - 1;
            add(slot.pack(), pack.segmentOf(slot.offset()), pack.segmentOf(last) + 1);
        }

        /// The segments of a stream from one number to before another.
        private void add(StreamId stream, int from, int to) {
            for (int number = from + Math.max(0, first - total); number < to && page.size() < max; number++) {
                page.add(metadata.segment(stream, number));
            }
            total = Math.addExact(total, to - from);
        }
    }
}
