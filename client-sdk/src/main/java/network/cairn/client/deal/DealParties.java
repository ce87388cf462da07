package network.cairn.client.deal;

import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.DealId;

/// A deal, and whose signatures its revisions bear.
///
/// @param chain the chain the deal is on
/// @param deal the deal
/// @param client who pays
/// @param provider who stores
public record DealParties(ChainId chain, DealId deal, PublicIdentity client, PublicIdentity provider) {}
