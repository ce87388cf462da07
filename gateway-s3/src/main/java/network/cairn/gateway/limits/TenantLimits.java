package network.cairn.gateway.limits;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import network.cairn.gateway.identity.IdentityLimits;
import network.cairn.gateway.identity.TenantRates;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// Holds each tenant to its rates, by token buckets that hold what comes in one second.
///
/// Requests beyond the rate are refused. Bytes are paid for as they pass: a transfer waits for as long as the tenant's
/// transfers together have been too fast, and while that is more than a second, new requests are refused.
///
/// It knows of this gateway alone: where several serve a tenant, each gives it the whole rate. It remembers as many
/// tenants as there may be. Safe for use by many threads.
public final class TenantLimits {
    private static final Duration DEBT_MAX = Duration.ofSeconds(1);

    /// What is counted.
    private enum Meter {
        REQUESTS,
        BYTES_IN,
        BYTES_OUT
    }

    /// Which way bytes go.
    public enum Direction {
        /// From a client.
        IN(Meter.BYTES_IN),
        /// To a client.
        OUT(Meter.BYTES_OUT);

        private final Meter meter;

        Direction(Meter meter) {
            this.meter = meter;
        }
    }

    private final Function<String, TenantRates> rates;
    private final InstantSource clock;
    private final Map<String, Map<Meter, TokenBucket>> buckets;

    /// @param rates of a tenant, asked at every request
    public TenantLimits(Function<String, TenantRates> rates, InstantSource clock) {
        this(rates, clock, IdentityLimits.TENANTS_MAX);
    }

    TenantLimits(Function<String, TenantRates> rates, InstantSource clock, int tenantsMax) {
        this.rates = rates;
        this.clock = clock;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Map<Meter, TokenBucket>> eldest) {
                return size() > tenantsMax;
            }
        };
    }

    /// Lets a request in.
    ///
    /// @throws S3Exception `SlowDown`
    public void admit(String tenant) throws S3Exception {
        TenantRates limits = rates.apply(tenant);
        if (limits.equals(TenantRates.NONE)) {
            return;
        }
        Instant now = clock.instant();
        synchronized (buckets) {
            for (Direction direction : Direction.values()) {
                if (limits.bytesPerSecond().isPresent()
                        && bucket(
                                                tenant,
                                                direction.meter,
                                                limits.bytesPerSecond().getAsLong(),
                                                now)
                                        .debt()
                                        .compareTo(DEBT_MAX)
                                > 0) {
                    throw new S3Exception(S3ErrorCode.SLOW_DOWN);
                }
            }
            OptionalLong requests = limits.requestsPerSecond();
            if (requests.isPresent()
                    && !bucket(tenant, Meter.REQUESTS, requests.getAsLong(), now)
                            .take(1)) {
                throw new S3Exception(S3ErrorCode.SLOW_DOWN);
            }
        }
    }

    /// Notes that bytes have passed.
    ///
    /// @return how long the transfer should wait before the next
    public Duration passed(String tenant, Direction direction, long bytes) {
        OptionalLong perSecond = rates.apply(tenant).bytesPerSecond();
        if (perSecond.isEmpty()) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        synchronized (buckets) {
            TokenBucket bucket = bucket(tenant, direction.meter, perSecond.getAsLong(), now);
            bucket.overdraw(bytes);
            return bucket.debt();
        }
    }

    private TokenBucket bucket(String tenant, Meter meter, long perSecond, Instant now) {
        TokenBucket bucket = buckets.computeIfAbsent(tenant, name -> new EnumMap<>(Meter.class))
                .computeIfAbsent(meter, kind -> new TokenBucket(perSecond, now));
        bucket.fill(perSecond, now);
        return bucket;
    }
}
