/// The mesh of validators: TLS connections pinned to their ids, what may go over them, and what becomes
/// of a peer that sends garbage.
@NullMarked
package network.cairn.chain.net;

import org.jspecify.annotations.NullMarked;
