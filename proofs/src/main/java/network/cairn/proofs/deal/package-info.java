/// What a provider is paid for, as hashes: the authenticated list of a deal's pieces, the tree over all of a
/// provider's deals, the challenges of an epoch and the proof that answers them.
@NullMarked
package network.cairn.proofs.deal;

import org.jspecify.annotations.NullMarked;
