/// TLS between actors known by their keys; streams of bytes between Vert.x's event loops and blocking code,
/// bounded both ways.
@NullMarked
package network.cairn.client.net;

import org.jspecify.annotations.NullMarked;
