/// Durability receipts as a command gets them, from a gateway or from files, and what several of one object come to.
@NullMarked
package network.cairn.deploy.receipt;

import org.jspecify.annotations.NullMarked;
