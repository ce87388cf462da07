package network.cairn.deploy.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.state.Ledger;
import network.cairn.chain.state.Tables;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.tree.StateVerdict;

/// What must hold after every event, whatever fails and whoever lies:
/// one finalised block a height, of which every honest machine has the same state root; nothing finalised
/// is lost; no honest validator ever signs two votes that contradict each other, also not across a crash;
/// nobody honest is accused; every certificate an honest machine keeps is of more than two thirds.
final class SafetyChecks {
    /// Views that votes are kept of before they are reached, and the ones that certificates are.
    private static final int VIEWS_AHEAD_MAX = 36;

    /// Eight branches of as many blocks as may wait to become final, and a few.
    private static final int BLOCKS_HELD_MAX = 8 * 33 + 64;

    private final Genesis genesis;
    private final Tally tally;
    private final Amount supply;

    /// By height, what was finalised there first.
    private final List<BlockHeader> chain = new ArrayList<>();

    private final Map<ActorId, Map<Round, VotesOfRound>> sent = new HashMap<>();

    /// What one validator said in a round.
    private static final class VotesOfRound {
        private final List<Vote> votes = new ArrayList<>(3);
    }

    SafetyChecks(Genesis genesis, Tally tally) {
        this.tally = tally;
        this.genesis = genesis;
        this.supply = genesis.totalSupply();
    }

    /// The heights finalised by anybody honest.
    long height() {
        return chain.size();
    }

    /// Looks at an honest machine after something happened to it.
    ///
    /// @return the blocks it has final now that nobody honest had before
    List<Block> follow(SimulatedMachine machine) {
        Ledger ledger = machine.validator().ledger();
        BlockHeader tip = ledger.tip();
        long before = machine.heightSeen();
        if (tip.height() == before) {
            return List.of();
        }
        if (tip.height() < before) {
            throw new SimulationFailure(machine + " had height " + before + " final and now has " + tip.height());
        }
        machine.heightSeen(tip.height());
        if (ledger.oldestHeight() > before + 1) {
            tally.count(Happening.SNAPSHOT_JOINS);
        }
        var fresh = new ArrayList<Block>();
        for (long height = Math.max(before + 1, ledger.oldestHeight()); height <= tip.height(); height++) {
            Block block = blockOf(machine, ledger, height);
            if (finalised(machine, block.header())) {
                fresh.add(block);
            }
        }
        if (tip.height() > chain.size()) {
            throw new SimulationFailure(
                    machine + " has height " + tip.height() + " final, and nobody's blocks lead there");
        }
        agrees(machine, tip);
        if (!fresh.isEmpty()) {
            certified(machine, ledger);
            conserved(machine);
            rooted(machine, ledger);
        }
        return fresh;
    }

    /// The state a machine has is the one its newest header commits to.
    private static void rooted(SimulatedMachine machine, Ledger ledger) {
        StateKey key = Tables.totals();
        var proven = ledger.prove(key);
        var verdict = proven.proof().verify(proven.header().state(), key.path(), Optional.ofNullable(proven.value()));
        if (!(verdict instanceof StateVerdict.Present)) {
            throw new SimulationFailure(machine + " has another state at height " + machine.heightSeen()
                    + " than its header commits to: " + verdict);
        }
    }

    private void conserved(SimulatedMachine machine) {
        Amount total = SupplyCheck.total(machine.validator().ledger());
        if (!total.equals(supply)) {
            throw new SimulationFailure("at height " + machine.heightSeen() + " " + machine + " has " + total
                    + " units of money, at genesis there were " + supply);
        }
    }

    private static Block blockOf(SimulatedMachine machine, Ledger ledger, long height) {
        return ledger.block(height)
                .orElseThrow(() -> new SimulationFailure(
                        machine + " has height " + ledger.tip().height() + " final but no block of height " + height));
    }

    private boolean finalised(SimulatedMachine machine, BlockHeader header) {
        long height = header.height();
        if (height > chain.size() + 1) {
            throw new SimulationFailure(machine + " finalised height " + height + " and nobody what is below it");
        }
        if (height == chain.size() + 1) {
            if (height > 1 && !header.parent().equals(chain.getLast().hash())) {
                throw new SimulationFailure(
                        machine + " finalised at height " + height + " a block whose parent is not final");
            }
            chain.add(header);
            return true;
        }
        agrees(machine, header);
        return false;
    }

