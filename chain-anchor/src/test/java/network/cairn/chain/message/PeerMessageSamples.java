package network.cairn.chain.message;

import java.util.List;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.LedgerSamples;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.BeaconSignature;

/// One fixed message of every kind.
public final class PeerMessageSamples {
    private PeerMessageSamples() {}

    public static List<PeerMessage> all() {
        var block = LedgerSamples.block();
        var round = new Round(2, 9);
        return List.of(
                new PeerMessage.Propose(vote(new Vote.Notarize(round, 8, block.hash())), block),
                new PeerMessage.Voted(vote(new Vote.Nullify(round))),
                new PeerMessage.Certified(certificate(round)),
                new PeerMessage.BlockRequest(round, block.hash()),
                new PeerMessage.BlockResponse(block),
                new PeerMessage.CertificateRequest(2, 9, 72),
                new PeerMessage.Standing(512, round),
                new PeerMessage.FinalisedRequest(513),
                new PeerMessage.FinalisedResponse(List.of(block, block), certificate(round)),
                new PeerMessage.SnapshotOffer(400),
                new PeerMessage.SnapshotRequest(400, 3),
                new PeerMessage.SnapshotPart(400, 3, LedgerSamples.filled(50, 5)),
                new PeerMessage.BeaconShare(
                        2,
                        LedgerSamples.actor(6),
                        BeaconSignature.of(LedgerSamples.filled(BeaconSignature.LENGTH_BYTES, 7))),
                new PeerMessage.Transactions(block.transactions().subList(0, 2)));
    }

    private static SignedVote vote(Vote vote) {
        return SignedVote.sign(LedgerSamples.identity(2), LedgerSamples.CHAIN, vote);
    }

    private static Certificate certificate(Round round) {
        return LedgerSamples.certificate(
                new Vote.Finalize(round, 8, LedgerSamples.blockHash(4)), LedgerSamples.set(), 1, 2, 3);
    }
}
