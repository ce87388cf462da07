/// Deals, proofs and payouts in whole networks of real processes.
@NullMarked
package network.cairn.deploy.deal;

import org.jspecify.annotations.NullMarked;
