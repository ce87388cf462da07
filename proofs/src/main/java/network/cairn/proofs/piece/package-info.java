/// The commitment to a piece: its BLAKE3 tree, proofs of ranges of it, and their verifier.
@NullMarked
package network.cairn.proofs.piece;

import org.jspecify.annotations.NullMarked;
