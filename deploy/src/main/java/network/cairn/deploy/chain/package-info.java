/// A chain as a command sees it, through a light client.
@NullMarked
package network.cairn.deploy.chain;

import org.jspecify.annotations.NullMarked;
