package network.cairn.node.egress;

import java.util.Optional;
import network.cairn.client.ledger.Channel;
import network.cairn.proofs.id.Digest;

/// The channels on the ledger. Blocking, bounded in time, and safe for many threads.
@FunctionalInterface
public interface Channels {
    /// The channel of this id as the ledger has it; empty where it is known to have none.
    ///
    /// @throws LedgerUnavailableException if that cannot be told now
    Optional<Channel> find(Digest channel) throws LedgerUnavailableException, InterruptedException;
}
