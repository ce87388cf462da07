/// The chain's randomness: one value an epoch that nobody can foresee or choose.
@NullMarked
package network.cairn.chain.beacon;

import org.jspecify.annotations.NullMarked;
