/// The listener of the operator's API.
@NullMarked
package network.cairn.gateway.admin.http;

import org.jspecify.annotations.NullMarked;
