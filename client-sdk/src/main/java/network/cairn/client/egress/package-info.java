/// What a client pays nodes for reads: channels on the ledger, and the vouchers it promises out of them.
@NullMarked
package network.cairn.client.egress;

import org.jspecify.annotations.NullMarked;
