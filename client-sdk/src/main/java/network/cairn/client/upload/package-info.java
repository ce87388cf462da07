/// Upload: encrypt, cut, code, mask and send in parallel, in bounded memory.
@NullMarked
package network.cairn.client.upload;

import org.jspecify.annotations.NullMarked;
