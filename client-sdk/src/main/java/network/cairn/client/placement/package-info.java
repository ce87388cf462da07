/// Which nodes there are, how they behave, and which of them take the pieces of a segment.
@NullMarked
package network.cairn.client.placement;

import org.jspecify.annotations.NullMarked;
