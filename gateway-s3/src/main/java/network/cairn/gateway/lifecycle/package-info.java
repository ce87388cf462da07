/// Carries out what buckets' lifecycle rules ask for.
@NullMarked
package network.cairn.gateway.lifecycle;

import org.jspecify.annotations.NullMarked;
