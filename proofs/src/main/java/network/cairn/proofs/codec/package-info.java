/// The canonical codec: the one way Cairn puts values on the wire, on disk and under a signature.
@NullMarked
package network.cairn.proofs.codec;

import org.jspecify.annotations.NullMarked;
