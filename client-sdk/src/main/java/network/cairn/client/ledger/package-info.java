/// The ledger as everybody outside it sees it: transactions, blocks, votes and certificates, validator
/// sets, genesis, and the records the state is made of, each with its canonical encoding.
@NullMarked
package network.cairn.client.ledger;

import org.jspecify.annotations.NullMarked;
