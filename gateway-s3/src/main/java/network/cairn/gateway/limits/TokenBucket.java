package network.cairn.gateway.limits;

import java.time.Duration;
import java.time.Instant;

/// A token bucket: it fills at a steady rate up to what comes in one second, and may be overdrawn. Not safe for use by
/// several threads.
final class TokenBucket {
    private static final double NANOS_PER_SECOND = 1e9;

    /// What is missing to a whole token by rounding alone.
    private static final double ROUNDING = 1e-6;

    private long perSecond;
    private double tokens;
    private Instant filledAt;

    /// A full one.
    TokenBucket(long perSecond, Instant now) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.filledAt = now;
    }

    /// Fills it up to now. A clock that was set back fills nothing.
    ///
    /// @param perSecondNow the rate from now on
    void fill(long perSecondNow, Instant now) {
        double seconds = Math.max(0, Duration.between(filledAt, now).toNanos()) / NANOS_PER_SECOND;
        tokens = Math.min((double) perSecond, tokens + seconds * perSecond);
        filledAt = now;
        if (perSecondNow != perSecond) {
            perSecond = perSecondNow;
            tokens = Math.min(tokens, (double) perSecondNow);
        }
    }

    /// Takes tokens that are there.
    ///
    /// @return whether they were
    boolean take(long count) {
        if (tokens + ROUNDING < count) {
            return false;
        }
        tokens -= count;
        return true;
    }

    /// Takes tokens, whether or not they are there.
    void overdraw(long count) {
        tokens -= count;
    }

    /// How long until it is not overdrawn any more.
    Duration debt() {
        return tokens >= -ROUNDING
                ? Duration.ZERO
                : Duration.ofNanos((long) Math.min(Long.MAX_VALUE, -tokens / perSecond * NANOS_PER_SECOND));
    }
}
