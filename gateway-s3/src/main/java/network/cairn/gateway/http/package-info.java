/// The gateway's door: HTTP/1.1 in, and HTTP/2 over TLS, operations on virtual threads behind it, S3's answers out.
@NullMarked
package network.cairn.gateway.http;

import org.jspecify.annotations.NullMarked;
