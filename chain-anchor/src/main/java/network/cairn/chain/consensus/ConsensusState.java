package network.cairn.chain.consensus;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// What one epoch's consensus knows: an immutable value, bounded whatever peers send.
///
/// @param started whether the journal is read and the epoch goes on
/// @param safetyLost whether what cannot be was seen; nothing is done any more
/// @param view the one this validator is in, 0 before it started
/// @param stage how far its own proposal for the view is
/// @param buildParentView the view of the parent a block was asked for on
/// @param timedOut whether a timer made it nullify the view
/// @param refused whether the view's proposal was found wrong
/// @param finalised the newest final block
/// @param views by number, from the finalised one
/// @param blocks those that may become final, and a few that did
/// @param heard the newest view each member voted in
/// @param delayMillis what is allowed for a message now
/// @param asked blocks that peers were asked for
/// @param certificatesAsked the newest view whose certificates peers were asked for
/// @param passed views that a quorum nullified so long ago that their certificates were dropped
/// @param ahead peers that were said to be far ahead since the last retransmission
/// @param answered how much each peer was answered since the last retransmission
/// @param nextPeer whose turn it is to be asked
public record ConsensusState(
        boolean started,
        boolean safetyLost,
        long view,
        LeaderStage stage,
        long buildParentView,
        boolean timedOut,
        boolean refused,
        FinalPoint finalised,
        SortedMap<Long, ViewState> views,
        SortedMap<BlockHash, HeldBlock> blocks,
        SortedMap<Integer, Long> heard,
        long delayMillis,
        SortedSet<BlockHash> asked,
        long certificatesAsked,
        PassedViews passed,
        SortedSet<ActorId> ahead,
        SortedMap<ActorId, Integer> answered,
        int nextPeer) {
    public ConsensusState {
        views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
        blocks = Collections.unmodifiableSortedMap(new TreeMap<>(blocks));
        heard = Collections.unmodifiableSortedMap(new TreeMap<>(heard));
        asked = Collections.unmodifiableSortedSet(new TreeSet<>(asked));
        ahead = Collections.unmodifiableSortedSet(new TreeSet<>(ahead));
        answered = Collections.unmodifiableSortedMap(new TreeMap<>(answered));
    }

    static ConsensusState initial(ConsensusConfig config) {
        return new ConsensusState(
                false,
                false,
                0,
                LeaderStage.WAITING,
                0,
                false,
                false,
                new FinalPoint(0, config.start(), config.start().hash()),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                config.timing().delayMin().toMillis(),
                Collections.emptySortedSet(),
                0,
                PassedViews.NONE,
                Collections.emptySortedSet(),
                Collections.emptySortedMap(),
                0);
    }

    /// The newest final header; at first the one the epoch starts from.
    public BlockHeader finalisedHeader() {
        return finalised.header();
    }

    /// The certificate of the newest final block; empty until one of this epoch is final.
    public Optional<Certificate> finalization() {
        return Optional.ofNullable(viewState(finalised.view()).finalization());
    }

    /// Whether the epoch's last block is final.
    public boolean isFinished(ConsensusConfig config) {
        return finalised.header().height() >= config.lastHeight();
    }

    ViewState viewState(long number) {
        return views.getOrDefault(number, ViewState.EMPTY);
    }

    @Nullable
    HeldBlock block(BlockHash hash) {
        return blocks.get(hash);
    }
}
