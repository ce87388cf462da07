package network.cairn.chain.consensus;

import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import org.jspecify.annotations.Nullable;

/// What one member said in one view, of each kind the first.
///
/// @param accused whether it contradicted itself and that was told
record MemberVotes(
        @Nullable SignedVote toNotarize,
        @Nullable SignedVote toNullify,
        @Nullable SignedVote toFinalize,
        boolean accused) {
    static final MemberVotes NONE = new MemberVotes(null, null, null, false);

    @Nullable
    SignedVote sameKind(Vote vote) {
        return switch (vote) {
            case Vote.Notarize _ -> toNotarize;
            case Vote.Nullify _ -> toNullify;
            case Vote.Finalize _ -> toFinalize;
        };
    }

    boolean has(Vote vote) {
        var given = sameKind(vote);
        return given != null && given.vote().equals(vote);
    }

    /// A vote given that no honest member gives together with this one.
    @Nullable
    SignedVote contradicting(Vote vote) {
        if (toNotarize != null && Equivocation.contradict(toNotarize.vote(), vote)) {
            return toNotarize;
        }
        if (toNullify != null && Equivocation.contradict(toNullify.vote(), vote)) {
            return toNullify;
        }
        return toFinalize != null && Equivocation.contradict(toFinalize.vote(), vote) ? toFinalize : null;
    }

    /// With this vote, in the place of one of its kind.
    MemberVotes with(SignedVote vote) {
        return switch (vote.vote()) {
            case Vote.Notarize _ -> new MemberVotes(vote, toNullify, toFinalize, accused);
            case Vote.Nullify _ -> new MemberVotes(toNotarize, vote, toFinalize, accused);
            case Vote.Finalize _ -> new MemberVotes(toNotarize, toNullify, vote, accused);
        };
    }

    MemberVotes withAccused() {
        return new MemberVotes(toNotarize, toNullify, toFinalize, true);
    }
}
