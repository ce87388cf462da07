/// The client as a whole: uploads, downloads, repairs, releases and health over one storage network.
@NullMarked
package network.cairn.client;

import org.jspecify.annotations.NullMarked;
