/// What all uploads and downloads of a process share: memory for stripes, and processor time.
@NullMarked
package network.cairn.client.budget;

import org.jspecify.annotations.NullMarked;
