/// How programs talk to a node of the chain over HTTP, and the messages both sides share.
@NullMarked
package network.cairn.client.rpc;

import org.jspecify.annotations.NullMarked;
