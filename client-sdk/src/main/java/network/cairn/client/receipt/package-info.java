/// Durability receipts: which pieces of an object are alive, where, and when that was last proven on the chain, in
/// a bundle that is checked without a network.
@NullMarked
package network.cairn.client.receipt;

import org.jspecify.annotations.NullMarked;
