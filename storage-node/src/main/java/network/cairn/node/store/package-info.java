/// The piece store: append-only logs of pieces on one disk, an index over them, and what keeps both
/// healthy.
@NullMarked
package network.cairn.node.store;

import org.jspecify.annotations.NullMarked;
