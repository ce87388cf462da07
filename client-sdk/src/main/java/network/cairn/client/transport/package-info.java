/// How a client reaches a storage node: HTTP over mutually authenticated TLS 1.3, pinned to the node's id.
@NullMarked
package network.cairn.client.transport;

import org.jspecify.annotations.NullMarked;
