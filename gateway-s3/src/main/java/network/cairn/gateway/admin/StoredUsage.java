package network.cairn.gateway.admin;

import java.util.List;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataStore;

/// What tenants store, as the metadata count it.
public record StoredUsage(MetadataStore metadata) implements TenantUsage {
    @Override
    public Usage of(String tenant) {
        List<Bucket> buckets = metadata.buckets(tenant);
        var all = network.cairn.gateway.metadata.Usage.NONE;
        for (Bucket bucket : buckets) {
            all = all.plus(metadata.usage(bucket.id()));
        }
        return new Usage(buckets.size(), all.objects(), all.bytes());
    }
}
