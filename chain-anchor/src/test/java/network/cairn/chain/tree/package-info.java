@NullMarked
package network.cairn.chain.tree;

import org.jspecify.annotations.NullMarked;
