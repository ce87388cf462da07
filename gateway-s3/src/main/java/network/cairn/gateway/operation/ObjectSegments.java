package network.cairn.gateway.operation;

import java.util.ArrayList;
import java.util.List;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.StoredData;

/// The segments of an object on the network, in order, through all its parts.
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
            int segments = data.shape().segments();
            for (int number = Math.max(0, first - total); number < segments && page.size() < max; number++) {
                page.add(metadata.segment(data.stream(), number));
            }
            total = Math.addExact(total, segments);
        }
    }
}
