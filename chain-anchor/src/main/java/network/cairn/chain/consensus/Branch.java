package network.cairn.chain.consensus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// The blocks after the finalised one, as far as they are here, and what is missing of them.
final class Branch {
    /// Where a block is.
    enum Reach {
        /// It and all before it back to the finalised block are here.
        WHOLE,
        /// One of them is missing, and wanted now.
        MISSING,
        /// It does not follow the finalised block.
        ELSEWHERE
    }

    private final Turn turn;
    private final SortedSet<BlockHash> wanted = new TreeSet<>();
    private long certificatesFrom;
    private long certificatesTo;

    Branch(Turn turn) {
        this.turn = turn;
    }

    Reach reach(BlockHash block) {
        long floor = turn.finalised.header().height();
        long childHeight = Long.MAX_VALUE;
        for (BlockHash at = block; !at.equals(turn.finalised.hash()); ) {
            if (childHeight <= floor + 1) {
                return Reach.ELSEWHERE;
            }
            var held = turn.blocks.get(at);
            if (held == null) {
                wanted.add(at);
                if (childHeight != Long.MAX_VALUE && childHeight - floor > Limits.BLOCKS_FINAL_KEPT) {
                    turn.fallenBehind(turn.likelyPeer(), turn.round());
                }
                return Reach.MISSING;
            }
            long height = held.header().height();
            if (height <= floor || height >= childHeight) {
                return Reach.ELSEWHERE;
            }
            if (height - floor > Limits.BLOCKS_AHEAD_MAX) {
                turn.fallenBehind(turn.likelyPeer(), turn.round());
                return Reach.MISSING;
            }
            childHeight = height;
            at = held.header().parent();
        }
        return Reach.WHOLE;
    }

    /// The blocks from the finalised one's child to this one, all of which are here.
    List<Block> path(BlockHash block) {
        Deque<Block> path = new ArrayDeque<>();
        for (BlockHash at = block; !at.equals(turn.finalised.hash()); ) {
            var held = held(at);
            path.addFirst(held.block());
            at = held.header().parent();
        }
        return new ArrayList<>(path);
    }

    /// The header of a block that is here or is the finalised one.
    BlockHeader header(BlockHash block) {
        return block.equals(turn.finalised.hash())
                ? turn.finalised.header()
                : held(block).header();
    }

    private HeldBlock held(BlockHash block) {
        var held = turn.blocks.get(block);
        if (held == null) {
            throw new IllegalStateException("block " + block + " was to be here");
        }
        return held;
    }

    /// Whether a whole branch has been verified; asks for the first of its blocks that was not.
    boolean isVerified(BlockHash block) {
        BlockHash first = null;
        for (BlockHash at = block;
                !at.equals(turn.finalised.hash());
                at = held(at).header().parent()) {
            if (held(at).verification() != HeldBlock.Verification.VALID) {
                first = at;
            }
        }
        if (first == null) {
            return true;
        }
        verify(first);
        return false;
    }

    /// What the ledger says of a block whose parent is verified; asks it the first time.
    HeldBlock.Verification verify(BlockHash block) {
        var held = held(block);
        if (held.verification() == HeldBlock.Verification.NOT_ASKED) {
            turn.blocks.put(block, held.with(HeldBlock.Verification.ASKED));
            turn.emit(new ConsensusEffect.VerifyBlock(turn.round(), held.block()));
            return HeldBlock.Verification.ASKED;
        }
        return held.verification();
    }

    /// The block that was notarized in a view; that of view 0 and of the finalised view is the
    /// finalised one.
    @Nullable
    BlockHash notarized(long view) {
        return view == turn.finalised.view()
                ? turn.finalised.hash()
                : turn.view(view).notarized();
    }

    /// Wants the certificates of a view and of those before it.
    void wantCertificates(long lowest, long highest) {
        certificatesFrom = Math.max(Math.max(1, lowest), highest - PeerMessage.CertificateRequest.VIEWS_MAX + 1);
        certificatesTo = highest;
    }

    /// Forgets what was wanted, before the rules are gone through again.
    void wantNothing() {
        wanted.clear();
        certificatesTo = 0;
    }

    /// Asks peers for what is wanted, each once between two retransmissions.
    void ask() {
        turn.asked.retainAll(wanted);
        for (BlockHash block : wanted) {
            if (turn.asked.size() < Limits.BLOCKS_ASKED_MAX && !turn.asked.contains(block)) {
                var peer = turn.likelyPeer();
                if (peer != null) {
                    turn.asked.add(block);
                    turn.emit(new ConsensusEffect.Send(peer, new PeerMessage.BlockRequest(turn.round(), block)));
                }
            }
        }
        if (certificatesTo > 0 && certificatesTo != turn.certificatesAsked) {
            var peer = turn.likelyPeer();
            if (peer != null) {
                turn.certificatesAsked = certificatesTo;
                turn.emit(new ConsensusEffect.Send(
                        peer,
                        new PeerMessage.CertificateRequest(turn.config.epoch(), certificatesFrom, certificatesTo)));
            }
        }
    }
}
