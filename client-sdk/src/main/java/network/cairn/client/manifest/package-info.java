/// What must be remembered of stored bytes to read them again.
@NullMarked
package network.cairn.client.manifest;

import org.jspecify.annotations.NullMarked;
