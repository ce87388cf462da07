/// How much and how fast tenants may use a gateway.
@NullMarked
package network.cairn.gateway.limits;

import org.jspecify.annotations.NullMarked;
