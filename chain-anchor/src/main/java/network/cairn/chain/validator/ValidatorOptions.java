package network.cairn.chain.validator;

import java.time.Duration;
import java.util.Optional;
import network.cairn.proofs.id.BlockHash;

/// How a validator is run. What the chain's rules say is in its genesis.
///
/// @param baseTimeout what a message and its answer take at most on a healthy network (Simplex's D)
/// @param timeoutMax the longest a view's timeouts grow to
/// @param futureMillisMax how far ahead of this validator's clock a block's time may be
/// @param standingInterval how often it tells its peers where it stands
/// @param responseTimeout how long a peer has to answer a request of the catch-up
/// @param responseBytesMax finalised blocks sent in one message
/// @param votesFromEpoch it does not vote in epochs before this one: for a validator whose journal was lost
/// @param checkpoint a block the operator vouches for: a snapshot must be of it or of a block that follows it
public record ValidatorOptions(
        Duration baseTimeout,
        Duration timeoutMax,
        long futureMillisMax,
        Duration standingInterval,
        Duration responseTimeout,
        int responseBytesMax,
        long votesFromEpoch,
        Optional<Checkpoint> checkpoint) {
    public static final ValidatorOptions DEFAULT = new ValidatorOptions(
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            5_000,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            8 << 20,
            0,
            Optional.empty());

    public ValidatorOptions {
        if (baseTimeout.isNegative() || baseTimeout.isZero() || timeoutMax.compareTo(baseTimeout) < 0) {
            throw new IllegalArgumentException(
                    "timeouts grow from a base above zero: " + baseTimeout + " .. " + timeoutMax);
        }
        if (futureMillisMax < 0 || votesFromEpoch < 0 || responseBytesMax < 1) {
            throw new IllegalArgumentException("no limit of a validator is negative");
        }
        if (standingInterval.isNegative()
                || standingInterval.isZero()
                || responseTimeout.isNegative()
                || responseTimeout.isZero()) {
            throw new IllegalArgumentException("intervals and timeouts are above zero");
        }
    }

    /// A finalised block that an operator vouches for.
    public record Checkpoint(long height, BlockHash block) {}
}
