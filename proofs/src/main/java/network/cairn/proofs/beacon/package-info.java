/// The beacon's arithmetic: threshold BLS signatures over BLS12-381, signatures in G1 (48 bytes), keys
/// in G2
/// (96 bytes), both compressed.
///
/// Any `threshold` shares of a signature give the same group signature as any others, so that nobody who
/// holds
/// fewer can foresee it and nobody who holds a share can choose it.
@NullMarked
package network.cairn.proofs.beacon;

import org.jspecify.annotations.NullMarked;
