package network.cairn.client.account;

import java.util.List;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;

/// A chain, and how it is reached.
///
/// @param rpc its nodes, of which none is trusted: one is asked until it fails, and then the next
public record ChainSettings(Genesis genesis, List<Endpoint> rpc) {
    public ChainSettings {
        rpc = List.copyOf(rpc);
        if (rpc.isEmpty()) {
            throw new IllegalArgumentException("a chain is reached through at least one node");
        }
    }
}
