/// The HTTP door of a node of the chain: what anybody may ask of it, the transactions it takes, and its
/// stream of events.
@NullMarked
package network.cairn.chain.rpc;

import org.jspecify.annotations.NullMarked;
