/// Deals as their client sees them: revisions of what a provider holds, agreed on by both without the chain.
@NullMarked
package network.cairn.client.deal;

import org.jspecify.annotations.NullMarked;
