/// Snapshots of the ledger's state: what their parts are, how each is checked when it arrives, and where
/// they are kept.
@NullMarked
package network.cairn.chain.snapshot;

import org.jspecify.annotations.NullMarked;
