package network.cairn.gateway.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import network.cairn.gateway.metadata.ObjectLock.Mode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ObjectLockTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private static ObjectLock retained(Mode mode, @Nullable Integer seconds) {
        return ObjectLock.NONE.withRetention(mode, seconds == null ? null : NOW.plusSeconds(seconds));
    }

    /// A lock, whether its holder bypasses governance, and whether the version must stay.
    @ParameterizedTest
    @CsvSource({
        "NONE, , , false, false",
        "NONE, , false, false, false",
        "NONE, , true, false, true",
        "NONE, , true, true, true",
        "GOVERNANCE, 1, , false, true",
        "GOVERNANCE, 1, , true, false",
        "GOVERNANCE, 1, true, true, true",
        "GOVERNANCE, 1, false, true, false",
        "GOVERNANCE, 0, , false, false",
        "GOVERNANCE, -1, , false, false",
        "COMPLIANCE, 1, , false, true",
        "COMPLIANCE, 1, , true, true",
        "COMPLIANCE, 0, , false, false",
        "COMPLIANCE, -1, true, false, true"
    })
    void holds_byRetentionAndHold(
            Mode mode, @Nullable Integer seconds, @Nullable Boolean hold, boolean bypass, boolean holds) {
        ObjectLock lock = retained(mode, seconds);
        assertThat((hold == null ? lock : lock.withLegalHold(hold)).holds(NOW, bypass))
                .isEqualTo(holds);
    }

    /// A retention, the one it should become, whether governance is bypassed, and whether that may be.
    @ParameterizedTest
    @CsvSource({
        "NONE, , GOVERNANCE, 1, false, true",
        "NONE, , COMPLIANCE, 1, false, true",
        "NONE, , NONE, , false, true",
        "GOVERNANCE, 10, GOVERNANCE, 10, false, true",
        "GOVERNANCE, 10, GOVERNANCE, 11, false, true",
        "GOVERNANCE, 10, GOVERNANCE, 9, false, false",
        "GOVERNANCE, 10, GOVERNANCE, 9, true, true",
        "GOVERNANCE, 10, NONE, , false, false",
        "GOVERNANCE, 10, NONE, , true, true",
        "GOVERNANCE, 10, COMPLIANCE, 10, false, false",
        "GOVERNANCE, 10, COMPLIANCE, 20, false, false",
        "GOVERNANCE, 10, COMPLIANCE, 10, true, true",
        "GOVERNANCE, 10, COMPLIANCE, 5, true, true",
        "COMPLIANCE, 10, COMPLIANCE, 10, false, true",
        "COMPLIANCE, 10, COMPLIANCE, 11, false, true",
        "COMPLIANCE, 10, COMPLIANCE, 9, true, false",
        "COMPLIANCE, 10, GOVERNANCE, 20, true, false",
        "COMPLIANCE, 10, NONE, , true, false",
        "COMPLIANCE, 0, NONE, , false, true",
        "COMPLIANCE, -5, GOVERNANCE, 1, false, true",
        "GOVERNANCE, 0, COMPLIANCE, 1, false, true"
    })
    void allowsRetention_longerOfTheSameModeOrBypassedOrOver(
            Mode mode,
            @Nullable Integer seconds,
            Mode wanted,
            @Nullable Integer wantedSeconds,
            boolean bypass,
            boolean allowed) {
        assertThat(retained(mode, seconds).allowsRetention(retained(wanted, wantedSeconds), NOW, bypass))
                .isEqualTo(allowed);
    }

    @Test
    void lock_ofContradictions_cannotBe() {
        assertThatThrownBy(() -> new ObjectLock(Mode.NONE, NOW, false, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ObjectLock(Mode.COMPLIANCE, null, false, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ObjectLock(Mode.NONE, null, true, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withRetention_andHold_keepEachOther() {
        ObjectLock lock = retained(Mode.GOVERNANCE, 5).withLegalHold(true);
        assertThat(lock.withRetention(Mode.NONE, null)).isEqualTo(ObjectLock.NONE.withLegalHold(true));
        assertThat(lock.withLegalHold(false).retainUntil()).isEqualTo(NOW.plusSeconds(5));
        assertThat(lock.withLegalHold(false).legalHoldSet()).isTrue();
    }
}
