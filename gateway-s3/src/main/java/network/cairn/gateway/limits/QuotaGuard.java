package network.cairn.gateway.limits;

import java.util.OptionalLong;
import java.util.function.Function;
import network.cairn.gateway.identity.TenantQuota;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// Says whether a tenant may store more. It counts nothing itself: whoever asks knows what is stored, and asks
/// again in the transaction that stores more where two writers at once must not both pass.
///
/// The answer to too much is that of Ceph's gateway, `QuotaExceeded` with status 403; S3 itself has no quotas.
public final class QuotaGuard {
    private final Function<String, TenantQuota> quotas;

    /// @param quotas of a tenant, asked at every check
    public QuotaGuard(Function<String, TenantQuota> quotas) {
        this.quotas = quotas;
    }

    /// What a tenant stores.
    ///
    /// @param objects versions counted, delete markers not
    public record Usage(long bytes, long objects) {}

    /// Whether the tenant has a quota at all.
    public boolean isLimited(String tenant) {
        TenantQuota quota = quotas.apply(tenant);
        return quota.bytesMax().isPresent() || quota.objectsMax().isPresent();
    }

    /// Checks that a tenant may store more. What makes it no more is always allowed, also of a tenant that is over
    /// its quota already.
    ///
    /// @param usage what it stores now
    /// @param bytesMore what is to come, less what it replaces
    /// @param objectsMore how many more there will be
    /// @throws S3Exception `QuotaExceeded`
    public void check(String tenant, Usage usage, long bytesMore, long objectsMore) throws S3Exception {
        TenantQuota quota = quotas.apply(tenant);
        check(quota.bytesMax(), usage.bytes(), bytesMore, "bytes");
        check(quota.objectsMax(), usage.objects(), objectsMore, "objects");
    }

    private static void check(OptionalLong most, long now, long more, String what) throws S3Exception {
        // Written so that nothing overflows, whatever a client says that it will send.
        if (most.isPresent() && more > 0 && (now > most.getAsLong() || more > most.getAsLong() - now)) {
            throw new S3Exception(
                            S3ErrorCode.QUOTA_EXCEEDED,
                            "The quota of your account is " + most.getAsLong() + " " + what + ", of which " + now
                                    + " are in use.")
                    .with("QuotaLimit", Long.toString(most.getAsLong()))
                    .with("QuotaUsed", Long.toString(now));
        }
    }
}
