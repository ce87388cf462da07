package network.cairn.chain.consensus;

import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// Simplex (Chan and Pass, 2023) for one epoch of the chain: a pure function of what is known and what
/// happens to what is known then and is to be done.
///
/// It never throws, whatever the input: what peers send is checked before it counts, what is kept of it
/// is bounded (see {@link Limits}), and so is the work on each message. Safe while members with less
/// than a third of the power lie; live while the network delivers.
public final class Simplex {
    private final ConsensusConfig config;

    public Simplex(ConsensusConfig config) {
        this.config = config;
    }

    public ConsensusConfig config() {
        return config;
    }

    /// What is known before anything has happened.
    public ConsensusState initial() {
        return ConsensusState.initial(config);
    }

    public Step step(ConsensusState state, ConsensusInput input) {
        var turn = turn(state, input);
        switch (input) {
            case ConsensusInput.Replayed(var entry) -> new Resumption(turn).replay(entry);
            case ConsensusInput.CaughtUp caughtUp ->
                new Resumption(turn).caughtUp(caughtUp.tip(), caughtUp.finalization());
            case ConsensusInput.Started _ -> new Resumption(turn).start();
            case ConsensusInput.Received received -> receive(turn, received.from(), received.message());
            case ConsensusInput.TimerFired fired -> fire(turn, fired.timer(), fired.round());
            case ConsensusInput.BlockBuilt built -> built(turn, built.round(), built.block());
            case ConsensusInput.BlockVerified verified -> verified(turn, verified.block(), verified.valid());
        }
        if (turn.started) {
            new Progress(turn).run();
        }
        if (turn.started && turn.isFinished() && !state.isFinished(config)) {
            for (ConsensusTimer timer : ConsensusTimer.values()) {
                turn.emit(new ConsensusEffect.CancelTimer(timer));
            }
        }
        if (turn.view != state.view() || !turn.finalised.equals(state.finalised())) {
            new Pruning(turn).run();
        }
        return turn.end();
    }

    private Turn turn(ConsensusState state, ConsensusInput input) {
        return switch (input) {
            case ConsensusInput.Replayed _ -> new Turn(config, state, 0, null);
            case ConsensusInput.CaughtUp caughtUp -> new Turn(config, state, caughtUp.nowMillis(), null);
            case ConsensusInput.Started(long now) -> new Turn(config, state, now, null);
            case ConsensusInput.Received received -> new Turn(config, state, received.nowMillis(), received.from());
            case ConsensusInput.TimerFired fired -> new Turn(config, state, fired.nowMillis(), null);
            case ConsensusInput.BlockBuilt built -> new Turn(config, state, built.nowMillis(), null);
            case ConsensusInput.BlockVerified verified -> new Turn(config, state, verified.nowMillis(), null);
        };
    }

    private static void receive(Turn turn, ActorId from, PeerMessage.ForConsensus message) {
        if (!turn.isStopped()) {
            new Intake(turn, from).take(message);
        }
    }

    private static void fire(Turn turn, ConsensusTimer timer, Round round) {
        if (turn.isStopped()) {
            return;
        }
        if (timer == ConsensusTimer.RETRANSMIT) {
            new Resumption(turn).retransmit();
            return;
        }
        if (!round.equals(turn.round())) {
            return;
        }
        switch (timer) {
            case PROPOSE -> {
                if (turn.stage == LeaderStage.PAUSING) {
                    turn.stage = LeaderStage.READY;
                }
            }
            case LEADER -> {
                if (turn.ownVotes(turn.view).toNotarize() == null) {
                    turn.timedOut |= turn.nullify();
                }
            }
            case ADVANCE -> turn.timedOut |= turn.nullify();
            case RETRANSMIT -> {}
        }
    }

    private static void built(Turn turn, Round round, Block block) {
        if (turn.isStopped() || !round.equals(turn.round())) {
            return;
        }
        BlockHash hash = block.hash();
        if (turn.ownVotes(turn.view).toNotarize() != null) {
            // Whoever asked for a second block of a view is told that it will not be proposed.
            turn.sign(new Vote.Notarize(round, turn.buildParentView, hash));
        } else if (turn.stage == LeaderStage.BUILDING) {
            var parent = parentOf(turn, block);
            if (parent != null) {
                turn.hold(hash, block, turn.view, HeldBlock.Verification.VALID);
                Progress.propose(turn, turn.buildParentView, hash, block);
            }
        }
    }

    /// The parent that a block was asked for on, if this is its child.
    private static @Nullable BlockHash parentOf(Turn turn, Block block) {
        var parent = new Branch(turn).notarized(turn.buildParentView);
        return parent != null && block.header().parent().equals(parent) ? parent : null;
    }

    private static void verified(Turn turn, BlockHash block, boolean valid) {
        var held = turn.blocks.get(block);
        if (held != null && held.verification() == HeldBlock.Verification.ASKED) {
            turn.blocks.put(block, held.with(valid ? HeldBlock.Verification.VALID : HeldBlock.Verification.INVALID));
        }
    }
}
