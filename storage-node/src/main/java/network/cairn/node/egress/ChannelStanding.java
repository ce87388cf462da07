package network.cairn.node.egress;

import java.util.Optional;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.proofs.id.ActorId;

/// What a node has of a channel that it has served out of.
///
/// @param client the channel's, who alone is told
/// @param best the voucher with the greatest total
public record ChannelStanding(ActorId client, Optional<SignedVoucher> best) {}
