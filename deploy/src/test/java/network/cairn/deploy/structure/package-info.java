/// Checks on the shape of the code itself.
@NullMarked
package network.cairn.deploy.structure;

import org.jspecify.annotations.NullMarked;
