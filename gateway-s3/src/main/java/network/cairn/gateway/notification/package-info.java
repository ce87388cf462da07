/// Tells others of what happens in buckets: at least once, and in order for each key as far as that goes.
@NullMarked
package network.cairn.gateway.notification;

import org.jspecify.annotations.NullMarked;
