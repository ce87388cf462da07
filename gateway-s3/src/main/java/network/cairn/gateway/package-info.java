/// The S3 gateway: its configuration and how its parts are put together.
@NullMarked
package network.cairn.gateway;

import org.jspecify.annotations.NullMarked;
