/// Whole networks of real processes, for tests.
@NullMarked
package network.cairn.deploy.network;

import org.jspecify.annotations.NullMarked;
