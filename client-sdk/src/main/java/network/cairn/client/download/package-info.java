/// Download: fetch any k pieces, hedge, decode, decrypt, and find out who lied, in bounded memory.
@NullMarked
package network.cairn.client.download;

import org.jspecify.annotations.NullMarked;
