/// The ledger as somebody uses it who has business there: records that a light client has checked, and orders of
/// one's own that are brought to their end through crashes of either side.
@NullMarked
package network.cairn.client.account;

import org.jspecify.annotations.NullMarked;
