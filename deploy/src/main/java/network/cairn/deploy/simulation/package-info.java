/// The chain under one seed: real validators on a simulated clock, network and disk, with faults and
/// liars, and the checks that nothing they do forks the chain, makes money or stops it for good.
@NullMarked
package network.cairn.deploy.simulation;

import org.jspecify.annotations.NullMarked;
