package network.cairn.gateway.operation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.gateway.limits.QuotaGuard;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.Usage;
import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.s3.S3Exception;

/// Holds tenants to what they may store, in all their buckets together.
///
/// What a tenant stores is summed up at most once a second and counted on from there, so that puts at the same time
/// can take it over its quota by what they bring, and no further. Safe for use by many threads.
public final class Quotas {
    private static final Duration FRESH_FOR = Duration.ofSeconds(1);
    private static final int TENANTS_MAX = 10_000;

    private final MetadataStore metadata;
    private final QuotaGuard guard;
    private final InstantSource clock;
    private final Map<String, Summed> sums = new ConcurrentHashMap<>();

    public Quotas(MetadataStore metadata, QuotaGuard guard, InstantSource clock) {
        this.metadata = metadata;
        this.guard = guard;
        this.clock = clock;
    }

    private record Summed(Usage usage, Instant at) {}

    /// Goes on if a tenant may store an object under a key, less what it replaces there.
    ///
    /// @param bytes of the object
    /// @throws S3Exception `QuotaExceeded`
    void check(Bucket bucket, String key, long bytes) throws S3Exception {
        check(bucket, key, new Usage(1, bytes));
    }

    /// Goes on if a tenant may store more of an object that is there.
    ///
    /// @throws S3Exception `QuotaExceeded`
    void checkAppended(Bucket bucket, long bytes) throws S3Exception {
        check(bucket, new Usage(0, bytes));
    }

    /// Goes on if a tenant may store one more part of an upload.
    ///
    /// @throws S3Exception `QuotaExceeded`
    void checkPart(Bucket bucket, long bytes) throws S3Exception {
        check(bucket, new Usage(0, bytes));
    }

    /// Goes on if a tenant may have an object of parts that were counted as they came, less what it replaces.
    ///
    /// @throws S3Exception `QuotaExceeded`
    void checkCompleted(Bucket bucket, String key) throws S3Exception {
        check(bucket, key, new Usage(1, 0));
    }

    private void check(Bucket bucket, String key, Usage more) throws S3Exception {
        try {
            check(bucket, more);
        } catch (S3Exception e) {
            // Only now, as it is a look into the metadata: a tenant whose quota is used up may still write over.
            ObjectRecord replaced =
                    bucket.settings().versioning() == Versioning.OFF ? metadata.object(bucket.id(), key) : null;
            if (replaced == null) {
                throw e;
            }
            check(bucket, new Usage(more.objects() - 1, more.bytes() - replaced.sizeBytes()));
        }
    }

    private void check(Bucket bucket, Usage more) throws S3Exception {
        if (!guard.isLimited(bucket.tenant())) {
            return;
        }
        Usage usage = usage(bucket.tenant());
        guard.check(
                bucket.tenant(), new QuotaGuard.Usage(usage.bytes(), usage.objects()), more.bytes(), more.objects());
        sums.computeIfPresent(
                bucket.tenant(), (_, summed) -> new Summed(summed.usage().plus(more), summed.at()));
    }

    private Usage usage(String tenant) {
        Instant now = clock.instant();
        Summed known = sums.get(tenant);
        if (known != null && Duration.between(known.at(), now).compareTo(FRESH_FOR) < 0) {
            return known.usage();
        }
        Usage usage = metadata.buckets(tenant).stream()
                .map(bucket -> metadata.usage(bucket.id()))
                .reduce(Usage.NONE, Usage::plus);
        if (sums.size() >= TENANTS_MAX) {
            sums.clear();
        }
        sums.put(tenant, new Summed(usage, now));
        return usage;
    }
}
