/// A whole network on one machine: made from nothing, run in one process or in many, looked at from outside.
@NullMarked
package network.cairn.deploy.local;

import org.jspecify.annotations.NullMarked;
