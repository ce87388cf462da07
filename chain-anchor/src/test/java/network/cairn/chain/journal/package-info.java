@NullMarked
package network.cairn.chain.journal;

import org.jspecify.annotations.NullMarked;
