/// A validator whole, but for its clock, disk and network, which its environment brings.
@NullMarked
package network.cairn.chain.validator;

import org.jspecify.annotations.NullMarked;
