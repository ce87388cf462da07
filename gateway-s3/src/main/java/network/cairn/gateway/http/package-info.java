/// The gateway's door: HTTP/1.1 in, operations on virtual threads behind it, S3's answers out.
@NullMarked
package network.cairn.gateway.http;

import org.jspecify.annotations.NullMarked;
