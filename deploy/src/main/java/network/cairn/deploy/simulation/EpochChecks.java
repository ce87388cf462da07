package network.cairn.deploy.simulation;

import java.util.List;
import java.util.Optional;
import network.cairn.chain.state.Ledger;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.id.ActorId;

/// Follows the chain's finalised blocks: counts what they did, and sees whether the validator sets still
/// keep what safety rests on, that the liars have less than a third.
final class EpochChecks {
    private final Scenario scenario;
    private final Tally tally;
    private Optional<ValidatorSet> newestSet = Optional.empty();
    private boolean tooManyLiars;

    EpochChecks(Scenario scenario, Tally tally) {
        this.scenario = scenario;
        this.tally = tally;
    }

    /// A block that nobody had final before, and the ledger of who has it now.
    void finalised(Block block, Ledger ledger) {
        long height = block.header().height();
        List<Outcome> outcomes = ledger.outcomes(height).orElse(List.of());
        for (int i = 0; i < outcomes.size(); i++) {
            boolean applied = outcomes.get(i) instanceof Outcome.Applied;
            tally.count(applied ? Happening.TRANSACTIONS : Happening.CHARGED);
            if (applied && block.transactions().get(i).body() instanceof Evidence) {
                tally.count(Happening.EVIDENCE);
            }
        }
        if (height % scenario.epochBlocks() == 0) {
            tally.count(Happening.EPOCHS);
        }
        // The sets of a ledger are its tip's; blocks below it were judged by theirs, or with them.
        ledger.validators(ledger.tip().epoch() + 1).ifPresent(this::judge);
    }

    private void judge(ValidatorSet set) {
        if (newestSet.isPresent() && newestSet.get().equals(set)) {
            return;
        }
        if (newestSet.isPresent()) {
            tally.count(Happening.SET_CHANGES);
        }
        newestSet = Optional.of(set);
        long lying = 0;
        for (ValidatorSet.Member member : set.members()) {
            if (isLiar(member.id())) {
                lying += member.power();
            }
        }
        tooManyLiars |= 3 * lying >= set.totalPower();
    }

    private boolean isLiar(ActorId validator) {
        for (int place = 0; place < scenario.places(); place++) {
            if (scenario.isLiar(place) && SimulatedIdentities.POOL.id(place).equals(validator)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a set came to be in which liars have a third or more: from there on nothing is promised.
    boolean tooManyLiars() {
        return tooManyLiars;
    }
}
