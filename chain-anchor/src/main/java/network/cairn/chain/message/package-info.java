/// What validators say to each other.
@NullMarked
package network.cairn.chain.message;

import org.jspecify.annotations.NullMarked;
