@NullMarked
package network.cairn.chain.state;

import org.jspecify.annotations.NullMarked;
