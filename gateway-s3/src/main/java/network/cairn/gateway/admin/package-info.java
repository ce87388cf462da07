/// The operator's API: tenants of a whole gateway, their quotas and rates, and the keys of their roots.
@NullMarked
package network.cairn.gateway.admin;

import org.jspecify.annotations.NullMarked;
