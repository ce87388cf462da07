/// A storage node: its configuration, and how its parts are put together.
@NullMarked
package network.cairn.node;

import org.jspecify.annotations.NullMarked;
