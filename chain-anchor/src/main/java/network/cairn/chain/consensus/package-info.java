/// Simplex (Chan and Pass, 2023) as a pure step function: no clock, thread, socket or disk is in it.
@NullMarked
package network.cairn.chain.consensus;

import org.jspecify.annotations.NullMarked;
