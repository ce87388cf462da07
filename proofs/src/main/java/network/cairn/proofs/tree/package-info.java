/// The ledger's authenticated state: a sparse Merkle tree over 256-bit paths, and proofs of presence
/// and absence.
@NullMarked
package network.cairn.proofs.tree;

import org.jspecify.annotations.NullMarked;
