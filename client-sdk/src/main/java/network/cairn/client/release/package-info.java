/// Release: deleting the pieces of a segment that nothing names any more.
@NullMarked
package network.cairn.client.release;

import org.jspecify.annotations.NullMarked;
