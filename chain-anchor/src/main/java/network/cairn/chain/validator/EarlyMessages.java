package network.cairn.chain.validator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Round;
import network.cairn.proofs.id.ActorId;

/// Messages of the epoch after this one, from peers that have finished this one a moment earlier: kept until it is
/// finished here, too, so that nobody waits for them to be sent again.
final class EarlyMessages {
    private static final int PER_PEER_MAX = 8;
    private static final int PEERS_MAX = 128;
    private static final int PROPOSALS_MAX = 4;

    private final Map<ActorId, List<PeerMessage.ForConsensus>> messages = new TreeMap<>();
    private int proposals;

    /// A message and its sender.
    record Early(ActorId from, PeerMessage.ForConsensus message) {}

    /// The epoch a message is of.
    static long epoch(PeerMessage.ForConsensus message) {
        Round round = switch (message) {
            case PeerMessage.Propose propose -> propose.proposal().vote().round();
            case PeerMessage.Voted voted -> voted.vote().vote().round();
            case PeerMessage.Certified certified ->
                certified.certificate().vote().round();
            case PeerMessage.BlockRequest request -> request.round();
            case PeerMessage.BlockResponse response ->
                new Round(response.block().header().epoch(), 0);
            case PeerMessage.CertificateRequest request -> new Round(request.epoch(), 0);
        };
        return round.epoch();
    }

    /// Keeps a message as far as there is room; one that is not kept comes again.
    void keep(ActorId from, PeerMessage.ForConsensus message) {
        boolean isStatement = message instanceof PeerMessage.Propose
                || message instanceof PeerMessage.Voted
                || message instanceof PeerMessage.Certified;
        boolean isProposal = message instanceof PeerMessage.Propose;
        if (!isStatement || (isProposal && proposals >= PROPOSALS_MAX)) {
            return;
        }
        if (messages.size() >= PEERS_MAX && !messages.containsKey(from)) {
            return;
        }
        List<PeerMessage.ForConsensus> ofPeer = messages.computeIfAbsent(from, _ -> new ArrayList<>());
        if (ofPeer.size() < PER_PEER_MAX
                && !(isProposal && ofPeer.stream().anyMatch(PeerMessage.Propose.class::isInstance))) {
            ofPeer.add(message);
            proposals += isProposal ? 1 : 0;
        }
    }

    /// Gives what was kept, and forgets it.
    List<Early> take() {
        var taken = new ArrayList<Early>();
        messages.forEach((from, ofPeer) -> ofPeer.forEach(message -> taken.add(new Early(from, message))));
        messages.clear();
        proposals = 0;
        return taken;
    }
}
