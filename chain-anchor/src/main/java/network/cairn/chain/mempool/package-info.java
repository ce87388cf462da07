/// The transactions that wait for a block: which are taken, in what order they go out, and which give way.
@NullMarked
package network.cairn.chain.mempool;

import org.jspecify.annotations.NullMarked;
