/// What the gateway remembers of buckets, objects and uploads, and how it changes in transactions.
@NullMarked
package network.cairn.gateway.metadata;

import org.jspecify.annotations.NullMarked;
