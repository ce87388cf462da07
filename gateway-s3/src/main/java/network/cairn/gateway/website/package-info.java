/// Serves buckets as websites.
@NullMarked
package network.cairn.gateway.website;

import org.jspecify.annotations.NullMarked;
