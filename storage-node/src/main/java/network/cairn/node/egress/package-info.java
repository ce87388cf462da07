/// What a node is paid for reads: checks vouchers, counts what it serves, and keeps the best voucher of each
/// channel.
@NullMarked
package network.cairn.node.egress;

import org.jspecify.annotations.NullMarked;
