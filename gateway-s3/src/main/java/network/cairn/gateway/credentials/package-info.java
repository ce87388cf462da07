/// Access keys and their tenants, kept sealed in one file.
@NullMarked
package network.cairn.gateway.credentials;

import org.jspecify.annotations.NullMarked;
