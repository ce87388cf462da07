package network.cairn.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.OptionalLong;
import network.cairn.gateway.identity.TenantQuota;
import network.cairn.gateway.limits.QuotaGuard.Usage;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;

final class QuotaGuardTest {
    private final QuotaGuard guard = new QuotaGuard(tenant -> switch (tenant) {
        case "free" -> TenantQuota.NONE;
        case "none" -> new TenantQuota(OptionalLong.of(0), OptionalLong.of(0));
        default -> new TenantQuota(OptionalLong.of(1_000), OptionalLong.of(10));
    });

    private boolean refused(String tenant, Usage usage, long bytesMore, long objectsMore) {
        S3Exception error =
                catchThrowableOfType(S3Exception.class, () -> guard.check(tenant, usage, bytesMore, objectsMore));
        if (error != null) {
            assertThat(error.code().code()).isEqualTo("QuotaExceeded");
            assertThat(error.code().status()).isEqualTo(403);
        }
        return error != null;
    }

    @Test
    void check_upToTheQuota_passes() {
        assertThat(refused("a", new Usage(900, 9), 100, 1)).isFalse();
        assertThat(refused("a", new Usage(900, 9), 101, 1)).isTrue();
        assertThat(refused("a", new Usage(900, 10), 1, 1)).isTrue();
        assertThat(refused("a", new Usage(900, 10), 1, 0)).isFalse();
        assertThat(refused("a", new Usage(0, 0), Long.MAX_VALUE, 1)).isTrue();
        assertThat(refused("none", new Usage(0, 0), 0, 1)).isTrue();
        assertThat(refused("free", new Usage(Long.MAX_VALUE, Long.MAX_VALUE), Long.MAX_VALUE, 1))
                .isFalse();
    }

    @Test
    void check_overTheQuotaAlready_onlyLessPasses() {
        assertThat(refused("a", new Usage(2_000, 20), 1, 0)).isTrue();
        assertThat(refused("a", new Usage(2_000, 20), -500, 0)).isFalse();
        assertThat(refused("a", new Usage(2_000, 20), 0, 0)).isFalse();
    }

    @Test
    void quota_lessThanNothing_isRefused() {
        assertThatThrownBy(() -> new TenantQuota(OptionalLong.of(-1), OptionalLong.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytesMax is -1");
    }
}
