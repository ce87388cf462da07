package network.cairn.deploy.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.state.Ledger;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.Signature;
import network.cairn.proofs.id.StateRoot;

/// What a liar can make up: blocks, votes and messages that no honest validator sends.
final class Falsehoods {
    private final World world;
    private final SimulatedMachine machine;
    private final Dice dice;

    Falsehoods(World world, SimulatedMachine machine, Dice dice) {
        this.world = world;
        this.machine = machine;
        this.dice = dice;
    }

    /// Another block on the same parent that is as good; nothing where the liar's own ledger makes none.
    Optional<Block> rival(Block block) {
        BlockHeader header = block.header();
        try {
            Block rival = machine.validator()
                    .ledger()
                    .build(
                            header.parent(),
                            machine.id(),
                            header.timestampMillis() + 1 + dice.below(3),
                            dice.chance(0.5) ? List.of() : block.transactions(),
                            header.beacon());
            return rival.hash().equals(block.hash()) ? Optional.empty() : Optional.of(rival);
        } catch (IllegalStateException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// A block and the view its parent was notarized in.
    record OnTip(Block block, long parentView) {}

    /// A block on the newest final one, in the place of a block on a notarized one after it; nothing where
    /// there is none between.
    Optional<OnTip> onTip(Block block) {
        Ledger ledger = machine.validator().ledger();
        BlockHeader tip = ledger.tip();
        if (tip.hash().equals(block.header().parent())
                || ledger.genesis().parameters().epochOf(tip.height() + 1)
                        != block.header().epoch()) {
            return Optional.empty();
        }
        long view = tip.epoch() == block.header().epoch() && tip.height() > 0
                ? ledger.finalization(tip.height())
                        .map(certificate -> certificate.vote().round().view())
                        .orElse(0L)
                : 0;
        Block older = ledger.build(
                tip.hash(), machine.id(), tip.timestampMillis() + 1, block.transactions(), Optional.empty());
        return Optional.of(new OnTip(older, view));
    }

    /// This block with one thing wrong in it.
    Block invalid(Block block) {
        BlockHeader h = block.header();
        var transactions = new ArrayList<>(block.transactions());
        long height = h.height();
        long epoch = h.epoch();
        long time = h.timestampMillis();
        var chain = h.chain();
        var parent = h.parent();
        var proposer = h.proposer();
        var root = h.transactions();
        var outcomes = h.outcomes();
        var state = h.state();
        var set = h.validators();
        var next = h.nextValidators();
        var beacon = h.beacon();
        switch (dice.below(15)) {
            case 0 -> state = StateRoot.of(dice.bytes(StateRoot.LENGTH_BYTES));
            case 1 -> outcomes = Digest.of(dice.bytes(Digest.LENGTH_BYTES));
            case 2 -> root = Digest.of(dice.bytes(Digest.LENGTH_BYTES));
            case 3 -> height += dice.pick(1, 2, -1);
            case 4 -> epoch += 1;
            case 5 -> time += 3_600_000;
            case 6 -> time = Math.max(0, time - 3_600_000);
            case 7 -> parent = BlockHash.of(dice.bytes(BlockHash.LENGTH_BYTES));
            case 8 -> proposer = anybody();
            case 9 -> set = Digest.of(dice.bytes(Digest.LENGTH_BYTES));
            case 10 -> next = Digest.of(dice.bytes(Digest.LENGTH_BYTES));
            case 11 -> beacon = Optional.of(BeaconSignature.of(dice.bytes(BeaconSignature.LENGTH_BYTES)));
            case 12 -> chain = ChainId.of(dice.bytes(ChainId.LENGTH_BYTES));
            case 13 -> transactions.add(unpayable());
            default -> transactions.addAll(0, List.of(unpayable(), unpayable()));
        }
        return new Block(
                new BlockHeader(
                        chain,
                        Math.max(0, height),
                        epoch,
                        parent,
                        time,
                        proposer,
                        root,
                        outcomes,
                        state,
                        set,
                        next,
                        beacon),
                transactions);
    }

    private Transaction unpayable() {
        return Transaction.sign(
                machine.signer(),
                world.genesis().chainId(),
                dice.below(1000),
                Amount.MAX,
                new Transfer(anybody(), Amount.credits(1)));
    }

    private ActorId anybody() {
        return SimulatedIdentities.POOL.id(dice.below(SimulatedIdentities.POOL_SIZE));
    }

    /// Votes that contradict this one, or that nobody has a reason for.
    List<Vote> contradictions(Vote vote) {
        Round round = vote.round();
        var block = BlockHash.of(dice.bytes(BlockHash.LENGTH_BYTES));
        return switch (vote) {
            case Vote.Notarize notarize ->
                List.of(
                        new Vote.Nullify(round),
                        new Vote.Finalize(round, notarize.parentView(), notarize.block()),
                        new Vote.Notarize(round, notarize.parentView(), block));
            case Vote.Nullify _ -> {
                long parent = Math.max(0, round.view() - 1);
                yield List.of(new Vote.Notarize(round, parent, block), new Vote.Finalize(round, parent, block));
            }
            case Vote.Finalize finalize ->
                List.of(new Vote.Nullify(round), new Vote.Finalize(round, finalize.parentView(), block));
        };
    }

    /// A vote like one that was heard, in another round.
    Vote misplaced(List<PeerMessage> heard) {
        Vote like = voteIn(heard);
        long epoch = Math.max(0, like.round().epoch() + dice.pick(0, 0, 1, -1, 1_000_000));
        long view = Math.max(1, like.round().view() + dice.pick(1L, 2L, -1L, -2L, 70L, 1L << 40));
        var round = new Round(epoch, view);
        return switch (like) {
            case Vote.Notarize notarize ->
                new Vote.Notarize(round, Math.min(notarize.parentView(), view - 1), notarize.block());
            case Vote.Nullify _ -> new Vote.Nullify(round);
            case Vote.Finalize finalize ->
                new Vote.Finalize(round, Math.min(finalize.parentView(), view - 1), finalize.block());
        };
    }

    private Vote voteIn(List<PeerMessage> heard) {
        for (int tries = 0; tries < 8 && !heard.isEmpty(); tries++) {
            switch (dice.pick(heard)) {
                case PeerMessage.Voted(var vote) -> {
                    return vote.vote();
                }
                case PeerMessage.Propose propose -> {
                    return propose.proposal().vote();
                }
                case PeerMessage.Certified(var certificate) -> {
                    return certificate.vote();
                }
                default -> {}
            }
        }
        return new Vote.Nullify(new Round(0, 1));
    }

    /// A vote of somebody else that the liar signed, or a certificate that holds nothing.
    PeerMessage forgery(List<PeerMessage> heard) {
        Vote vote = voteIn(heard);
        byte[] bytes = vote.signedBytes(world.genesis().chainId());
        Signature own = machine.signer().sign(bytes);
        return switch (dice.below(5)) {
            case 0 -> new PeerMessage.Voted(new SignedVote(anybody(), vote, own));
            case 1 -> new PeerMessage.Voted(new SignedVote(machine.id(), vote, garbage()));
            case 2 -> certificate(vote, (int) dice.between(1, 7), own);
            case 3 -> certificate(finalized(vote), (int) dice.between(3, 100), own);
            default -> stretched(heard, vote, own);
        };
    }

    private static Vote finalized(Vote vote) {
        return switch (vote) {
            case Vote.Notarize(var round, long parent, var block) -> new Vote.Finalize(round, parent, block);
            default -> vote;
        };
    }

    private static PeerMessage certificate(Vote vote, int signers, Signature signature) {
        var bits = new BitSet();
        bits.set(0, signers);
        return new PeerMessage.Certified(new Certificate(vote, bits, Collections.nCopies(signers, signature)));
    }

    /// A real certificate under another vote, or with one more signer.
    private PeerMessage stretched(List<PeerMessage> heard, Vote vote, Signature own) {
        for (PeerMessage message : heard) {
            if (message instanceof PeerMessage.Certified(var real)) {
                if (dice.chance(0.5)) {
                    return new PeerMessage.Certified(
                            new Certificate(finalized(real.vote()), real.signers(), real.signatures()));
                }
                var bits = real.signers();
                bits.set(bits.length());
                var signatures = new ArrayList<>(real.signatures());
                signatures.add(own);
                return new PeerMessage.Certified(new Certificate(vote, bits, signatures));
            }
        }
        return certificate(vote, 4, own);
    }

    private Signature garbage() {
        return Signature.of(dice.bytes(Signature.LENGTH_BYTES));
    }

    /// An answer to nothing that was asked, or a question nobody honest asks.
    PeerMessage nonsense(List<PeerMessage> heard) {
        var round = new Round(dice.below(4), dice.pick(1L, 5L, 1L << 50));
        long height = dice.pick(0L, 1L, 5L, 1L << 50);
        var hash = BlockHash.of(dice.bytes(BlockHash.LENGTH_BYTES));
        return switch (dice.below(10)) {
            case 0 -> new PeerMessage.Standing(height, round);
            case 1 -> new PeerMessage.FinalisedRequest(height);
            case 2 -> new PeerMessage.CertificateRequest(round.epoch(), 1, dice.pick(1L, 2L, 64L));
            case 3 -> new PeerMessage.SnapshotOffer(height);
            case 4 -> new PeerMessage.SnapshotRequest(height, dice.pick(0, 1, 1 << 30));
            case 5 -> new PeerMessage.SnapshotPart(height, dice.below(3), dice.bytes(dice.below(200)));
            case 6 ->
                new PeerMessage.BeaconShare(
                        dice.below(4), anybody(), BeaconSignature.of(dice.bytes(BeaconSignature.LENGTH_BYTES)));
            case 7 -> new PeerMessage.BlockRequest(round, hash);
            default -> answer(heard);
        };
    }

    /// Blocks that were heard of, changed, under certificates that were.
    private PeerMessage answer(List<PeerMessage> heard) {
        var blocks = new ArrayList<Block>();
        var certificates = new ArrayList<Certificate>();
        for (PeerMessage message : heard) {
            switch (message) {
                case PeerMessage.Propose propose -> blocks.add(propose.block());
                case PeerMessage.BlockResponse(var block) -> blocks.add(block);
                case PeerMessage.Certified(var certificate) -> certificates.add(certificate);
                default -> {}
            }
        }
        if (blocks.isEmpty() || certificates.isEmpty()) {
            return new PeerMessage.Transactions(List.of(unpayable()));
        }
        Block block = dice.pick(blocks);
        if (dice.chance(0.5)) {
            return new PeerMessage.BlockResponse(dice.chance(0.5) ? invalid(block) : block);
        }
        return new PeerMessage.FinalisedResponse(
                dice.chance(0.5) ? List.of(invalid(block)) : List.of(block, dice.pick(blocks)),
                dice.pick(certificates));
    }
}
