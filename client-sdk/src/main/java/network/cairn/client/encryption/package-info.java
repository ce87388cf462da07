/// Encryption of objects in frames, masking of pieces, and the hierarchy their keys come from.
@NullMarked
package network.cairn.client.encryption;

import org.jspecify.annotations.NullMarked;
