/// Tests of the chain through its simulation.
@NullMarked
package network.cairn.deploy.simulation;

import org.jspecify.annotations.NullMarked;
