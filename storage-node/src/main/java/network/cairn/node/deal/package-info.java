/// Deals as their provider sees them: the list of the pieces that it is paid for, and revisions of it.
@NullMarked
package network.cairn.node.deal;

import org.jspecify.annotations.NullMarked;
