/// The APIs by which tenants look after their identities themselves: AWS's IAM and STS, in their Query form, as far as
/// a
/// store of objects has a use for them.
@NullMarked
package network.cairn.gateway.identity.api;

import org.jspecify.annotations.NullMarked;
