/// Repair: making pieces of a segment again from those that are left.
@NullMarked
package network.cairn.client.repair;

import org.jspecify.annotations.NullMarked;
