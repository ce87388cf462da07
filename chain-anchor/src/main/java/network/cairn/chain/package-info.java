/// The chain that takes proofs and pays providers. Nothing of it is built yet: the module holds its place in the
/// direction of dependencies.
@NullMarked
package network.cairn.chain;

import org.jspecify.annotations.NullMarked;
