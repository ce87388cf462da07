package network.cairn.deploy.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;

/// The mouth of a machine whose owner lies: it stands between the real validator and the network.
///
/// It signs anything, but only as itself.
final class Liar {
    private static final int REMEMBERED_MAX = 48;

    private final World world;
    private final SimulatedMachine machine;
    private final Set<Lie> lies;
    private final Dice dice;
    private final Falsehoods falsehoods;
    private final List<PeerMessage> heard = new ArrayList<>();
    private long heardCount;

    Liar(World world, SimulatedMachine machine, Set<Lie> lies, Dice dice) {
        this.world = world;
        this.machine = machine;
        this.lies = Set.copyOf(lies);
        this.dice = dice;
        this.falsehoods = new Falsehoods(world, machine, dice);
    }

    boolean does(Lie lie) {
        return lies.contains(lie);
    }

    /// Keeps some of all that ever arrived, the oldest as likely as the newest.
    void hear(PeerMessage message) {
        heardCount++;
        if (heard.size() < REMEMBERED_MAX) {
            heard.add(message);
        } else if (dice.chance((double) REMEMBERED_MAX / heardCount)) {
            heard.set(dice.below(REMEMBERED_MAX), message);
        }
    }

    void send(ActorId peer, PeerMessage message) {
        if (does(Lie.WITHHOLDING) && dice.chance(0.5)) {
            world.tally().count(Happening.WITHHELD);
            return;
        }
        if (does(Lie.NONSENSE) && dice.chance(0.5)) {
            world.tally().count(Happening.NONSENSE);
            world.send(machine, peer, falsehoods.nonsense(heard));
            return;
        }
        world.send(machine, peer, message);
    }

    void broadcast(PeerMessage message) {
        switch (message) {
            case PeerMessage.Propose(var proposal, var block)
            when proposal.vote() instanceof Vote.Notarize vote -> propose(message, vote, block);
            case PeerMessage.Voted(var vote) -> {
                spread(message);
                if (does(Lie.CONTRADICTING_VOTES)) {
                    contradict(vote.vote());
                }
            }
            default -> spread(message);
        }
    }

    private void propose(PeerMessage message, Vote.Notarize vote, Block block) {
        if (does(Lie.INVALID_BLOCKS) && dice.chance(0.7)) {
            world.tally().count(Happening.INVALID_BLOCKS);
            spread(proposal(vote, falsehoods.invalid(block)));
        } else if (does(Lie.SKIPPED_PARENTS) && dice.chance(0.8)) {
            falsehoods
                    .onTip(block)
                    .ifPresentOrElse(
                            older -> {
                                world.tally().count(Happening.SKIPPED_PARENTS);
                                spread(proposal(
                                        new Vote.Notarize(
                                                vote.round(),
                                                older.parentView(),
                                                older.block().hash()),
                                        older.block()));
                            },
                            () -> spread(message));
        } else if (does(Lie.TWO_PROPOSALS) && dice.chance(0.8)) {
            falsehoods.rival(block).ifPresentOrElse(rival -> twoProposals(message, vote, rival), () -> spread(message));
        } else {
            spread(message);
        }
    }

    private void twoProposals(PeerMessage message, Vote.Notarize vote, Block rival) {
        world.tally().count(Happening.TWO_PROPOSALS);
        PeerMessage other = proposal(vote, rival);
        for (SimulatedMachine peer : world.others(machine)) {
            boolean first = dice.chance(0.5);
            carry(peer, first ? message : other);
            if (dice.chance(0.2)) {
                carry(peer, first ? other : message);
            }
            if (dice.chance(0.5)) {
                carry(peer, voted(new Vote.Finalize(vote.round(), vote.parentView(), rival.hash())));
            }
        }
    }

    private PeerMessage proposal(Vote.Notarize vote, Block block) {
        var notarize = new Vote.Notarize(vote.round(), vote.parentView(), block.hash());
        return new PeerMessage.Propose(signed(notarize), block);
    }

    private void contradict(Vote vote) {
        for (SimulatedMachine peer : world.others(machine)) {
            for (Vote other : falsehoods.contradictions(vote)) {
                if (dice.chance(0.6)) {
                    world.tally().count(Happening.CONTRADICTIONS);
                    carry(peer, voted(other));
                }
            }
        }
    }

    /// Something that nobody asked for.
    void speak() {
        var spoken = new ArrayList<PeerMessage>();
        if (does(Lie.MISPLACED_VOTES)) {
            world.tally().count(Happening.MISPLACED_VOTES);
            spoken.add(voted(falsehoods.misplaced(heard)));
        }
        if (does(Lie.FORGERIES)) {
            world.tally().count(Happening.FORGERIES);
            spoken.add(falsehoods.forgery(heard));
        }
        if (does(Lie.REPLAYS) && !heard.isEmpty()) {
            world.tally().count(Happening.REPLAYS);
            spoken.add(dice.pick(heard));
        }
        if (does(Lie.NONSENSE)) {
            world.tally().count(Happening.NONSENSE);
            spoken.add(falsehoods.nonsense(heard));
        }
        for (PeerMessage message : spoken) {
            world.note(machine, "lies", message);
            for (SimulatedMachine peer : world.others(machine)) {
                if (dice.chance(0.7)) {
                    carry(peer, message);
                }
            }
        }
    }

    boolean speaksUnasked() {
        return does(Lie.MISPLACED_VOTES) || does(Lie.FORGERIES) || does(Lie.REPLAYS) || does(Lie.NONSENSE);
    }

    private PeerMessage voted(Vote vote) {
        return new PeerMessage.Voted(signed(vote));
    }

    private SignedVote signed(Vote vote) {
        return SignedVote.sign(machine.signer(), world.genesis().chainId(), vote);
    }

    private void spread(PeerMessage message) {
        if (!does(Lie.WITHHOLDING)) {
            world.broadcast(machine, message);
            return;
        }
        for (SimulatedMachine peer : world.others(machine)) {
            carry(peer, message);
        }
    }

    private void carry(SimulatedMachine peer, PeerMessage message) {
        if (does(Lie.WITHHOLDING) && dice.chance(0.5)) {
            world.tally().count(Happening.WITHHELD);
        } else {
            world.carry(machine, peer, message);
        }
    }
}
