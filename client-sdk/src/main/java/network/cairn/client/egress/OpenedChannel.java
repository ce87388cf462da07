package network.cairn.client.egress;

import network.cairn.client.ledger.Amount;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Digest;

/// A channel of this client's that is open on the ledger.
///
/// @param id the channel's
/// @param node who is paid out of it
/// @param deposit what may be promised in all
/// @param expiryMillis the channel's expiry, which every voucher repeats
/// @param pricePerGib what this client has agreed to pay for a GiB of egress; zero pays nothing
public record OpenedChannel(Digest id, ActorId node, Amount deposit, long expiryMillis, Amount pricePerGib) {}
