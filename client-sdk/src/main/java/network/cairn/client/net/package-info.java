/// Streams of bytes between Vert.x's event loops and blocking code on virtual threads, bounded both ways.
@NullMarked
package network.cairn.client.net;

import org.jspecify.annotations.NullMarked;
