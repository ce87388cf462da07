/// Who an actor is: its Ed25519 key, its certificate over that key, and the encrypted file both rest in.
@NullMarked
package network.cairn.client.identity;

import org.jspecify.annotations.NullMarked;
