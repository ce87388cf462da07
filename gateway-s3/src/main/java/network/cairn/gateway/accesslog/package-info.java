/// Writes S3's server access logs.
@NullMarked
package network.cairn.gateway.accesslog;

import org.jspecify.annotations.NullMarked;
