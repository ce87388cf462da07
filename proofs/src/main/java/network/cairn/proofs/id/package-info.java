/// Identifiers: fixed-length byte strings, each a type of its own.
@NullMarked
package network.cairn.proofs.id;

import org.jspecify.annotations.NullMarked;
