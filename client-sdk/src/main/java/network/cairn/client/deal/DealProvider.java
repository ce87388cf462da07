package network.cairn.client.deal;

import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.transport.NodeException;
import network.cairn.proofs.id.DealId;

/// A provider as the client of its deals talks to it. Blocking; every call is bounded in time.
public interface DealProvider {
    /// The key whose id the provider has: what its signatures are checked by.
    PublicIdentity key() throws NodeException, InterruptedException;

    RevisionAnswer propose(RevisionProposal proposal) throws NodeException, InterruptedException;

    RevisionAnswer accept(DealId deal, RevisionAcceptance acceptance) throws NodeException, InterruptedException;
}
