@NullMarked
package network.cairn.proofs.tree;

import org.jspecify.annotations.NullMarked;
