@NullMarked
package network.cairn.chain.snapshot;

import org.jspecify.annotations.NullMarked;
