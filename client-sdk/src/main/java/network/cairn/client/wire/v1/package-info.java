/// Version 1 of the messages between clients and storage nodes.
@NullMarked
package network.cairn.client.wire.v1;

import org.jspecify.annotations.NullMarked;
