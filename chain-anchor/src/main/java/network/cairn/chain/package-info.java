/// A validator's process: its parts put together, the thread its consensus runs on, and the clock, timers
/// and network it runs by.
@NullMarked
package network.cairn.chain;

import org.jspecify.annotations.NullMarked;
