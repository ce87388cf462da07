/// Release of stored bytes that nothing names any more.
@NullMarked
package network.cairn.gateway.reclaim;

import org.jspecify.annotations.NullMarked;
