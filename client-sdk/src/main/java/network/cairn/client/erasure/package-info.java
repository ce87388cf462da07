/// Erasure coding: systematic Reed-Solomon over GF(2^8), and how a segment is cut into stripes and shares.
@NullMarked
package network.cairn.client.erasure;

import org.jspecify.annotations.NullMarked;
