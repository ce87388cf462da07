package network.cairn.chain.consensus;

import java.time.Duration;

/// How long a view waits.
///
/// With the delay `D` that is allowed for a message, which grows where views time out and shrinks where
/// they do not: a leader has `blockTarget + 2 D` to propose and a view `blockTarget + 3 D` to end.
///
/// @param blockTarget the pause between a block and the next one's proposal
/// @param delayMin the least `D`
/// @param delayMax the greatest `D`
/// @param clockAheadMax how far in the future a block's time may lie
public record ConsensusTiming(Duration blockTarget, Duration delayMin, Duration delayMax, Duration clockAheadMax) {
    public ConsensusTiming {
        if (delayMin.toMillis() < 1 || delayMax.compareTo(delayMin) < 0 || blockTarget.isNegative()) {
            throw new IllegalArgumentException("no timing: block target " + blockTarget + ", delays " + delayMin
                    + " .. " + delayMax + "; the least delay is 1 ms");
        }
    }

    /// Half a second to half a minute for a message, and 5 seconds for clocks.
    public static ConsensusTiming of(Duration blockTarget) {
        return new ConsensusTiming(blockTarget, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(5));
    }

    Duration leaderTimeout(long delayMillis) {
        return blockTarget.plusMillis(2 * delayMillis);
    }

    Duration advanceTimeout(long delayMillis) {
        return blockTarget.plusMillis(3 * delayMillis);
    }

    Duration retransmitTimeout(long delayMillis) {
        return blockTarget.plusMillis(delayMillis);
    }

    long longer(long delayMillis) {
        return Math.min(delayMax.toMillis(), delayMillis + (delayMillis + 1) / 2);
    }

    long shorter(long delayMillis) {
        return Math.max(delayMin.toMillis(), delayMillis * 2 / 3);
    }
}
