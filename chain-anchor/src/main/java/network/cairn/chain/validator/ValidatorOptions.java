package network.cairn.chain.validator;

import java.time.Duration;
import java.util.Optional;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.snapshot.Checkpoint;

/// How a validator is run. What the chain's rules say is in its genesis.
///
/// @param delayMin what a message is allowed at least (Simplex's D)
/// @param delayMax what it is allowed at most, where views time out
/// @param clockAheadMax how far ahead of this validator's clock a block's time may be
/// @param standingInterval how often it tells its peers where it stands
/// @param responseTimeout how long a peer has to answer a request of the catch-up
/// @param responseBytesMax finalised blocks sent in one message
/// @param votesFromEpoch it does not vote in epochs before this one: for a validator whose journal was lost
/// @param checkpoint a block the operator vouches for, which a snapshot must follow
public record ValidatorOptions(
        Duration delayMin,
        Duration delayMax,
        Duration clockAheadMax,
        Duration standingInterval,
        Duration responseTimeout,
        int responseBytesMax,
        long votesFromEpoch,
        Optional<Checkpoint> checkpoint) {
    public static final ValidatorOptions DEFAULT = new ValidatorOptions(
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            4 << 20,
            0,
            Optional.empty());

    public ValidatorOptions {
        if (clockAheadMax.isNegative() || votesFromEpoch < 0) {
            throw new IllegalArgumentException("neither clockAheadMax " + clockAheadMax + " nor votesFromEpoch "
                    + votesFromEpoch + " may be negative");
        }
        if (responseBytesMax < 1 || responseBytesMax > PeerMessage.FinalisedResponse.BLOCKS_BYTES_MAX) {
            throw new IllegalArgumentException("responseBytesMax is in 1 .. "
                    + PeerMessage.FinalisedResponse.BLOCKS_BYTES_MAX + ", not " + responseBytesMax);
        }
        if (!standingInterval.isPositive() || !responseTimeout.isPositive()) {
            throw new IllegalArgumentException("standingInterval " + standingInterval + " and responseTimeout "
                    + responseTimeout + " are to be above zero");
        }
    }
}
