/// What the tests of this module share.
@NullMarked
package network.cairn.proofs;

import org.jspecify.annotations.NullMarked;
