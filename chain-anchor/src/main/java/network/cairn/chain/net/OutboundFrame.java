package network.cairn.chain.net;

import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.message.PeerMessageCodec;

/// A message on its way out, encoded once for all who get it.
///
/// @param key a frame in the queue with the same key gives way to this one
/// @param bytes the whole frame; nobody changes it
record OutboundFrame(Lane lane, Object key, byte[] bytes) {
    /// What goes first.
    enum Lane {
        /// What a round of consensus waits for.
        CONSENSUS,
        /// What somebody who was away asked for.
        CATCH_UP,
        /// Transactions.
        GOSSIP
    }

    /// Names a frame of which only the newest matters.
    private enum Newest {
        STANDING
    }

    static OutboundFrame of(PeerMessage message) {
        byte[] bytes = FrameKind.MESSAGE.frame(PeerMessageCodec.encode(message));
        return switch (message) {
            case PeerMessage.Propose(var proposal, var _) -> new OutboundFrame(Lane.CONSENSUS, proposal, bytes);
            case PeerMessage.Standing _ -> new OutboundFrame(Lane.CONSENSUS, Newest.STANDING, bytes);
            case PeerMessage.BlockResponse(var block) -> new OutboundFrame(Lane.CONSENSUS, block.hash(), bytes);
            case PeerMessage.Voted _,
                    PeerMessage.Certified _,
                    PeerMessage.BlockRequest _,
                    PeerMessage.CertificateRequest _,
                    PeerMessage.BeaconShare _ -> new OutboundFrame(Lane.CONSENSUS, message, bytes);
            case PeerMessage.FinalisedRequest _, PeerMessage.SnapshotOffer _, PeerMessage.SnapshotRequest _ ->
                new OutboundFrame(Lane.CATCH_UP, message, bytes);
            case PeerMessage.FinalisedResponse _, PeerMessage.SnapshotPart _, PeerMessage.Transactions _ ->
                new OutboundFrame(
                        message instanceof PeerMessage.Transactions ? Lane.GOSSIP : Lane.CATCH_UP, new Object(), bytes);
        };
    }
}
