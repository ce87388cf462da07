/// Certificates: those the gateway shows over TLS, and one made for a gateway on this machine.
@NullMarked
package network.cairn.gateway.tls;

import org.jspecify.annotations.NullMarked;
