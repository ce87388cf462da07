package network.cairn.chain.consensus;

import java.util.HashSet;
import java.util.Set;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// Forgets what no rule needs any more, so that the state stays small.
final class Pruning {
    private final Turn turn;

    Pruning(Turn turn) {
        this.turn = turn;
    }

    void run() {
        turn.views.headMap(turn.finalised.view(), false).clear();
        if (turn.passed.last() <= turn.finalised.view()) {
            turn.passed = PassedViews.NONE;
        }
        forgetOldViews();
        forgetOldVotes();
        var kept = new HashSet<BlockHash>();
        keepNotarized(kept);
        turn.views.tailMap(turn.view, true).values().forEach(known -> keep(kept, known.proposal()));
        if (turn.self >= 0) {
            turn.views
                    .tailMap(turn.view - Limits.OWN_BLOCKS_VIEWS, true)
                    .values()
                    .forEach(known -> keep(kept, known.votesOf(turn.self).toNotarize()));
        }
        keepBranch(kept, turn.finalised.hash(), Limits.BLOCKS_FINAL_KEPT);
        turn.blocks.keySet().retainAll(kept);
    }

    private void forgetOldViews() {
        long newestNotarized = newestNotarized();
        var views = turn.views.tailMap(turn.finalised.view(), false);
        int excess = views.size() - Limits.VIEWS_KEPT_MAX;
        var oldestFirst = views.entrySet().iterator();
        while (excess-- > 0) {
            var entry = oldestFirst.next();
            long number = entry.getKey();
            if (number != newestNotarized) {
                turn.passed = entry.getValue().nullification() == null ? PassedViews.NONE : turn.passed.with(number);
                oldestFirst.remove();
            }
        }
    }

    private long newestNotarized() {
        for (var entry : turn.views.descendingMap().entrySet()) {
            if (entry.getValue().notarized() != null) {
                return entry.getKey();
            }
        }
        return 0;
    }

    private void forgetOldVotes() {
        for (var entry :
                turn.views.headMap(turn.view - Limits.VOTES_BEHIND_VIEWS, false).entrySet()) {
            var known = entry.getValue();
            if (known.votes().size() > 1) {
                entry.setValue(known.withVotesOnlyOf(turn.self));
            }
        }
    }

    private void keepNotarized(Set<BlockHash> kept) {
        int branches = 0;
        for (var known : turn.views.descendingMap().values()) {
            var notarized = known.notarized();
            boolean whole = branches < Limits.NOTARIZED_BLOCKS_VIEWS || known.finalization() != null;
            if (notarized != null && whole) {
                branches++;
                keepBranch(kept, notarized, Limits.BLOCKS_AHEAD_MAX + 1);
            }
        }
    }

    private void keepBranch(Set<BlockHash> kept, BlockHash newest, int blocks) {
        var at = newest;
        for (int i = 0; i < blocks; i++) {
            var held = turn.blocks.get(at);
            if (held == null) {
                return;
            }
            kept.add(at);
            at = held.header().parent();
        }
    }

    private static void keep(Set<BlockHash> kept, @Nullable SignedVote vote) {
        if (vote != null && vote.vote() instanceof Vote.Notarize notarize) {
            kept.add(notarize.block());
        }
    }
}