    private void agrees(SimulatedMachine machine, BlockHeader header) {
        BlockHeader first = chain.get((int) header.height() - 1);
        if (!first.state().equals(header.state())) {
            throw new SimulationFailure("two state roots at height " + header.height() + ": " + machine + " has "
                    + header.state() + ", before it was " + first.state());
        }
        if (!first.equals(header)) {
            throw new SimulationFailure("a fork at height " + header.height() + ": " + machine + " has " + header.hash()
                    + ", before it was " + first.hash());
        }
    }

    /// An honest machine's consensus keeps no more than it should, whatever liars sent.
    void bounded(SimulatedMachine machine) {
        machine.validator().consensus().ifPresent(state -> {
            long views =
                    state.views().isEmpty() ? 0 : state.view() - state.views().firstKey() + 1;
            if (state.views().size() > views + VIEWS_AHEAD_MAX || state.blocks().size() > BLOCKS_HELD_MAX) {
                throw new SimulationFailure(machine + " in view " + state.view() + " holds "
                        + state.views().size() + " views from " + state.views().firstKey() + " on and "
                        + state.blocks().size() + " blocks");
            }
        });
    }

    /// An honest machine sends a message.
    void sent(SimulatedMachine machine, PeerMessage message) {
        switch (message) {
            case PeerMessage.Voted(var vote) when vote.validator().equals(machine.id()) -> sent(machine, vote);
            case PeerMessage.Propose propose
            when propose.proposal().validator().equals(machine.id()) -> sent(machine, propose.proposal());
            default -> {}
        }
    }

    private void sent(SimulatedMachine machine, SignedVote signed) {
        Vote vote = signed.vote();
        var ofRound = sent.computeIfAbsent(machine.id(), _ -> new HashMap<>())
                .computeIfAbsent(vote.round(), _ -> new VotesOfRound());
        if (ofRound.votes.contains(vote)) {
            return;
        }
        for (Vote earlier : ofRound.votes) {
            if (Equivocation.contradict(earlier, vote)) {
                throw new SimulationFailure(machine + " sent " + earlier + " and then " + vote);
            }
        }
        ofRound.votes.add(vote);
    }

    /// The certificate of an honest machine's newest block.
    private void certified(SimulatedMachine machine, Ledger ledger) {
        BlockHeader tip = ledger.tip();
        Certificate certificate = ledger.finalization(tip.height())
                .orElseThrow(() -> new SimulationFailure(machine + " has no certificate of " + tip.height()));
        ValidatorSet set = ledger.validators(tip.epoch())
                .orElseThrow(() -> new SimulationFailure(machine + " does not know its own epoch's set"));
        if (!(certificate.vote() instanceof Vote.Finalize vote)
                || !vote.block().equals(tip.hash())
                || vote.round().epoch() != tip.epoch()) {
            throw new SimulationFailure(
                    machine + " keeps as the certificate of height " + tip.height() + " one of " + certificate.vote());
        }
        long power = 0;
        byte[] signed = certificate.vote().signedBytes(genesis.chainId());
        int next = 0;
        for (int place : certificate.signers().stream().toArray()) {
            if (place >= set.size()) {
                throw new SimulationFailure(machine + " keeps a certificate of signers who are not in the set");
            }
            var member = set.members().get(place);
            power += member.power();
            if (!SimulatedIdentities.POOL.verify(
                    member.key(), signed, certificate.signatures().get(next++))) {
                throw new SimulationFailure(
                        machine + " keeps a certificate with a signature that is not " + member.id() + "'s");
            }
        }
        if (3 * power <= 2 * set.totalPower()) {
            throw new SimulationFailure(machine + " keeps a certificate of " + power + " of " + set.totalPower());
        }
    }

    /// Somebody holds that these two votes are of one validator.
    void accused(SimulatedMachine accuser, ActorId accused, boolean honest) {
        if (honest) {
            throw new SimulationFailure(accuser + " has evidence against " + accused + ", who is honest");
        }
    }
}
