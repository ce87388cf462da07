package network.cairn.client.light;

import java.util.Optional;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.id.TransactionId;

/// Somebody who says he knows the chain: a node's RPC, or a test's double. Nothing he says is believed
/// before it has been checked.
///
/// Calls block, and every one of them ends within the source's own time limit.
public interface ChainSource {
    /// The newest final header.
    CertifiedHeader latest() throws ChainSourceException;

    /// The final header at this height, with the first certificate at or after it. For the last height of
    /// an epoch that certificate is of the same epoch.
    CertifiedHeader certified(long height) throws ChainSourceException;

    /// The set of an epoch.
    ValidatorSet validators(long epoch) throws ChainSourceException;

    /// A record of the newest final state, or its absence.
    ProvenRecord prove(StateKey key) throws ChainSourceException;

    /// A final transaction with its block's header; empty where the source knows none with this id that
    /// is final, which proves nothing.
    Optional<TransactionInclusion> inclusion(TransactionId id) throws ChainSourceException;

    /// The final block at a height.
    Block block(long height) throws ChainSourceException;
}
