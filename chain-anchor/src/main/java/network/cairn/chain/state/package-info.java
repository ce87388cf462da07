/// The ledger's state machine: what transactions and blocks do to the state, and the authenticated
/// state itself.
@NullMarked
package network.cairn.chain.state;

import org.jspecify.annotations.NullMarked;
