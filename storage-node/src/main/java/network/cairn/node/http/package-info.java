/// The node's door: HTTP over mutually authenticated TLS 1.3, signed orders, limits on everything.
@NullMarked
package network.cairn.node.http;

import org.jspecify.annotations.NullMarked;
