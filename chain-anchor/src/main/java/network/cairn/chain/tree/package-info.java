/// The state tree in pages: updated in place for the finalised state, and as overlays of pages for
/// blocks that are not final yet.
@NullMarked
package network.cairn.chain.tree;

import org.jspecify.annotations.NullMarked;
