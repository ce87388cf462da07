package network.cairn.chain.state;

import java.util.List;
import java.util.Optional;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Validator;

/// The ways in which a validator's record becomes another.
final class ValidatorChange {
    private ValidatorChange() {}

    /// One that has nothing yet.
    static Validator fresh(PublicIdentity key) {
        return new Validator(
                key, false, Optional.empty(), 0, Amount.ZERO, Amount.ZERO, Amount.ZERO, 0, 0, List.of(), 0);
    }

    static Validator pool(Validator old, Amount stake, Amount shares, Amount ownShares) {
        return new Validator(
                old.key(),
                old.candidate(),
                old.endpoint(),
                old.commissionBasisPoints(),
                stake,
                shares,
                ownShares,
                old.jailedUntilMillis(),
                old.punishedEpochs(),
                old.slashes(),
                old.blocksProposed());
    }

    static Validator stake(Validator old, Amount stake) {
        return pool(old, stake, old.shares(), old.ownShares());
    }

    static Validator standing(Validator old, Endpoint endpoint, int commissionBasisPoints) {
        return standing(old, true, Optional.of(endpoint), commissionBasisPoints);
    }

    static Validator notStanding(Validator old) {
        return standing(old, false, old.endpoint(), old.commissionBasisPoints());
    }

    private static Validator standing(
            Validator old, boolean candidate, Optional<Endpoint> endpoint, int commissionBasisPoints) {
        return new Validator(
                old.key(),
                candidate,
                endpoint,
                commissionBasisPoints,
                old.stake(),
                old.shares(),
                old.ownShares(),
                old.jailedUntilMillis(),
                old.punishedEpochs(),
                old.slashes(),
                old.blocksProposed());
    }

    static Validator punished(
            Validator old, long jailedUntilMillis, long punishedEpochs, List<Validator.Slash> slashes) {
        return new Validator(
                old.key(),
                false,
                old.endpoint(),
                old.commissionBasisPoints(),
                old.stake(),
                old.shares(),
                old.ownShares(),
                jailedUntilMillis,
                punishedEpochs,
                slashes,
                old.blocksProposed());
    }

    static Validator proposed(Validator old, long blocksProposed) {
        return new Validator(
                old.key(),
                old.candidate(),
                old.endpoint(),
                old.commissionBasisPoints(),
                old.stake(),
                old.shares(),
                old.ownShares(),
                old.jailedUntilMillis(),
                old.punishedEpochs(),
                old.slashes(),
                blocksProposed);
    }
}
