package network.cairn.client.egress;

import java.util.Optional;
import network.cairn.proofs.id.ActorId;

/// The channels this client pays nodes out of. Asked before every read, so it answers at once from what it knows;
/// opening channels, and others for those that run out of money or time, goes on elsewhere.
///
/// Where the channel of a node changes, the new one is paid out of from the next read on.
@FunctionalInterface
public interface EgressChannels {
    /// The channel to pay this node out of; empty where there is none, and then reads carry no voucher.
    Optional<OpenedChannel> channel(ActorId node);
}
