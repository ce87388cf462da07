package network.cairn.chain.consensus;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// What is known of one view.
///
/// @param votes by the member's place in the set
/// @param proposal the leader's first, whose block is held
record ViewState(
        SortedMap<Integer, MemberVotes> votes,
        @Nullable SignedVote proposal,
        @Nullable Certificate notarization,
        @Nullable Certificate nullification,
        @Nullable Certificate finalization) {
    static final ViewState EMPTY = new ViewState(Collections.emptySortedMap(), null, null, null, null);

    MemberVotes votesOf(int member) {
        return votes.getOrDefault(member, MemberVotes.NONE);
    }

    ViewState withVotes(int member, MemberVotes given) {
        var changed = new TreeMap<>(votes);
        changed.put(member, given);
        return new ViewState(
                Collections.unmodifiableSortedMap(changed), proposal, notarization, nullification, finalization);
    }

    /// With no votes but this member's.
    ViewState withVotesOnlyOf(int member) {
        var own = votes.get(member);
        SortedMap<Integer, MemberVotes> kept =
                own == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(single(member, own));
        return new ViewState(kept, proposal, notarization, nullification, finalization);
    }

    private static SortedMap<Integer, MemberVotes> single(int member, MemberVotes own) {
        var map = new TreeMap<Integer, MemberVotes>();
        map.put(member, own);
        return map;
    }

    ViewState withProposal(SignedVote first) {
        return new ViewState(votes, first, notarization, nullification, finalization);
    }

    @Nullable
    Certificate certificate(Vote kind) {
        return switch (kind) {
            case Vote.Notarize _ -> notarization;
            case Vote.Nullify _ -> nullification;
            case Vote.Finalize _ -> finalization;
        };
    }

    ViewState with(Certificate certificate) {
        return switch (certificate.vote()) {
            case Vote.Notarize _ -> new ViewState(votes, proposal, certificate, nullification, finalization);
            case Vote.Nullify _ -> new ViewState(votes, proposal, notarization, certificate, finalization);
            case Vote.Finalize _ -> new ViewState(votes, proposal, notarization, nullification, certificate);
        };
    }

    boolean isCertified() {
        return notarization != null || nullification != null || finalization != null;
    }

    /// The block a quorum notarized here. A finalization says so too: nobody honest finalizes what was
    /// not notarized.
    @Nullable
    BlockHash notarized() {
        if (notarization != null && notarization.vote() instanceof Vote.Notarize vote) {
            return vote.block();
        }
        return finalized();
    }

    @Nullable
    BlockHash finalized() {
        return finalization != null && finalization.vote() instanceof Vote.Finalize vote ? vote.block() : null;
    }
}
