/// The chain as one sees it who trusts nobody: headers by their certificates, records by their proofs.
@NullMarked
package network.cairn.client.light;

import org.jspecify.annotations.NullMarked;
