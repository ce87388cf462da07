package network.cairn.gateway.notification;

import java.time.Duration;

/// How patient the sender of notifications is.
///
/// @param retryDelayMin how long after a first failure it tries again; twice as long after each further one
/// @param retryDelayMax up to which that grows
/// @param giveUpAfter how old a message is when a failure makes it a dead letter
/// @param waitingMax messages that may wait, for all targets together; changes beyond are not told
/// @param atOnceMax messages on their way to a target at once, each about another object
public record SenderSettings(
        Duration retryDelayMin, Duration retryDelayMax, Duration giveUpAfter, int waitingMax, int atOnceMax) {
    public static final SenderSettings DEFAULT =
            new SenderSettings(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofDays(3), 1_000_000, 16);

    private static final int DOUBLINGS_MAX = 20;

    public SenderSettings {
        if (retryDelayMin.isNegative() || retryDelayMax.compareTo(retryDelayMin) < 0 || giveUpAfter.isNegative()) {
            throw new IllegalArgumentException("retries of notifications need delays that grow");
        }
        if (waitingMax < 1 || atOnceMax < 1) {
            throw new IllegalArgumentException("at least one notification waits and is sent");
        }
    }

    /// How long to wait after so many failures in a row, from 1.
    Duration delay(int failures) {
        Duration delay = retryDelayMin.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
        return delay.compareTo(retryDelayMax) < 0 ? delay : retryDelayMax;
    }
}
